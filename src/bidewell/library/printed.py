"""A fit as text: what `print` shows of it. Under flat priors its estimates, else the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from bidewell.analysis.description.suppression import SMALLEST_SHOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from bidewell.library.fitted import Fitted

LEAST_WIDTH = 40  # of the words, so that most fits print alike


def printed(fitted: Fitted) -> str:
    """What was fitted to how many, whether its check was passed, and what was learned, a line each."""
    explain = fitted.explain
    counts = f"{explain.rows.panel.clients} episodes, {explain.left} left by {explain.panel.definition.name}."
    passed = "was passed" if fitted.is_trusted else "was not passed"
    head = [
        f"{fitted.program.records.settings.name}: {fitted.specification.formula}",
        f"{counts} The check of the fit {passed}.",
    ]
    return "\n".join([*head, *(_ranked(fitted) if fitted.answered else _estimated(fitted))])


def _ranked(fitted: Fitted) -> list[str]:
    rows = fitted.ranking().sort(pl.col("more_of_100").abs(), descending=True)
    if rows.is_empty():
        return [fitted.verdict()]
    # A number below eleven is not told: where all of them are, there is none.
    told = rows["n"].drop_nulls().to_list()
    compared = str(max(told)) if told else f"fewer than {SMALLEST_SHOWN}"
    title = f"More of 100 who stay, with more of it, and 90 % interval ({compared} clients compared):"
    return [title, *_lines(rows, of_ranking), fitted.verdict()]


def of_ranking(row: dict[str, Any]) -> str:
    """The numbers of a row of the ranking."""
    change, low, high = row["more_of_100"], row["more_of_100_low"], row["more_of_100_high"]
    return f"{change:+z6.1f} ({low:+z.1f} to {high:+z.1f})"


def _lines(rows: pl.DataFrame, numbers_of: Callable[[dict[str, Any]], str]) -> list[str]:
    """A line a row: its words, then its numbers, which stand in one column."""
    width = max([LEAST_WIDTH, *rows["words"].str.len_chars()])
    return [f"  {row['words']:<{width}} {numbers_of(row)}" for row in rows.iter_rows(named=True)]


def _estimated(fitted: Fitted) -> list[str]:
    title = "Under flat priors, for checks against other engines: nothing is ranked. Estimate and 90 % interval:"
    return [title, *_lines(fitted.summary(), _estimate)]


def _estimate(row: dict[str, Any]) -> str:
    return f"{row['mean']:z7.2f} ({row['low']:z.2f} to {row['high']:z.2f}) {row['scale']}"
