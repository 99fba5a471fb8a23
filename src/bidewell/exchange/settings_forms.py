"""The keys `program.toml` may have: the form of each, in words and as a test. Reading and the manual derive from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from bidewell.domain.numbers import LARGEST_NUMBER
from bidewell.domain.sessions import Rater
from bidewell.exchange.schema import FORMAT_VERSION
from bidewell.factors.kinds import KINDS
from bidewell.instruments.instrument import Role

SECTIONS = ("endings", "statuses", "instruments", "factors")


@dataclass(frozen=True)
class Setting:
    """One key: the form its value must have, in words and as a test."""

    name: str
    expected: str
    has_form: Callable[[Any], bool]
    required: bool = False


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_whole_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 366


def _is_zone(value: Any) -> bool:
    try:
        return is_text(value) and bool(ZoneInfo(value)) and _frames_know(value)
    except (OSError, ValueError, KeyError):
        return False


def _frames_know(zone: str) -> bool:
    """Python knows a few zones, like localtime, that polars does not."""
    try:
        pl.select(pl.datetime(2026, 1, 1, time_zone=zone))
    except pl.exceptions.PolarsError:
        return False
    return True


def _is_list_of_codes(value: Any) -> bool:
    return isinstance(value, list) and all(is_text(code) for code in value)


def one_of(codes: tuple[str, ...]) -> Callable[[Any], bool]:
    return lambda value: value in codes


TOP_LEVEL = (
    Setting(
        "format", f"{FORMAT_VERSION}", lambda value: value == FORMAT_VERSION and not _is_flag(value), required=True
    ),
    Setting("name", "a text in quotes", is_text, required=True),
    Setting("time_zone", 'an IANA time zone, like "America/New_York"', _is_zone, required=True),
    Setting("extract_date", "a day without quotes, like 2026-06-30", _is_day, required=True),
    Setting("demo", "true or false", _is_flag),
    Setting("continuous_exposure", "true or false", _is_flag),
    Setting("default_planned_interval_days", "a whole number of days from 1 to 366", _is_whole_number),
    Setting("planned_ending_codes", 'a list of your own codes, like ["GRAD"]', _is_list_of_codes),
)
INSTRUMENT = (
    Setting("role", f"one of {', '.join(Role)}", one_of(tuple(Role)), required=True),
    Setting("rater", f"one of {', '.join(Rater)}", one_of(tuple(Rater)), required=True),
    Setting("version", "a text in quotes", is_text),
    Setting("item", "a text in quotes: the item or score that is the rating", is_text, required=True),
    Setting("minimum", "a number", is_number, required=True),
    Setting("maximum", "a number above minimum", is_number, required=True),
)
FACTOR = (Setting("kind", f"one of {', '.join(KINDS)}", one_of(KINDS), required=True),)
