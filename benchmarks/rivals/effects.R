# The alliance's effect by the ways a good analyst has today, from tables of sessions: one JSON line a table and method.
#
#   Rscript benchmarks/rivals/effects.R FILE.csv ...
#
# oracle*: the true alliance, which no analyst has. naive*: the last rating as it stands. two_stage: the alliance as a
# mixed model with the true structure sees it (therapist, client, ar1 over sessions, error), then a logit a session.
suppressPackageStartupMessages({library(glmmTMB); library(survival)})

tell <- function(file, method, coefficient, error, seconds)
  cat(sprintf('{"file": "%s", "method": "%s", "estimate": %.6f, "sd": %.6f, "seconds": %.3f}\n',
              basename(file), method, coefficient, error, seconds))

logit_of <- function(rows, alliance) {
  rows$alliance_used <- alliance
  model <- glm(left ~ alliance_used + log(session) + court + fading + distance * ride, binomial, rows)
  summary(model)$coefficients["alliance_used", 1:2]
}

cox_of <- function(rows, alliance) {
  rows$alliance_used <- alliance
  model <- coxph(Surv(session - 1, session, left) ~ alliance_used + court + fading + distance * ride, rows)
  summary(model)$coefficients["alliance_used", c(1, 3)]
}

believed <- function(sessions) {
  sessions$time <- factor(sessions$session, levels = 1:12)
  sessions$client <- factor(sessions$client)
  sessions$therapist <- factor(sessions$therapist)
  model <- glmmTMB(rating ~ session + court + (1 | therapist) + (1 | client) + ar1(time + 0 | client), sessions)
  predict(model)
}

for (file in commandArgs(TRUE)) {
  sessions <- read.csv(file)
  known <- sessions$at_risk == 1
  rows <- sessions[known, ]
  timed <- function(method, work) {
    took <- system.time(found <- tryCatch(work(), error = function(problem) c(NaN, NaN)))["elapsed"]
    tell(file, method, found[1], found[2], took)
  }
  timed("oracle", function() logit_of(rows, rows$alliance))
  timed("oracle_cox", function() cox_of(rows, rows$alliance))
  timed("naive_logit", function() logit_of(rows, rows$rating))
  timed("naive_cox", function() cox_of(rows, rows$rating))
  timed("two_stage", function() logit_of(rows, suppressWarnings(believed(sessions))[known]))
}
