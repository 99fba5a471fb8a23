# Calibration of chances, by R: intercept and slope by glm, the integrated calibration index by loess with its
# defaults (Austin & Steyerberg 2019), the complementary log-log regression by glm. Writes validation.csv.
# The chances and outcomes are in validation_forecasts.csv. R 4.x, packages base and stats only.

told <- read.csv("validation_forecasts.csv")
logit <- qlogis(told$chance)
intercept <- coef(glm(stayed ~ offset(logit), binomial, told, control = list(epsilon = 1e-14)))[[1]]
slope <- coef(glm(stayed ~ logit, binomial, told, control = list(epsilon = 1e-14)))[[2]]
smooth <- predict(loess(stayed ~ chance, told, surface = "direct"))
smooth <- pmin(pmax(smooth, 0), 1)
cloglog <- coef(glm(1 - stayed ~ logit + day, binomial("cloglog"), told, control = list(epsilon = 1e-14)))

numbers <- c(
    intercept = intercept, slope = slope, ici = mean(abs(smooth - told$chance)),
    brier = mean((told$chance - told$stayed)^2),
    cloglog_level = cloglog[[1]], cloglog_logit = cloglog[[2]], cloglog_day = cloglog[[3]]
)
write.csv(data.frame(name = names(numbers), value = sprintf("%.10f", numbers)), "validation.csv", row.names = FALSE, quote = FALSE)
