"""Cells of one column from text to their type. What cannot be read is left empty and marked, so nothing is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from bidewell.domain.numbers import LARGEST_NUMBER, PLAIN_NUMBER
from bidewell.domain.settings import ProgramSettings
from bidewell.exchange.schema import NAMES_SEPARATOR, Column, Kind
from bidewell.exchange.times import day_from_text, has_either_order, has_time_of_day, times_from_text
from bidewell.factors.kinds import NO, YES

LONGEST_CELL = 10_000
_YES_NO = {**dict.fromkeys(YES, 1.0), **dict.fromkeys(NO, 0.0)}
_INTEGER = r"^-?(0|[1-9][0-9]{0,17})$"
_DECIMAL = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"


@dataclass(frozen=True)
class Cells:
    """A column's values, and for each code of a problem the rows that have it."""

    value: pl.Series
    problems: Mapping[str, pl.Series] = field(default_factory=dict)


def read_cells(text: pl.Series, column: Column, settings: ProgramSettings) -> Cells:
    """Read stripped text, empty cells being null, as what the column holds."""
    cells = _of_kind(text, column, settings)
    problems = {**cells.problems, "long_cells": text.str.len_chars() > LONGEST_CELL}
    if column.required:
        problems["missing_value"] = text.is_null()
    return Cells(cells.value, problems)


def _of_kind(text: pl.Series, column: Column, settings: ProgramSettings) -> Cells:
    match column.kind:
        case Kind.NAMES:
            return Cells(_names(text))
        case Kind.DATE:
            return _days(text)
        case Kind.TIME:
            return _times(text, settings.time_zone)
        case Kind.NUMBER | Kind.COUNT:
            return _numbers(text, column)
        case Kind.CODE:
            return _codes(text, column, settings)
        case _:
            return Cells(text)


def _names(text: pl.Series) -> pl.Series:
    name = pl.element().str.strip_chars()
    names = text.str.split(NAMES_SEPARATOR).list.eval(name.filter(name != ""))
    return names.fill_null(pl.Series([[]], dtype=pl.List(pl.String)))


def _days(text: pl.Series) -> Cells:
    cell = pl.col("text")
    read = text.to_frame("text").select(
        day=day_from_text(cell), either=has_either_order(cell), timed=has_time_of_day(cell)
    )
    is_wrong = text.is_not_null() & read["day"].is_null()
    problems = {
        "wrong_date": is_wrong & ~read["either"] & ~read["timed"],
        "date_order_unknown": is_wrong & read["either"],
        "time_for_day": is_wrong & read["timed"],
    }
    return Cells(read["day"], problems)


def _times(text: pl.Series, time_zone: str) -> Cells:
    times = times_from_text(text, time_zone)
    is_wrong = text.is_not_null() & times.value.is_null()
    either = text.to_frame("text").select(has_either_order(pl.col("text"))).to_series()
    has_offset = times.value.is_not_null() & ~times.is_naive
    naive = "mixed_times" if has_offset.any() else "naive_times"
    problems = {
        "wrong_time": is_wrong & ~either,
        "date_order_unknown": is_wrong & either,
        naive: times.is_naive & ~times.has_no_clock & ~is_wrong,
        "no_time_of_day": times.has_no_clock & ~is_wrong,
        "time_twice": times.came_twice,
        "time_skipped": times.was_skipped,
    }
    return Cells(times.value, problems)


def number_from_text(text: pl.Expr) -> pl.Expr:
    """A finite number that can be reckoned with, or nothing."""
    number = pl.when(text.str.contains(PLAIN_NUMBER)).then(text).cast(pl.Float64, strict=False)
    return pl.when(number.abs() <= LARGEST_NUMBER).then(number)


def factor_number(value: pl.Expr) -> pl.Expr:
    """A factor's value as a number where it is one; yes and no count as 1 and 0."""
    words = value.str.to_lowercase().replace_strict(_YES_NO, default=None, return_dtype=pl.Float64)
    return pl.coalesce(number_from_text(value), words)


def _numbers(text: pl.Series, column: Column) -> Cells:
    number = text.to_frame("text").select(number_from_text(pl.col("text"))).to_series()
    is_wrong = text.is_not_null() & number.is_null()
    if column.kind is Kind.COUNT:
        is_wrong = is_wrong | ((number % 1 != 0) | (number.abs() > 1e9)).fill_null(False)
    off_limits = _off_limits(number, column) & ~is_wrong
    kept = number.to_frame("n").select(pl.when(~(is_wrong | off_limits)).then(pl.col("n"))).to_series()
    value = kept.cast(pl.Int64) if column.kind is Kind.COUNT else kept
    return Cells(value, {"wrong_number": is_wrong, "off_limits": off_limits})


def _off_limits(number: pl.Series, column: Column) -> pl.Series:
    nowhere = pl.repeat(False, len(number), eager=True)
    not_above = number <= column.more_than if column.more_than is not None else nowhere
    below = number < column.at_least if column.at_least is not None else nowhere
    above = number > column.at_most if column.at_most is not None else nowhere
    return (not_above | below | above).fill_null(False)


def _codes(text: pl.Series, column: Column, settings: ProgramSettings) -> Cells:
    """A program's own codes as written; the format's in any case, with blanks or hyphens for underscores."""
    own = {"endings": settings.endings, "statuses": settings.statuses}.get(column.own_codes, {})
    code = pl.col("text")
    plain = code.str.to_lowercase().str.replace_all(r"[ -]", "_")
    known = pl.when(plain.is_in(list(column.codes))).then(plain)
    mapped = code.replace_strict({key: str(value) for key, value in own.items()}, default=None, return_dtype=pl.String)
    value = text.to_frame("text").select(pl.coalesce(mapped, known) if own else known).to_series()
    return Cells(value, {"unknown_code": text.is_not_null() & value.is_null()})


def extra_from_text(text: pl.Series) -> pl.Series:
    """An extra column of a CSV: numbers where every cell is written as one, else text. 02139 is text."""
    cells = text.drop_nulls()
    if cells.is_empty():
        return text
    if cells.str.contains(_INTEGER).all():
        return text.cast(pl.Int64)
    if cells.str.contains(_DECIMAL).all():
        number = text.cast(pl.Float64)
        return number if number.is_finite().all() else text
    return text


def infinite(values: pl.Series) -> pl.Series:
    """Which values of an extra column are no number that could be kept. Whatever is finite comes back as it was."""
    if not values.dtype.is_float():
        return pl.repeat(False, len(values), eager=True)
    return values.is_infinite().fill_null(False)
