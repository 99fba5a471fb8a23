"""Days and times as text, in the forms the format allows; anything else is left empty and told.

The order of day and month is never guessed, and an offset never invented: a time without one is read in the program's
zone, which is said.
"""

from dataclasses import dataclass

import polars as pl

FIRST_YEAR, LAST_YEAR = 1970, 2199  # before 1970 zones had offsets of odd seconds, which ISO 8601 cannot write
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY_ALONE = _DAY + r"(?:[T ]00:00(?::00(?:\.0+)?)?)?$"
_CLOCK = r"(?:[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2}))?(?:[.,]([0-9]{1,9}))?)?"
_OFFSET = r" ?(Z|z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?$"
_TIME = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})" + _CLOCK + _OFFSET
_EITHER_ORDER = r"^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"
_DAY_AND_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]"


def day_from_text(text: pl.Expr) -> pl.Expr:
    """A day; a midnight beside it, as spreadsheets write, is no time of day."""
    day = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return pl.when(text.str.contains(_DAY_ALONE)).then(within_years(day))


def within_years(value: pl.Expr) -> pl.Expr:
    """The day or time, or nothing where its year cannot be meant."""
    return pl.when(value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(value)


def has_either_order(text: pl.Expr) -> pl.Expr:
    """Written like 03/04/2026, which has two meanings."""
    return text.str.contains(_EITHER_ORDER)


def has_time_of_day(text: pl.Expr) -> pl.Expr:
    """A day with a time beside it: which day it is in the program's zone depends on an offset."""
    return text.str.contains(_DAY_AND_TIME)


@dataclass(frozen=True)
class Times:
    """Zoned times and what had to be assumed, as masks of the same length."""

    value: pl.Series
    is_naive: pl.Series
    has_no_clock: pl.Series
    came_twice: pl.Series
    was_skipped: pl.Series


def times_from_text(text: pl.Series, time_zone: str) -> Times:
    """ISO 8601 times, with or without an offset, in the program's zone."""
    parts = text.to_frame("text").select(pl.col("text").str.extract_groups(_TIME)).unnest("text")
    parts.columns = ["day", "clock", "second", "fraction", "offset"]
    has_no_clock, no_offset = pl.col("clock").is_null(), pl.col("offset").is_null()
    clock = pl.concat_str(
        pl.col("day"), pl.lit("T"), pl.col("clock").fill_null("12:00"), pl.lit(":"), pl.col("second").fill_null("00")
    )
    read = parts.select(
        local=within_years(clock.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False))
        + pl.duration(microseconds=pl.col("fraction").fill_null("").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64)),
        minutes=_offset_minutes(pl.col("offset")),
        is_naive=no_offset & pl.col("day").is_not_null(),
        has_no_clock=has_no_clock & no_offset & pl.col("day").is_not_null(),
        # an offset beside a day alone is no form of ISO 8601
        is_wrong=has_no_clock & ~no_offset,
    )
    return _placed(read, time_zone)


def in_zone(local: pl.Expr, time_zone: str) -> pl.Expr:
    """A local time on the time line. The hour that comes twice is the first; the hour that is skipped is moved on."""
    first = local.dt.replace_time_zone(time_zone, ambiguous="earliest", non_existent="null")
    # In the skipped hour the clock of the day before still counts: 02:30 becomes what was meant, 30 minutes on.
    day_before = (local - pl.duration(days=1)).dt.replace_time_zone(time_zone, ambiguous="latest", non_existent="null")
    return pl.coalesce(first, day_before + pl.duration(hours=24))


def _offset_minutes(offset: pl.Expr) -> pl.Expr:
    digits = offset.str.replace(":", "", literal=True)
    hours, minutes = digits.str.slice(1, 2).cast(pl.Int64, strict=False), digits.str.slice(3, 2)
    total = 60 * hours + minutes.cast(pl.Int64, strict=False).fill_null(0)
    signed = pl.when(offset.str.starts_with("-")).then(-total).otherwise(total)
    return pl.when(offset.str.to_lowercase() == "z").then(0).otherwise(signed)


def _placed(read: pl.DataFrame, time_zone: str) -> Times:
    """Local times put on the time line: by their own offset, or by the program's zone."""
    local = pl.col("local")
    known = (local - pl.duration(minutes=pl.col("minutes"))).dt.replace_time_zone("UTC").dt.convert_time_zone(time_zone)
    first = local.dt.replace_time_zone(time_zone, ambiguous="earliest", non_existent="null")
    last = local.dt.replace_time_zone(time_zone, ambiguous="latest", non_existent="null")
    zoned = in_zone(local, time_zone)
    is_naive = pl.col("is_naive")
    placed = read.select(
        "is_naive",
        "has_no_clock",
        value=pl.when(~pl.col("is_wrong")).then(pl.when(is_naive).then(zoned).otherwise(known)),
        came_twice=is_naive & (first != last).fill_null(False),
        was_skipped=is_naive & first.is_null() & zoned.is_not_null(),
    )
    return Times(*(placed[name] for name in ("value", "is_naive", "has_no_clock", "came_twice", "was_skipped")))
