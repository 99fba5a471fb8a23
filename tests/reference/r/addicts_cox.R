# Methadone maintenance in two clinics (Caplehorn and Bell 1991): Cox, stratified Cox, the clinic's effect before and after
# a year and in the report's windows, and the same in weeks with a complementary log-log link.
# Run in this folder: Rscript addicts_cox.R FILE_addicts.csv     (R 4.2.2, survival 3.5-3)
library(survival)
library(splines)

people <- read.csv(commandArgs(trailingOnly = TRUE)[1])
people$clinic <- as.integer(people$clinic == 2)

cox <- coxph(Surv(survt, status) ~ clinic + prison + dose, data = people)
proportional <- cox.zph(cox, transform = "rank")
stratified <- coxph(Surv(survt, status) ~ strata(clinic) + prison + dose, data = people)
split_at <- function(days) survSplit(Surv(survt, status) ~ ., data = people, cut = days, episode = "window")
by_year <- coxph(Surv(tstart, survt, status) ~ clinic:factor(window) + prison + dose, data = split_at(365))
# Weeks 0-4, 5-12 and 13 onwards: week = floor(day / 7), so day 34 is the last of week 4 and day 90 the last of week 12.
by_window <- coxph(Surv(tstart, survt, status) ~ clinic:factor(window) + prison + dose, data = split_at(c(34, 90)))

# One row per person and week in care, the product's panel of these records: who departed, weeks 0 to floor(survt / 7), leaving
# in the last; who was still there, the whole weeks only (days 0 to survt), because how the week under way ended is not known.
weeks_in_care <- ifelse(people$status == 1, people$survt %/% 7 + 1, (people$survt + 1) %/% 7)
weeks <- people[rep(seq_len(nrow(people)), weeks_in_care), ]
weeks$week <- ave(weeks$id, weeks$id, FUN = seq_along) - 1
weeks$left <- as.integer(weeks$status == 1 & weeks$week == weeks$survt %/% 7)
weekly <- function(formula) glm(formula, family = binomial(link = "cloglog"), data = weeks,
                                control = glm.control(epsilon = 1e-14, maxit = 100))
linear <- weekly(left ~ week + clinic + prison + dose)
smooth <- weekly(left ~ ns(week, 6) + clinic + prison + dose)
changing <- weekly(left ~ ns(week, 6) + clinic + clinic:I(week >= 52) + prison + dose)

effect <- function(fit, term, name) setNames(c(coef(fit)[[term]], sqrt(diag(vcov(fit)))[[term]]), c(name, paste0(name, "_se")))
all_effects <- function(fit, name) c(effect(fit, "clinic", paste0(name, "_clinic")), effect(fit, "prison", paste0(name, "_prison")),
                                     effect(fit, "dose", paste0(name, "_dose")))
numbers <- c(
  n = nrow(people), left = sum(people$status), days = sum(people$survt),
  all_effects(cox, "cox"), cox_loglik_null = cox$loglik[1], cox_loglik = cox$loglik[2],
  proportional_chisq_clinic = proportional$table["clinic", "chisq"], proportional_p_clinic = proportional$table["clinic", "p"],
  proportional_p_prison = proportional$table["prison", "p"], proportional_p_dose = proportional$table["dose", "p"],
  effect(stratified, "prison", "stratified_prison"), effect(stratified, "dose", "stratified_dose"),
  effect(by_year, "clinic:factor(window)1", "cox_clinic_to_365_days"),
  effect(by_year, "clinic:factor(window)2", "cox_clinic_after_365_days"),
  effect(by_window, "clinic:factor(window)1", "cox_clinic_weeks_0_4"),
  effect(by_window, "clinic:factor(window)2", "cox_clinic_weeks_5_12"),
  effect(by_window, "clinic:factor(window)3", "cox_clinic_weeks_13_on"),
  left_clinic_1_weeks_0_4 = sum(weeks$left[weeks$clinic == 0 & weeks$week <= 4]),
  left_clinic_2_weeks_0_4 = sum(weeks$left[weeks$clinic == 1 & weeks$week <= 4]),
  weekly_rows = nrow(weeks), weekly_left = sum(weeks$left),
  linear_intercept = coef(linear)[[1]], linear_week = coef(linear)[["week"]],
  all_effects(linear, "linear"), linear_loglik = as.numeric(logLik(linear)),
  all_effects(smooth, "smooth"), smooth_loglik = as.numeric(logLik(smooth)),
  effect(changing, "clinic", "smooth_clinic_weeks_0_51"),
  effect(changing, "clinic:I(week >= 52)TRUE", "smooth_clinic_extra_from_week_52"))
print(numbers)
write.csv(data.frame(name = names(numbers), value = sprintf("%.12g", numbers)), "addicts_cox.csv", row.names = FALSE, quote = FALSE)
