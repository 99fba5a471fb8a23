"""From the trials' tables to courses of treatment and the days of contact in them. Days are counted, not dated."""

from pathlib import Path

import polars as pl
from trials import Trial

# Reasons that say how someone was taken or put out of care. "No note", "no show", "other" and the like do not.
ENDING_OF_REASON = {
    "is_left_study": "left",
    "is_missing_14_consecutive": "administrative",
    "is_in_jail": "incarcerated",
    "is_in_hospital": "hospitalised",
    "is_moved": "moved",
    "is_dead": "died",
}
PERSON_AND_PHASE = ["who", "phase"]


def read_table(source: Path, name: str) -> pl.DataFrame:
    parquet = source / f"{name}.parquet"
    return (
        pl.read_parquet(parquet) if parquet.exists() else pl.read_csv(source / f"{name}.csv", infer_schema_length=None)
    )


def phases_of(source: Path, trial: Trial) -> pl.DataFrame:
    """One row per course of treatment: each randomisation that began one, with the person's characteristics."""
    in_trial = read_table(source, "everybody").filter(pl.col("project").cast(pl.Int64) == trial.project)
    randomised = read_table(source, "randomization").filter(pl.col("which") <= trial.phases).rename({"which": "phase"})
    people = read_table(source, "demographics").select(
        "who", "age", sex=pl.col("is_male").replace_strict({"Yes": "male", "No": "female"})
    )
    return (
        randomised.join(in_trial.select("who"), on="who")
        .join(people, on="who", how="left")
        .join(read_table(source, "site_masked"), on="who", how="left")
        .with_columns(randomised_on=pl.col("when"), zero=pl.col("when").min().over("who"))
        .sort(PERSON_AND_PHASE)
    )


def in_phases(events: pl.DataFrame, phases: pl.DataFrame) -> pl.DataFrame:
    """Each event under the latest randomisation at or before it, with `day` counted from that randomisation."""
    courses = phases.select("who", "phase", "when", "randomised_on", "zero").sort("when")
    found = (
        events.filter(pl.col("when").is_not_null())
        .sort("when")
        .join_asof(courses, on="when", by="who", check_sortedness=False)
    )
    return found.filter(pl.col("phase").is_not_null()).with_columns(
        day=pl.col("when") - pl.col("randomised_on"), study_day=pl.col("when") - pl.col("zero")
    )


def dosed_days(source: Path, phases: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    """Days with a dose, within the planned weeks of dosing."""
    doses = in_phases(read_table(source, "treatment"), phases).filter(pl.col("day") < 7 * trial.weeks_counted)
    return (
        doses.select(*PERSON_AND_PHASE, "day", "study_day", status=pl.lit("attended"))
        .unique()
        .sort(*PERSON_AND_PHASE, "day")
    )


def planned_endings(doses: pl.DataFrame, phases: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    """CTN-0030 alone plans the end of dosing inside the time observed: a course taken to its last week is completed, a
    shorter first course that leads to the second is a step up. Elsewhere nobody's ending is planned."""
    last = doses.group_by(PERSON_AND_PHASE).agg(last_day=pl.col("day").max(), last_study_day=pl.col("study_day").max())
    weeks = pl.col("phase").replace_strict(trial.planned_weeks, default=None, return_dtype=pl.Int64)
    courses = phases.join(last, on=PERSON_AND_PHASE, how="left").with_columns(
        next_course=(pl.col("when").shift(-1).over("who") - pl.col("zero")),
        completed=pl.col("last_day") >= 7 * (weeks - 1),
    )
    completed = pl.col("completed").fill_null(False)
    stepped_up = weeks.is_not_null() & pl.col("next_course").is_not_null()
    return courses.with_columns(
        ending=pl.when(completed).then(pl.lit("completed")).when(stepped_up).then(pl.lit("step_up")),
        ended_on=pl.when(completed).then("last_study_day").when(stepped_up).then("next_course"),
    )


def visits_of(source: Path, phases: pl.DataFrame, trial: Trial) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Dated visits of the treatment phase as sessions; and all its visits, dated or not, in their order."""
    visits = read_table(source, "visit").filter(~pl.col("visit").is_in(["WK28", "WK32", "M1F", "M3F"]))
    attended = pl.col("what").is_in(["visit", "final"])
    visits = visits.join(phases.select("who", "zero").unique(), on="who").filter(
        attended | pl.col("what").is_in(["no visit", "MISSING"])
    )
    week_of_label = pl.col("visit").str.extract(r"^WK(\d+)$").cast(pl.Int64)
    visits = visits.with_columns(
        order=pl.coalesce(7 * week_of_label, pl.col("when") - pl.col("zero")),
        status=pl.when(attended).then(pl.lit("attended")).otherwise(pl.lit("no_show")),
    )
    dated = in_phases(visits.drop("zero"), phases).filter(pl.col("study_day") <= trial.extract_day)
    sessions = (
        dated.select(*PERSON_AND_PHASE, "day", "study_day", "status")
        .sort("status")
        .unique([*PERSON_AND_PHASE, "day"], keep="first")
    )
    return sessions.sort(*PERSON_AND_PHASE, "day"), visits


def endings_from_reasons(visits: pl.DataFrame) -> pl.DataFrame:
    """The first telling reason beside a missed visit after a person's last attended one."""
    last = pl.col("order").filter(pl.col("status") == "attended").max().over("who")
    told = [pl.when(pl.col(reason).is_not_null()).then(pl.lit(ending)) for reason, ending in ENDING_OF_REASON.items()]
    later = visits.filter((pl.col("status") == "no_show") & (pl.col("order") > last)).with_columns(
        reason_ending=pl.coalesce(told)
    )
    return (
        later.filter(pl.col("reason_ending").is_not_null())
        .sort("order")
        .group_by("who", maintain_order=True)
        .agg(pl.col("reason_ending").first())
    )
