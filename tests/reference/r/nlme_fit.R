# Repeated ratings of clients nested in therapists: simulate once, fit with nlme by maximum likelihood.
# The engine with its hazard switched off must reach the same log-likelihood, at these parameters and at its own maximum.
#
#   rating = intercept + week_slope * week + x_slope * x + therapist + client + state + error
#   state: stationary, correlation rho^(weeks apart); error: independent ("nugget")
#
# nlme speaks of one residual variance, a nugget share and a range; the last lines turn them into state and error.
# Run in this folder: Rscript nlme_fit.R     (R 4.2.2, nlme 3.1-162)
library(nlme)

set.seed(20260701)
therapists <- 12
clients_each <- 10
weeks <- 0:9
ratings <- do.call(rbind, lapply(seq_len(therapists), function(therapist) {
  therapist_effect <- rnorm(1, 0, 0.40)
  do.call(rbind, lapply(seq_len(clients_each), function(number) {
    x <- round(rnorm(1), 2)
    client_effect <- rnorm(1, 0, 0.50)
    state <- numeric(length(weeks))
    state[1] <- rnorm(1, 0, 0.60)
    for (week in 2:length(weeks)) state[week] <- 0.70 * state[week - 1] + rnorm(1, 0, 0.60 * sqrt(1 - 0.70^2))
    rating <- 4 + 0.03 * weeks + 0.25 * x + therapist_effect + client_effect + state + rnorm(length(weeks), 0, 0.45)
    kept <- runif(length(weeks)) < 0.7 & weeks <= sample(2:9, 1)
    kept[1] <- TRUE
    data.frame(therapist = sprintf("T%02d", therapist), client = sprintf("C%03d", (therapist - 1) * clients_each + number),
               week = weeks, x = x, rating = round(rating, 3))[kept, ]
  }))
}))
write.csv(ratings, "nlme_ratings.csv", row.names = FALSE, quote = FALSE)
ratings <- read.csv("nlme_ratings.csv", stringsAsFactors = TRUE)

fit_from <- function(range, nugget) {
  tryCatch(
    lme(rating ~ week + x, random = ~ 1 | therapist/client, data = ratings, method = "ML",
        correlation = corExp(c(range, nugget), form = ~ week | therapist/client, nugget = TRUE),
        control = lmeControl(maxIter = 1000, msMaxIter = 1000, msMaxEval = 5000, tolerance = 1e-10, msTol = 1e-12, returnObject = FALSE)),
    error = function(e) NULL)
}
starts <- expand.grid(range = c(0.5, 1.5, 4, 10), nugget = c(0.1, 0.35, 0.7))
fits <- Filter(Negate(is.null), Map(fit_from, starts$range, starts$nugget))
reached <- sapply(fits, function(fit) as.numeric(logLik(fit)))
print(sort(reached), digits = 12)
best <- fits[[which.max(reached)]]

residual <- coef(best$modelStruct$corStruct, unconstrained = FALSE)
random_sd <- function(level) sqrt(as.matrix(best$modelStruct$reStruct[[level]])[1, 1]) * best$sigma
fixed <- fixef(best)
standard_errors <- sqrt(diag(vcov(best)))
numbers <- c(
  observations = nrow(ratings), clients = nlevels(ratings$client), therapists = nlevels(ratings$therapist),
  starts_converged = length(reached), starts_at_maximum = sum(max(reached) - reached < 1e-6),
  loglik = as.numeric(logLik(best)),
  intercept = fixed[[1]], week = fixed[["week"]], x = fixed[["x"]],
  intercept_se = standard_errors[[1]], week_se = standard_errors[["week"]], x_se = standard_errors[["x"]],
  therapist_sd = random_sd("therapist"), client_sd = random_sd("client"),
  residual_sd = best$sigma, nugget = residual[["nugget"]], range = residual[["range"]],
  state_sd = best$sigma * sqrt(1 - residual[["nugget"]]), error_sd = best$sigma * sqrt(residual[["nugget"]]),
  rho_per_week = exp(-1 / residual[["range"]]))
write.csv(data.frame(name = names(numbers), value = sprintf("%.12g", numbers)), "nlme_fit.csv", row.names = FALSE, quote = FALSE)
