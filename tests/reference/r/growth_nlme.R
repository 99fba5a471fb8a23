# Two public studies of a marker over time: a random intercept and a random slope, correlated, by maximum likelihood.
# The engine with nobody at risk and with growth must reach the same log-likelihood, at these parameters and at its own maximum.
# Run in this folder: Rscript growth_nlme.R FOLDER_OF_PUBLIC_DATA     (R 4.2.2, nlme 3.1-162)
library(nlme)

folder <- commandArgs(trailingOnly = TRUE)[1]
aids <- read.csv(file.path(folder, "aids", "aids.csv"))
aids$drug <- factor(aids$drug, levels = c("ddC", "ddI"))
pbc2 <- read.csv(file.path(folder, "pbc2", "pbc2.csv"))
precisely <- lmeControl(maxIter = 500, msMaxIter = 500, msMaxEval = 5000, tolerance = 1e-12, msTol = 1e-14)

numbers <- function(fit, name) {
  spread <- as.matrix(fit$modelStruct$reStruct[[1]]) * fit$sigma^2
  found <- c(
    loglik = as.numeric(logLik(fit)), setNames(fixef(fit), c("intercept", "time", "time_by_drug")[seq_along(fixef(fit))]),
    level_sd = sqrt(spread[1, 1]), slope_sd = sqrt(spread[2, 2]),
    correlation = spread[1, 2] / sqrt(spread[1, 1] * spread[2, 2]), error_sd = fit$sigma,
    measurements = fit$dims$N, people = fit$dims$ngrps[[1]])
  setNames(found, paste0(name, "_", names(found)))
}

found <- c(
  numbers(lme(CD4 ~ obstime + obstime:drug, random = ~ obstime | patient, data = aids, method = "ML", control = precisely), "aids"),
  numbers(lme(log(serBilir) ~ year, random = ~ year | id, data = pbc2, method = "ML", control = precisely), "pbc2"))
write.csv(data.frame(name = names(found), value = sprintf("%.12g", found)), "growth_nlme.csv", row.names = FALSE, quote = FALSE)
