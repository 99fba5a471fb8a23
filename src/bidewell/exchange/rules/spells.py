"""Rules of what holds from one day to another: assignments and factors."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from bidewell.exchange.cells import factor_number
from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem
from bidewell.exchange.raw_tables import ROW
from bidewell.exchange.rules.rule import Rule
from bidewell.factors.kinds import RIDE_STEPS
from bidewell.factors.table import FACTORS

MINUTES_A_DAY = 1440
_FAR = date(9999, 12, 31)


def order_of_spells(loaded: Loaded) -> Iterator[Problem]:
    """From, then to."""
    for name in ("assignments", "factors"):
        yield from loaded[name].rows_where("to_before_from", pl.col("to") < pl.col("from"), "to")


def overlapping_assignments(loaded: Loaded) -> Iterator[Problem]:
    """Two therapists at once may be a shared caseload, or a hand-over nobody ended."""
    assignments = loaded["assignments"]
    ordered = assignments.frame.sort("from", "to", nulls_last=True, maintain_order=True)
    latest_before = pl.col("to").fill_null(_FAR).cum_max().shift(1).over("episode")
    rows = ordered.filter(pl.col("from") < latest_before)[ROW]
    yield from assignments.rows_where("overlapping_assignments", pl.col(ROW).is_in(rows.implode()), "from")


def values_of_factors(loaded: Loaded) -> Iterator[Problem]:
    """A factor of a known kind has values of that kind."""
    factors, value, name = loaded["factors"], pl.col("value"), pl.col("name")
    kinds = {**{factor.name: factor.kind for factor in FACTORS}, **loaded.settings.factor_kinds}
    kind = name.replace_strict(kinds, default=None, return_dtype=pl.String)
    is_number = factor_number(value).is_not_null()
    yield from factors.rows_where("not_a_number", (kind == "numeric") & ~is_number & value.is_not_null(), "value")
    minutes = pl.when(name == "travel_minutes").then("number")
    yield from factors.rows_where("negative_minutes", minutes < 0, "value")
    yield from factors.rows_where("minutes_of_days", minutes > MINUTES_A_DAY, "value")
    is_step = value.str.to_lowercase().is_in(RIDE_STEPS) | is_number
    expected = f"one of {', '.join(RIDE_STEPS)}"
    yield from factors.rows_where("unknown_ride", (kind == "ride") & ~is_step, "value", expected)


def duplicated_factors(loaded: Loaded) -> Iterator[Problem]:
    """The same factor twice from the same day, with the same value, is a copy."""
    same = pl.struct("episode", "name", "value", "from")
    yield from loaded["factors"].rows_where("duplicated_factor", ~same.is_first_distinct(), "name")


SPELL_RULES: tuple[Rule, ...] = (order_of_spells, overlapping_assignments, values_of_factors, duplicated_factors)
