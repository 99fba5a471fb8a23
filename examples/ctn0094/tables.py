"""Courses, contacts and ratings as the tables of the records format."""

from pathlib import Path

import polars as pl
from courses import PERSON_AND_PHASE, in_phases, read_table
from trials import Trial


def episode_id() -> pl.Expr:
    """The person's own number; with a b, the second course of CTN-0030."""
    second = pl.when(pl.col("phase") > 1).then(pl.lit("b")).otherwise(pl.lit(""))
    return pl.concat_str(pl.col("who").cast(pl.String), second).alias("episode")


def date_of(study_day: str, trial: Trial) -> pl.Expr:
    return pl.lit(trial.day_zero) + pl.duration(days=pl.col(study_day))


def moment_of(study_day: str, trial: Trial, time: str) -> pl.Expr:
    return pl.concat_str(date_of(study_day, trial).dt.strftime("%Y-%m-%d"), pl.lit(f"T{time}+00:00"))


def episodes_table(courses: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    """Everyone randomised. Who was never dosed did not start."""
    courses = courses.with_columns(study_day=pl.col("when") - pl.col("zero"))
    start = date_of("study_day", trial)
    return courses.select(
        episode_id(),
        client=pl.col("who").cast(pl.String),
        program=pl.lit(trial.name),
        site=pl.col("site_masked").cast(pl.String),
        referred_on=start,
        start=pl.when(pl.col("last_day").is_not_null()).then(start),
        end=date_of("ended_on", trial),
        ending="ending",
        planned_interval_days=pl.col("treatment").replace_strict(
            trial.planned_interval_days, default=7, return_dtype=pl.Int64
        ),
        arm="treatment",
        age="age",
        sex="sex",
    )


def sessions_table(contacts: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    session = pl.concat_str(episode_id(), pl.format("-{}", "day")).alias("session")
    return contacts.select(
        session, episode_id(), moment_of("study_day", trial, "12:00:00").alias("scheduled_at"), "status"
    )


def checkins_table(source: Path, phases: pl.DataFrame, courses: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    """Withdrawal, 0 none to 3 severe, of people who started, up to the extract date and their ending."""
    started = courses.filter(pl.col("last_day").is_not_null()).select(*PERSON_AND_PHASE, "ended_on")
    rated = in_phases(read_table(source, "withdrawal").drop_nulls(), phases).join(started, on=PERSON_AND_PHASE)
    last_day = pl.col("ended_on").fill_null(trial.extract_day)
    return (
        rated.filter(pl.col("study_day") <= last_day)
        .sort(*PERSON_AND_PHASE, "day")
        .select(
            pl.concat_str(episode_id(), pl.format("-w{}", "day")).alias("checkin"),
            episode_id(),
            moment_of("study_day", trial, "13:00:00").alias("at"),
            rater=pl.lit(trial.rater),
            instrument=pl.lit(trial.rating),
            version=pl.lit("harmonised"),
            status=pl.lit("answered"),
            item=pl.lit("level"),
            value=pl.col("withdrawal").cast(pl.Int64),
        )
    )


def factors_table(courses: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    """The randomised comparison, known before treatment."""
    return courses.select(
        episode_id(), name=pl.lit(trial.factor), value=(pl.col("treatment") == trial.arm).cast(pl.Int64)
    )
