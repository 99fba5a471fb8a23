# Cumulative incidence on small made-up data with many ties: endings on the day of entry and at day 0, late entry, two
# competing causes. Estimates and standard errors from survfit and cuminc; with late entry, where survfit gives only the
# infinitesimal jackknife, the Greenwood-type variance by the matrix recursion of Andersen et al. (1993, IV.4.1.3).
# Run in this folder: Rscript simulated.R     (R 4.2.2, survival 3.5-3, cmprsk 2.2-11)
library(survival)
library(cmprsk)
set.seed(20261123)
n <- 120
late <- ifelse(runif(n) < 0.35, sample(1:12, n, TRUE), 0)
people <- data.frame(entry = late, exit = late + pmin(rgeom(n, 0.12), 30), cause = sample(0:2, n, TRUE, c(0.25, 0.45, 0.3)))
write.csv(people, "simulated_people.csv", row.names = FALSE)

greenwood <- function(entry, exit, cause) {
  times <- sort(unique(exit[cause > 0]))
  state <- c(1, 0, 0)
  covariance <- matrix(0, 3, 3)
  t(sapply(times, function(time) {
    at_risk <- sum(entry <= time & exit >= time)
    ended <- c(sum(exit == time & cause == 1), sum(exit == time & cause == 2)) / at_risk
    step <- c(-sum(ended), ended)
    multinomial <- (diag(c(0, ended)) - outer(c(0, ended), c(0, ended))) / at_risk
    multinomial[1, ] <- -colSums(multinomial[2:3, ])
    multinomial[, 1] <- -rowSums(multinomial[, 2:3])
    move <- diag(3)
    move[1, ] <- move[1, ] + step
    covariance <<- t(move) %*% covariance %*% move + state[1]^2 * multinomial
    state <<- as.vector(state %*% move)
    c(time, at_risk, state[2:3], sqrt(diag(covariance))[2:3])
  }))
}

# An ending on the day of entry counts: R's intervals are open on the left, hence half a day earlier.
curves <- function(people, name) {
  delayed <- any(people$entry > 0)
  opened <- if (delayed) Surv(people$entry - 0.5, people$exit, factor(people$cause)) else Surv(people$exit, factor(people$cause))
  states <- survfit(opened ~ 1, id = seq_len(nrow(people)))
  own <- greenwood(people$entry, people$exit, people$cause)
  own <- own[match(states$time, own[, 1]), ]
  keep <- !is.na(own[, 1])
  whole <- if (delayed) Surv(people$entry - 0.5, people$exit, people$cause > 0) else Surv(people$exit, people$cause > 0)
  km <- summary(survfit(whole ~ 1, conf.type = "log-log", conf.int = 0.9), times = states$time)
  gray <- if (delayed) NULL else timepoints(cuminc(people$exit, people$cause), states$time)
  data.frame(
    data = name, time = states$time, at_risk = own[, 2],
    cause_1 = states$pstate[, 2], cause_2 = states$pstate[, 3], jackknife_1 = states$std.err[, 2], jackknife_2 = states$std.err[, 3],
    greenwood_1 = own[, 5], greenwood_2 = own[, 6], in_care = km$surv, in_care_se = km$std.err, in_care_low = km$lower, in_care_high = km$upper,
    gray_1 = if (delayed) NA else gray$est[1, ], gray_2 = if (delayed) NA else gray$est[2, ],
    gray_se_1 = if (delayed) NA else sqrt(gray$var[1, ]), gray_se_2 = if (delayed) NA else sqrt(gray$var[2, ]))[keep, ]
}
at_start <- transform(people, exit = exit - entry, entry = 0)
options(digits = 12)
write.csv(rbind(curves(people, "late entry"), curves(at_start, "from the start")), "simulated.csv", row.names = FALSE, quote = FALSE, na = "")
