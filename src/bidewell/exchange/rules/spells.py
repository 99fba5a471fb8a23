"""Rules of what holds from one day to another: assignments and factors."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem
from bidewell.exchange.raw_tables import ROW
from bidewell.exchange.rules.rule import Rule

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


SPELL_RULES: tuple[Rule, ...] = (order_of_spells, overlapping_assignments)
