# Cumulative incidence on public data, by R's survfit (estimate and standard error) and cmprsk's cuminc; Kaplan-Meier with
# its log-log interval for the treatment-retention data without competing endings.
# Run in this folder: Rscript public_data.R FOLDER_OF_PUBLIC_DATA     (R 4.2.2, survival 3.5-3, cmprsk 2.2-11)
library(survival)
library(cmprsk)
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name, file) read.csv(file.path(folder, name, file))

epileptic <- read("epileptic", "epileptic.csv")
epileptic <- epileptic[!duplicated(epileptic$id), ]
pbc <- read("pbc2", "pbc2_id.csv")
addicts <- read("addicts", "addicts.csv")

competing <- function(data, time, cause, at) {
  states <- summary(survfit(Surv(time, factor(cause)) ~ 1, id = seq_along(time)), times = at)
  gray <- timepoints(cuminc(time, cause), at)
  do.call(rbind, lapply(1:2, function(kind) data.frame(
    data = data, cause = kind, time = at, probability = states$pstate[, kind + 1], standard_error = states$std.err[, kind + 1],
    low = NA, high = NA, cuminc = gray$est[kind, ], cuminc_se = sqrt(gray$var[kind, ]))))
}
staying <- function(data, people, at) {
  km <- summary(survfit(Surv(survt, status) ~ 1, data = people, conf.type = "log-log", conf.int = 0.9), times = at)
  data.frame(data = data, cause = 1, time = at, probability = 1 - km$surv, standard_error = km$std.err,
             low = 1 - km$upper, high = 1 - km$lower, cuminc = NA, cuminc_se = NA)
}
numbers <- rbind(
  competing("epileptic", epileptic$with.time, epileptic$with.status2, c(1, 30, 90, 180, 365, 730, 1095, 1825)),
  competing("pbc2", pbc$years, match(pbc$status, c("alive", "transplanted", "dead")) - 1, c(0.5, 1, 2, 4, 6, 8, 10, 12)),
  staying("addicts", addicts, c(7, 30, 90, 180, 365, 730)),
  staying("addicts clinic 1", subset(addicts, clinic == 1), c(30, 90, 180, 365, 730)),
  staying("addicts clinic 2", subset(addicts, clinic == 2), c(90, 180, 365, 730)))
options(digits = 12)
write.csv(numbers, "public_data.csv", row.names = FALSE, quote = FALSE, na = "")
