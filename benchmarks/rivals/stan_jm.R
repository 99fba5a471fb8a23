# rstanarm's joint model, one chain of its default length, on a table of sessions: one JSON line.
#
#   Rscript benchmarks/rivals/stan_jm.R FILE.csv
#
# Random intercept and slope, spline hazard, current value of the alliance; no therapists, no session-level patches.
suppressPackageStartupMessages({library(rstanarm); library(survival)})

file <- commandArgs(TRUE)[1]
sessions <- read.csv(file)
sessions$time <- sessions$session - 1  # nobody may be rated after the last time known
rows <- sessions[sessions$at_risk == 1, ]
rows$start <- rows$time
took <- system.time(model <- suppressWarnings(stan_jm(
  formulaLong = rating ~ time + court + (time | client), dataLong = sessions,
  formulaEvent = Surv(start, session, left) ~ court + fading + distance * ride, dataEvent = rows,
  time_var = "time", assoc = "etavalue", chains = 1, refresh = 0, seed = 1)))
draws <- as.matrix(model)[, "Assoc|Long1|etavalue"]
cat(sprintf('{"file": "%s", "method": "stan_jm", "estimate": %.6f, "sd": %.6f, "seconds": %.3f, "processor": %.3f}\n',
            basename(file), mean(draws), sd(draws), took["elapsed"], sum(took[c("user.self", "sys.self")])))
