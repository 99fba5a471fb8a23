"""From the trials' tables to courses of treatment and the days of contact in them. Days are counted, not dated.

`day` counts from the course's own randomisation, `study_day` from a person's first.
"""

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
COURSE = ["who", "course"]


def read_table(source: Path, name: str) -> pl.DataFrame:
    parquet, csv = source / f"{name}.parquet", source / f"{name}.csv"
    return pl.read_parquet(parquet) if parquet.exists() else pl.read_csv(csv, infer_schema_length=None)


def randomised_courses(source: Path, trial: Trial) -> pl.DataFrame:
    """One row per course of treatment: each randomisation that began one, who it was for and what was planned."""
    in_trial = read_table(source, "everybody").filter(pl.col("project").cast(pl.Int64) == trial.project)
    courses = read_table(source, "randomization").rename({"which": "course"}).join(in_trial.select("who"), on="who")
    people = read_table(source, "demographics").join(read_table(source, "site_masked"), on="who", how="left")
    sex = pl.col("is_male").replace_strict({"Yes": "male", "No": "female"})
    return (
        courses.filter(pl.col("course").is_in(list(trial.planned_weeks)))
        .join(people.select("who", "age", "site_masked", sex=sex), on="who", how="left")
        .with_columns(
            randomised_on=pl.col("when"),
            zero=pl.col("when").min().over("who"),
            planned_days=7 * pl.col("course").replace_strict(trial.planned_weeks, return_dtype=pl.Int64),
            interval=pl.col("treatment").replace_strict(trial.interval_days, default=7, return_dtype=pl.Int64),
        )
        .sort(COURSE)
    )


def in_courses(events: pl.DataFrame, courses: pl.DataFrame) -> pl.DataFrame:
    """Dated events under the latest randomisation at or before them."""
    known = courses.select(*COURSE, "when", "randomised_on", "zero", "planned_days").sort("when")
    dated = events.filter(pl.col("when").is_not_null()).sort("when")
    placed = dated.join_asof(known, on="when", by="who", check_sortedness=False).filter(pl.col("course").is_not_null())
    since = {"day": pl.col("when") - pl.col("randomised_on"), "study_day": pl.col("when") - pl.col("zero")}
    return placed.with_columns(**since).sort(*COURSE, "day")


def doses_of(source: Path, courses: pl.DataFrame) -> pl.DataFrame:
    """Days with a dose."""
    doses = in_courses(read_table(source, "treatment"), courses).with_columns(status=pl.lit("attended"))
    return doses.unique([*COURSE, "day"], keep="first", maintain_order=True)


def visits_of(source: Path, courses: pl.DataFrame) -> pl.DataFrame:
    """Planned visits, dated or not, in the order of their week labels (or of their days, where labels do not count)."""
    status = {"visit": "attended", "final": "attended", "no visit": "no_show", "MISSING": "no_show"}
    week_of_label = pl.col("visit").str.extract(r"^WK(\d+)$").cast(pl.Int64)
    visits = read_table(source, "visit").join(courses.select("who", "zero").unique(), on="who")
    return visits.filter(pl.col("what").is_in(list(status))).select(
        pl.exclude("zero"),
        status=pl.col("what").replace_strict(status),
        order=pl.coalesce(7 * week_of_label, pl.col("when") - pl.col("zero")),
    )


def dated_visits(visits: pl.DataFrame, courses: pl.DataFrame) -> pl.DataFrame:
    """One a day; a day with an attended and a missed visit was attended."""
    placed = in_courses(visits, courses).sort(*COURSE, "day", "status")
    return placed.unique([*COURSE, "day"], keep="first", maintain_order=True)


def with_planned_ending(courses: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """A course whose contacts reach its last planned week is completed. A first course that did not but led to a second
    is a step up. All other endings are for the event rules to find."""
    last = contacts.filter(pl.col("status") == "attended").group_by(COURSE).agg(last_day=pl.col("day").max())
    next_course = pl.col("when").shift(-1).over("who") - pl.col("zero")
    planned_end = pl.col("when") - pl.col("zero") + pl.col("planned_days") - 1
    reached = (pl.col("last_day") + pl.col("interval") >= pl.col("planned_days") - 1).fill_null(False)
    return courses.join(last, on=COURSE, how="left", maintain_order="left").with_columns(
        ending=pl.when(reached).then(pl.lit("completed")).when(next_course.is_not_null()).then(pl.lit("step_up")),
        ended_on=pl.when(reached).then(pl.min_horizontal(planned_end, next_course)).otherwise(next_course),
    )


def with_reason(courses: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """The first telling reason beside a missed visit after a person's last attended one, where no ending is known."""
    last = pl.col("order").filter(pl.col("status") == "attended").max().over("who")
    told = [pl.when(pl.col(reason).is_not_null()).then(pl.lit(ending)) for reason, ending in ENDING_OF_REASON.items()]
    missed_after = visits.filter((pl.col("status") == "no_show") & (pl.col("order") > last)).sort("who", "order")
    reasons = missed_after.select("who", reason=pl.coalesce(told)).drop_nulls()
    first = reasons.group_by("who", maintain_order=True).first()
    return courses.join(first, on="who", how="left", maintain_order="left").with_columns(
        pl.coalesce("ending", "reason")
    )
