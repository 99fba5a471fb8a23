"""What was learned as tables: rows of the report's document laid flat, differences "of 100", intervals in columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from bidewell.analysis.answers.fair_comparison import Compared, Comparison
from bidewell.analysis.interval import HALF_NORMAL_ENDS, NINE_IN_TEN
from bidewell.report.parts.modelled import HALF_NORMAL_MEAN

Row = Mapping[str, Any]
# The first and the last columns are what a narrow screen shows.
RANKING = {
    "factor": pl.String, "more_of_100": pl.Float64, "more_of_100_low": pl.Float64, "more_of_100_high": pl.Float64,
    "words": pl.String, "window": pl.String, "stayed_at_minus": pl.Float64, "stayed_at_plus": pl.Float64,
    "weeks_longer": pl.Float64, "weeks_longer_low": pl.Float64, "weeks_longer_high": pl.Float64,
    "per_person": pl.String, "per_person_of_100": pl.Float64, "per_person_of_100_low": pl.Float64,
    "per_person_of_100_high": pl.Float64, "depends_on_how_you_ask": pl.Boolean, "own_effect": pl.Float64,
    "largest_before": pl.Float64, "largest_after": pl.Float64, "n": pl.Int64, "definition": pl.String,
}  # fmt: skip
CLAIMS = {
    "claim": pl.String, "verdict": pl.String, "estimate": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "scale": pl.String, "why": pl.String, "words": pl.String, "n": pl.Int64, "definition": pl.String,
}  # fmt: skip
COMPARISON = {
    "name": pl.String, "clients": pl.Int64, "more_of_100": pl.Float64, "more_of_100_low": pl.Float64,
    "more_of_100_high": pl.Float64, "answer": pl.String, "stayed_of_100": pl.Float64, "stayed_of_100_low": pl.Float64,
    "stayed_of_100_high": pl.Float64,
}  # fmt: skip
PARAMETERS = {
    "parameter": pl.String, "words": pl.String, "scale": pl.String, "prior_low": pl.Float64, "prior_high": pl.Float64,
    "mean": pl.Float64, "low": pl.Float64, "high": pl.Float64, "moved": pl.Boolean,
}  # fmt: skip


def ranking_table(rows: Sequence[Row]) -> pl.DataFrame:
    """One row per factor and window of care; see `Fitted.ranking`."""
    return pl.DataFrame([_ranked(row) for row in rows], schema=RANKING)


def _ranked(row: Row) -> dict[str, Any]:
    largest, person = row["probability_largest"] or {}, row["per_person"] or {}
    return {
        **{name: row[name] for name in RANKING if name in row and name != "per_person"},
        "words": row["group_words"],
        **_interval("more_of_100", row["change_in_probability_stayed"], 100.0),
        **_interval("weeks_longer", row["change_in_weeks_stayed"], 1.0),
        "largest_before": largest.get("before"),
        "largest_after": largest.get("after"),
        "own_effect": row["probability_own_effect"],
        **_interval("per_person_of_100", person.get("change_in_probability_stayed"), 100.0),
        "per_person": person.get("contrast"),
    }


def _interval(name: str, estimate: Row | None, times: float) -> dict[str, float | None]:
    ends = {name: "mean", f"{name}_low": "low", f"{name}_high": "high"}
    return {column: times * estimate[end] if estimate else None for column, end in ends.items()}


def claims_table(rows: Sequence[Row]) -> pl.DataFrame:
    """One row per claim; see `Fitted.claims`."""
    return pl.DataFrame([{name: row[name] for name in CLAIMS} for row in rows], schema=CLAIMS)


def comparison_table(found: Comparison | None) -> pl.DataFrame:
    """One row per therapist or site; see `Fitted.comparison`."""
    return pl.DataFrame([_compared(one) for one in (found.compared if found else ())], schema=COMPARISON)


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "name": one.name,
        "clients": one.clients,
        **_interval("more_of_100", one.difference.as_document(), 100.0),
        "answer": one.answer,
        **_interval("stayed_of_100", one.stayed.as_document(), 100.0),
    }


def parameters_table(rows: Sequence[Row]) -> pl.DataFrame:
    """One row per parameter, prior beside posterior; see `Fitted.summary`."""
    return pl.DataFrame([_parameter(row) for row in rows], schema=PARAMETERS)


def _parameter(row: Row) -> dict[str, Any]:
    told = pl.Series([*_prior_ends(row), *(row["posterior"][end] for end in ("mean", "low", "high"))])
    is_ratio = row["scale"].startswith("log ")
    prior_low, prior_high, mean, low, high = (told.exp() if is_ratio else told).to_list()
    return {
        "parameter": row["name"],
        "words": row["words"],
        "scale": row["scale"].removeprefix("log "),
        "prior_low": prior_low,
        "prior_high": prior_high,
        "mean": mean,
        "low": low,
        "high": high,
        "moved": row["moved"],
    }


def _prior_ends(row: Row) -> tuple[float | None, float | None]:
    """Where nine in ten of the prior lie: normal for a coefficient, half-normal for a spread, nowhere where flat."""
    mean, sd = row["prior"]["mean"], row["prior"]["sd"]
    if sd is None:
        return None, None
    if row["scale"] == "standard deviation":
        low, _, high = HALF_NORMAL_ENDS
        return low * mean / HALF_NORMAL_MEAN, high * mean / HALF_NORMAL_MEAN
    return mean - NINE_IN_TEN * sd, mean + NINE_IN_TEN * sd
