"""Periods: weeks since the start of an episode, or the number of its contacts. One row per episode and period."""

from datetime import date
from typing import Literal

import polars as pl

from bidewell.analysis.events.leaving import IN_CARE
from bidewell.domain.time import DAYS_PER_WEEK

Grid = Literal["week", "session"]
GRIDS: tuple[Grid, ...] = ("week", "session")


def days_between(earlier: pl.Expr, later: pl.Expr) -> pl.Expr:
    """Whole days from one date to another."""
    return (later - earlier).dt.total_days()


def week_since(start: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Weeks since the start, as `domain.time.week_since` counts them."""
    return (days_between(start, day) // DAYS_PER_WEEK).cast(pl.Int32)


def quarter_of(day: pl.Expr) -> pl.Expr:
    """Calendar quarter, as in 2025Q3."""
    return pl.format("{}Q{}", day.dt.year(), day.dt.quarter())


def number_periods(days: pl.DataFrame, cut: date, grid: Grid, continuous: bool) -> pl.DataFrame:
    """Give each service day its period. A session missed after a period's last contact belongs to the next period: it
    can say something about the next contact, nothing about the one before it."""
    numbered = days.with_columns(week_since(pl.col("start"), pl.col("day")).alias("week"))
    return _by_week(numbered, cut) if grid == "week" else _by_contact(numbered, continuous)


def _by_week(days: pl.DataFrame, cut: date) -> pl.DataFrame:
    last_contact_of_week = pl.when("attended").then("day").max().over("episode", "week")
    came_after = (pl.col("day") > last_contact_of_week).fill_null(False)
    week_of_cut = week_since(pl.col("start"), pl.lit(cut))
    return days.with_columns(pl.min_horizontal(pl.col("week") + came_after.cast(pl.Int32), week_of_cut).alias("period"))


def _by_contact(days: pl.DataFrame, continuous: bool) -> pl.DataFrame:
    if continuous:
        # Doses within one week are one contact, and the last of them dates it.
        dosed_week = pl.when("attended").then("week")
        same_week = dosed_week == dosed_week.forward_fill().shift(1).over("episode")
        new_contact = pl.col("attended") & ~same_week.fill_null(False)
    else:
        new_contact = pl.col("attended")
    contacts = new_contact.cast(pl.Int32).cum_sum().over("episode")
    return days.with_columns((contacts - pl.col("attended").cast(pl.Int32)).alias("period"))


def empty_periods(episodes: pl.DataFrame, cut: date, grid: Grid) -> pl.DataFrame:
    """Every period from the start to the last contact, or to the cut for clients in care on the week grid."""
    to_the_cut = pl.when(pl.col("outcome") == IN_CARE).then(pl.lit(cut)).otherwise("last_contact_on")
    last = week_since(pl.col("start"), to_the_cut) if grid == "week" else pl.col("contacts").cast(pl.Int32) - 1
    return episodes.select("episode", pl.int_ranges(0, last + 1, dtype=pl.Int32).alias("period")).explode(
        "period", empty_as_null=False
    )


def first_day_of(start: pl.Expr, period: pl.Expr) -> pl.Expr:
    """The first day of a week since the start."""
    return start + pl.duration(days=DAYS_PER_WEEK * period.cast(pl.Int64))


def bounds_of_period(day: pl.Expr, grid: Grid, continuous: bool) -> tuple[pl.Expr, pl.Expr]:
    """The first and the last day of the period that a day of care is in.

    What became of a week can be told only of a week that is known whole: where a boundary of the records cuts it, some
    clients' last contact in it lies on one side and others' on the other, and which it is goes with who left.
    """
    if grid == "session" and not continuous:
        return day, day
    opens_on = first_day_of(pl.col("start"), week_since(pl.col("start"), day))
    return opens_on, opens_on + pl.duration(days=DAYS_PER_WEEK - 1)
