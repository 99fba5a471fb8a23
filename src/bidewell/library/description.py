"""A model before it is fitted, as a table and as text: terms, what each compares, on how many, and its priors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from bidewell.analysis.chosen.choosing import Chosen
from bidewell.analysis.chosen.priors import RATIO, Prior, PriorRow, prior_rows
from bidewell.analysis.description.suppression import shown
from bidewell.analysis.forecasting.forecast_words import rating_words
from bidewell.analysis.model.fit_forecast import read_in_forecasts
from bidewell.analysis.model.group_sessions import left_out
from bidewell.analysis.model.usual_priors import COEFFICIENT_SD

if TYPE_CHECKING:
    from bidewell.library.program import Program

_READ = {
    "gaussian": " Ratings are read as measurements.",
    "censored": " Ratings are read as cut off at the ends of their scale.",
    "ordinal": " Ratings are read as ordered values.",
}
_FLAT = " Priors on coefficients are flat, for checks against other engines: nothing is ranked or forecast from this."
_ENDS = ("low", "middle", "high")
_SCHEMA = {
    "term": pl.String, "parameter": pl.String, "enters": pl.String, "compared": pl.String, "n": pl.Int64,
    "scale": pl.String, **{f"{purpose}_{end}": pl.Float64 for purpose in ("explain", "forecast") for end in _ENDS},
    "source": pl.String,
}  # fmt: skip


@dataclass(frozen=True, eq=False)  # it holds tables: equal to itself alone
class Description:
    """What will be fitted. `print` it to read it; `priors` is the same as a table.

    priors     one row per parameter:
               term       what the formula or `adjust` calls it; empty for what is in every model
               parameter  what a fit calls it
               enters     leaving, agreed ending or rating
               compared   what one unit of the parameter is
               n          episodes that can tell; null where fewer than 11
               scale      of the priors: hazard or odds ratio, of 100 at a contact, SD of the ratings, share, ...
               explain_*, forecast_*   low, middle and high of the range that holds nine in ten of the prior; null where
                          the model for that purpose lacks the parameter
               source     where the forecasting prior comes from
    apart      what the records offer and was left out, with why; what the alliance may have brought about is left out
               of the explaining model alone
    """

    title: str
    counts: str
    priors: pl.DataFrame = field(repr=False)
    apart: tuple[str, ...]

    def __str__(self) -> str:
        asked = self.priors.filter((pl.col("term") != "") & (pl.col("enters") == "leaving"))
        beside = self.priors.filter((pl.col("term") == "") | (pl.col("enters") != "leaving"))
        return "\n".join([self.title, self.counts, *_asked(asked), *_beside(beside), *_apart(self.apart)])

    __repr__ = __str__


def described(program: Program, chosen: Chosen) -> Description:
    """The description of a model laid out for a program's records."""
    panel, asked = chosen.panel, chosen.rows.panel
    episodes = panel.episodes.filter(pl.col("episode").is_in(list(chosen.rows.episodes)))
    title = (
        f"{program.records.settings.name}. Leaving by {panel.definition.name}, one row per {panel.grid}, "
        f"complete through {panel.complete_through}."
    )
    counts = (
        f"{asked.clients} episodes of {episodes['client'].n_unique()} clients; {int(asked.at_risk.sum())} contacts "
        f"with a known outcome, at which {int(asked.left.sum())} left and {int(asked.agreed.sum())} ended as agreed."
        f"{_READ[chosen.ratings.kind] if chosen.is_rated else ''}{_returns(int(asked.returns.sum()))}{_further(chosen)}"
    )
    counts += _FLAT if chosen.choices.priors == "flat" else ""
    rows = [_flat(row) for row in prior_rows(chosen)]
    left = [f"{name}: the records have it, the formula does not." for name in chosen.not_asked]
    apart = [*left, *(f"{one.column}: {one.words}" for one in chosen.dropped)]
    if chosen.is_rated and (why := left_out(panel.rows)):
        apart.append(f"group sessions: {why}")
    return Description(title, counts, pl.DataFrame(rows, schema=_SCHEMA), tuple(apart))


def _returns(number: int) -> str:
    """What is taken as one person's; few of them are not counted."""
    told = "Some" if shown(number) is None else str(number)
    return f" {told} are returns: what lasts of the alliance goes on from the episode before." if number else ""


def _further(chosen: Chosen) -> str:
    """What forecasts know beside the alliance's rating."""
    names = list(read_in_forecasts(chosen.panel, chosen.rows))
    if not names or chosen.choices.priors == "flat":
        return ""
    told = ", ".join(rating_words(name)["en"] for name in names)
    return (
        f" Forecasts also read ratings of {told}, each with a course, therapists' parts and an effect on leaving of "
        f"its own, N(0, {COEFFICIENT_SD}^2), where a fit with them passes its check."
    )


def _flat(row: PriorRow) -> dict[str, object]:
    told = {name: value for name, value in asdict(row).items() if name not in ("explain", "forecast")}
    return {**told, "n": shown(row.n), **_ends("explain", row.explain), **_ends("forecast", row.forecast)}


def _ends(purpose: str, prior: Prior | None) -> dict[str, float | None]:
    return {f"{purpose}_{end}": getattr(prior, end) if prior else None for end in _ENDS}


def _asked(rows: pl.DataFrame) -> list[str]:
    cells = [
        (row["term"], row["compared"], _count(row["n"]), _range(row, "explain"), _range(row, "forecast"))
        for row in rows.iter_rows(named=True)
    ]
    return [
        "",
        f"Asked for, as times as many leave ({RATIO}; 1 is no difference)",
        *_columns([("term", "compared", "n", "prior to explain", "prior to forecast"), *cells]),
        "Nine in ten of a prior lie in its range. To explain, all start from no difference; to forecast, from studies.",
    ]


def _beside(rows: pl.DataFrame) -> list[str]:
    cells = []
    for row in rows.iter_rows(named=True):
        what = f"{row['term']}: {row['compared']}" if row["term"] else row["compared"]
        purpose = "explain" if row["explain_low"] is not None else "forecast"
        only = "" if purpose == "explain" else ", to forecast only"
        cells.append((row["enters"], what, _count(row["n"]), f"{_range(row, purpose)} ({row['scale']}{only})"))
    return ["", "In every model, or beside what was asked for", *_columns([("enters", "what", "n", "prior"), *cells])]


def _apart(apart: Sequence[str]) -> list[str]:
    return ["", "Left out", *(f"  {words}" for words in apart)] if apart else []


def _count(n: int | None) -> str:
    return "<11" if n is None else str(n)


def _range(row: dict[str, float | None], purpose: str) -> str:
    low, high = row[f"{purpose}_low"], row[f"{purpose}_high"]
    if low is None or high is None:
        return "not in it"
    return "flat" if math.isinf(high) else f"{low:.2f} to {high:.2f}"


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
