"""Courses, contacts and ratings as the tables of the records format."""

from pathlib import Path

import polars as pl
from courses import COURSE, in_courses, read_table
from trials import Trial


def episode_id() -> pl.Expr:
    """The person's own number; with a b, the second course of CTN-0030."""
    second = pl.when(pl.col("course") > 1).then(pl.lit("b")).otherwise(pl.lit(""))
    return pl.concat_str(pl.col("who").cast(pl.String), second).alias("episode")


def date_of(study_day: pl.Expr, trial: Trial) -> pl.Expr:
    return pl.lit(trial.day_zero) + pl.duration(days=study_day)


def moment_of(trial: Trial, time: str) -> pl.Expr:
    return pl.concat_str(date_of(pl.col("study_day"), trial).dt.strftime("%Y-%m-%d"), pl.lit(f"T{time}+00:00"))


def episodes_table(courses: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    """Everyone randomised. Who was never dosed did not start."""
    randomised = date_of(pl.col("when") - pl.col("zero"), trial)
    return courses.select(
        episode_id(),
        client=pl.col("who").cast(pl.String),
        program=pl.lit(trial.name),
        site=pl.col("site_masked").cast(pl.String),
        referred_on=randomised,
        start=pl.when("dosed").then(randomised),
        end=pl.when("dosed").then(date_of(pl.col("ended_on"), trial)),
        ending=pl.when("dosed").then("ending"),
        planned_interval_days="interval",
        arm="treatment",
        age="age",
        sex="sex",
    )


def sessions_table(contacts: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    session = pl.concat_str(episode_id(), pl.format("-{}", "day")).alias("session")
    return contacts.select(session, episode_id(), moment_of(trial, "12:00:00").alias("scheduled_at"), "status")


def checkins_table(source: Path, courses: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    """Withdrawal, 0 none to 3 severe, of people who started, within their course."""
    rated = in_courses(read_table(source, "withdrawal").drop_nulls(), courses)
    within = rated.join(courses.filter("dosed"), on=COURSE, how="semi", maintain_order="left").filter(
        pl.col("day") < pl.col("planned_days")
    )
    return within.select(
        pl.concat_str(episode_id(), pl.format("-w{}", "day")).alias("checkin"),
        episode_id(),
        moment_of(trial, "13:00:00").alias("at"),
        rater=pl.lit(trial.rater),
        instrument=pl.lit(trial.rating),
        version=pl.lit("harmonised"),
        status=pl.lit("answered"),
        item=pl.lit("level"),
        value=pl.col("withdrawal").cast(pl.Int64),
    )


def factors_table(courses: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    """The randomised comparison, known before treatment."""
    value = (pl.col("treatment") == trial.arm).cast(pl.Int64)
    return courses.select(episode_id(), name=pl.lit(trial.factor), value=value)
