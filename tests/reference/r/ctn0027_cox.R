# CTN-0027 by the rule of the worked example: first randomisation; w = (last dosing day - randomisation day + 1) / 7;
# stayed if w >= 23, else left at w; capped at 24 weeks. Cox with age and sex, proportional hazards, effect by window.
# Reads randomization, treatment and demographics of public.ctn0094data 1.0.6 as CSV.
# Run in this folder: Rscript ctn0027_cox.R FOLDER_OF_CSV     (R 4.2.2, survival 3.5-3)
library(survival)

folder <- commandArgs(trailingOnly = TRUE)[1]
table_of <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), stringsAsFactors = FALSE)
people <- table_of("randomization")
people <- people[people$which == 1 & people$treatment %in% c("Methadone", "Outpatient BUP"), ]
last_dose <- aggregate(when ~ who, table_of("treatment"), max)
names(last_dose)[2] <- "last_dose"
people <- merge(merge(people, last_dose), table_of("demographics")[, c("who", "age", "is_male")])
people$weeks <- (people$last_dose - people$when + 1) / 7
people$left <- as.integer(people$weeks < 23)
people$time <- pmin(people$weeks, 24)
people$methadone <- as.integer(people$treatment == "Methadone")
people$male <- as.integer(people$is_male == "Yes")

cox <- coxph(Surv(time, left) ~ methadone + age + male, data = people)
print(summary(cox))
proportional <- cox.zph(cox)
print(proportional)
print(cox.zph(cox, transform = "rank"))

# The report's windows: weeks 0-4, 5-12 and 13 onwards, week = floor(days since randomisation / 7), so cuts at days 35 and 91.
windows <- survSplit(Surv(time, left) ~ ., data = people, cut = c(5, 13), episode = "window")
windowed <- coxph(Surv(tstart, time, left) ~ methadone:factor(window) + age + male, data = windows)
print(summary(windowed))
# One effect that changes with the logarithm of time, without choosing windows.
changing <- coxph(Surv(time, left) ~ methadone + tt(methadone) + age + male, data = people,
                  tt = function(x, t, ...) x * log(t + 1))
print(summary(changing))

# The same rule in weeks, as the product's panel has it: one row per dosed week, leaving possible in it, one level per week.
doses <- merge(table_of("treatment")[, c("who", "when")], setNames(people[, c("who", "when")], c("who", "randomised")))
doses$day <- doses$when - doses$randomised
doses <- doses[doses$day >= 0 & doses$day < 7 * 23, ]
dosed_weeks <- unique(data.frame(who = doses$who, week = doses$day %/% 7))
dosed_weeks <- merge(dosed_weeks, people[, c("who", "methadone", "age", "male", "left", "weeks")])
dosed_weeks$left_now <- as.integer(dosed_weeks$left == 1 & dosed_weeks$week == ceiling(dosed_weeks$weeks) - 1)
weekly <- glm(left_now ~ factor(week) + methadone + age + male, family = binomial(link = "cloglog"), data = dosed_weeks,
              control = glm.control(epsilon = 1e-14, maxit = 100))

# The coarser version: someone who attended any visit in week 23 or later had stayed. Missed visits have no date.
visits <- merge(table_of("visit"), setNames(people[, c("who", "when")], c("who", "randomised")))
undated <- sum(is.na(visits$when) & visits$what %in% c("no visit", "MISSING"))
last_visit <- aggregate(when ~ who, visits[visits$what == "visit", ], max)
names(last_visit)[2] <- "last_visit"
people <- merge(people, last_visit, all.x = TRUE)
people$stayed_by_visits <- !is.na(people$last_visit) & (people$last_visit - people$when + 1) / 7 >= 23

at_methadone <- people$methadone == 1
effect <- function(fit, term, name) setNames(c(coef(fit)[[term]], sqrt(diag(vcov(fit)))[[term]]), c(name, paste0(name, "_se")))
numbers <- c(
  n_methadone = sum(at_methadone), n_buprenorphine = sum(!at_methadone),
  stayed_methadone = sum(at_methadone & !people$left), stayed_buprenorphine = sum(!at_methadone & !people$left),
  share_methadone = mean(!people$left[at_methadone]), share_buprenorphine = mean(!people$left[!at_methadone]),
  visits_stayed_methadone = sum(people$stayed_by_visits[at_methadone]),
  visits_stayed_buprenorphine = sum(people$stayed_by_visits[!at_methadone]), visits_without_date = undated,
  effect(cox, "methadone", "methadone"), effect(cox, "age", "age"), effect(cox, "male", "male"),
  loglik_null = cox$loglik[1], loglik = cox$loglik[2],
  proportional_p_methadone = proportional$table["methadone", "p"],
  weekly_rows = nrow(dosed_weeks), weekly_left = sum(dosed_weeks$left_now),
  effect(weekly, "methadone", "weekly_methadone"), effect(weekly, "age", "weekly_age"), effect(weekly, "male", "weekly_male"),
  weekly_loglik = as.numeric(logLik(weekly)),
  effect(windowed, "methadone:factor(window)1", "methadone_weeks_0_4"),
  effect(windowed, "methadone:factor(window)2", "methadone_weeks_5_12"),
  effect(windowed, "methadone:factor(window)3", "methadone_weeks_13_on"),
  effect(changing, "methadone", "methadone_at_start"), effect(changing, "tt(methadone)", "methadone_per_log_week"))
write.csv(data.frame(name = names(numbers), value = sprintf("%.12g", numbers)), "ctn0027_cox.csv", row.names = FALSE, quote = FALSE)
