# A binomial regression with complementary log-log link on a small person-period table: what the engine must be without
# ratings and without random effects. 40 people, up to 12 periods, one covariate fixed and one changing in time.
# Run in this folder: Rscript cloglog_glm.R     (R 4.2.2)
set.seed(20260702)
people <- 40
periods <- do.call(rbind, lapply(seq_len(people), function(person) {
  x <- round(rnorm(1), 2)
  z <- rbinom(12, 1, 0.4)
  chance <- 1 - exp(-exp(-2.2 - 0.08 * (0:11) - 0.6 * x + 0.5 * z))
  left <- rbinom(12, 1, chance)
  seen <- if (any(left == 1)) which(left == 1)[1] else 12
  data.frame(person = sprintf("P%02d", person), period = 0:11, x = x, z = z, left = left)[seq_len(seen), ]
}))
write.csv(periods, "cloglog_glm_periods.csv", row.names = FALSE, quote = FALSE)

fit <- glm(left ~ period + x + z, family = binomial(link = "cloglog"), data = periods,
           control = glm.control(epsilon = 1e-15, maxit = 200))
standard_errors <- sqrt(diag(vcov(fit)))
numbers <- c(
  people = people, rows = nrow(periods), left = sum(periods$left),
  intercept = coef(fit)[[1]], period = coef(fit)[["period"]], x = coef(fit)[["x"]], z = coef(fit)[["z"]],
  intercept_se = standard_errors[[1]], period_se = standard_errors[["period"]], x_se = standard_errors[["x"]],
  z_se = standard_errors[["z"]], loglik = as.numeric(logLik(fit)))
write.csv(data.frame(name = names(numbers), value = sprintf("%.12g", numbers)), "cloglog_glm.csv", row.names = FALSE, quote = FALSE)
