"""Rules of factors: values of their kind, and what looks like a slip or a code for "missing" among them."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from bidewell.domain.numbers import PLAIN_NUMBER
from bidewell.exchange.cells import factor_number
from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem
from bidewell.exchange.raw_tables import ROW
from bidewell.exchange.rules.rule import Rule
from bidewell.factors.kinds import RIDE_STEPS
from bidewell.factors.table import FACTORS

MINUTES_A_DAY = 1440
# Written for "not known" by many systems; where one is also the largest or least value, it seldom is a measure.
USUAL_CODES = (-7, -8, -9, *(sign * code for code in (88, 98, 99, 888, 998, 999, 9998, 9999) for sign in (1, -1)))
# A value is far from the rest where the gap is so many times the range of the rest; a usual code sooner.
FAR, FAR_FOR_A_CODE = 2.0, 0.5
# With fewer values nothing can be said of what is usual among them.
FEWEST_VALUES = 20
# Where so many of a factor's values are numbers, the others are slips rather than categories.
NEARLY_ALL = 0.95


def values_of_factors(loaded: Loaded) -> Iterator[Problem]:
    """A factor of a known kind has values of that kind, and no number is beyond what can be reckoned with."""
    factors, value, name, kind = loaded["factors"], pl.col("value"), pl.col("name"), _kind(loaded)
    is_number = factor_number(value).is_not_null()
    beyond = value.str.contains(PLAIN_NUMBER) & ~is_number
    yield from factors.rows_where("off_limits", beyond, "value", "a finite number")
    not_one = ~is_number & ~beyond & value.is_not_null()
    yield from factors.rows_where("not_a_number", (kind == "numeric") & not_one, "value")
    minutes = pl.when(name == "travel_minutes").then("number")
    yield from factors.rows_where("negative_minutes", minutes < 0, "value")
    yield from factors.rows_where("minutes_of_days", minutes > MINUTES_A_DAY, "value")
    is_step = value.str.to_lowercase().is_in(RIDE_STEPS) | is_number
    expected = f"one of {', '.join(RIDE_STEPS)}"
    yield from factors.rows_where("unknown_ride", (kind == "ride") & ~is_step, "value", expected)


def nearly_numbers(loaded: Loaded) -> Iterator[Problem]:
    """One cell of text turns a column of numbers into categories."""
    is_number, known = factor_number(pl.col("value")).is_not_null(), pl.col("value").is_not_null()
    share = (is_number.sum() / known.sum()).over("name")
    slip = _kind(loaded).is_null() & known & ~is_number & (share >= NEARLY_ALL)
    yield from loaded["factors"].rows_where("nearly_numbers", slip, "value")


def far_from_the_rest(loaded: Loaded) -> Iterator[Problem]:
    """One number far from all others decides what a standard deviation is, and so every result of its factor."""
    factors, rows = loaded["factors"], list[int]()
    is_measured = ~_kind(loaded).is_in(["pressure", "ride"]).fill_null(False)
    numbers = factors.frame.filter(is_measured, pl.col("number").is_not_null()).select("name", ROW, "number")
    for _name, theirs in numbers.group_by("name", maintain_order=True):
        low, high = _range_of_the_rest(theirs["number"].to_numpy())
        rows += theirs.filter(~pl.col("number").is_between(low, high))[ROW].to_list()
    yield from factors.rows_where("far_from_the_rest", pl.col(ROW).is_in(rows), "value")


def duplicated_factors(loaded: Loaded) -> Iterator[Problem]:
    """The same factor twice from the same day, with the same value, is a copy."""
    same = pl.struct("episode", "name", "value", "from")
    yield from loaded["factors"].rows_where("duplicated_factor", ~same.is_first_distinct(), "name")


def contradicting_factors(loaded: Loaded) -> Iterator[Problem]:
    """Of two values from the same day one is wrong. Of a pressure there may be several, each of its own type."""
    of_a_day = pl.struct("episode", "name", "from")
    is_copy = ~pl.struct("episode", "name", "value", "from").is_first_distinct()
    another = ~of_a_day.is_first_distinct() & ~is_copy & _kind(loaded).ne_missing("pressure")
    yield from loaded["factors"].rows_where("contradicting_factor", another, "value")


def _kind(loaded: Loaded) -> pl.Expr:
    kinds = {**{factor.name: factor.kind for factor in FACTORS}, **loaded.settings.factor_kinds}
    return pl.col("name").replace_strict(kinds, default=None, return_dtype=pl.String)


def _range_of_the_rest(values: "np.ndarray") -> tuple[float, float]:
    """The least and the largest value that are not far from the rest."""
    distinct = np.unique(values)
    if values.size < FEWEST_VALUES:
        return float(distinct[0]), float(distinct[-1])
    while distinct.size > 2:
        above, below = distinct[-1] - distinct[-2], distinct[1] - distinct[0]
        if _is_far(distinct[-1], above, distinct[-2] - distinct[0]):
            distinct = distinct[:-1]
        elif _is_far(distinct[0], below, distinct[-1] - distinct[1]):
            distinct = distinct[1:]
        else:
            break
    return float(distinct[0]), float(distinct[-1])


def _is_far(value: float, gap: float, range_of_rest: float) -> bool:
    return gap > (FAR_FOR_A_CODE if value in USUAL_CODES else FAR) * range_of_rest


FACTOR_RULES: tuple[Rule, ...] = (
    values_of_factors,
    nearly_numbers,
    far_from_the_rest,
    duplicated_factors,
    contradicting_factors,
)
