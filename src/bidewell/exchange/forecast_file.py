"""Forecasts as a file: a table for a spreadsheet, or JSON. They tell of single clients, so the file is its owner's."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bidewell.analysis.forecasting.expected_contacts import HORIZON_DAYS
from bidewell.analysis.forecasting.forecast import Forecast
from bidewell.analysis.forecasting.in_care import MONTH_DAYS
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.exchange.cell_text import guarded
from bidewell.exchange.whole_files import write_whole

FORMAT, VERSION = "bidewell-forecasts", 1
_AHEAD = ("next_session", f"{MONTH_DAYS}_days", f"{HORIZON_DAYS}_days")
# What every table has, also one of nobody: who reads it by its columns every night must find them on that day too.
_COLUMNS = {
    "episode": pl.String, "client": pl.String, "as_of": pl.Date, "state": pl.String,
    **{f"stayed_{at}{end}": pl.Float64 for at in _AHEAD for end in ("", "_low", "_high")},
    "reasons": pl.String, "last_contact_on": pl.Date, "ratings_used": pl.Int64,
}  # fmt: skip


def write_forecasts(forecasts: Sequence[Forecast], saved: SavedProgram, as_of: date, path: Path) -> Path:
    """Write a .csv table, or JSON under any other name; whole or not at all. What is there is replaced."""
    as_table = path.suffix.lower() == ".csv"
    text = forecast_table(forecasts).write_csv(float_precision=4) if as_table else _json(forecasts, saved, as_of)
    return write_whole(path, text, for_owner_only=True)


def _json(forecasts: Sequence[Forecast], saved: SavedProgram, as_of: date) -> str:
    document = {
        "format": FORMAT,
        "version": VERSION,
        "as_of": as_of.isoformat(),
        "definition": saved.definition,
        "model": {
            "digest": saved.digest,
            "version": saved.bidewell,
            "trusted": saved.forecast.diagnostics.trusted,
            "further_ratings": list(saved.further),
        },
        "forecasts": [one.as_document() for one in forecasts],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)


def forecast_table(forecasts: Sequence[Forecast]) -> pl.DataFrame:
    """One row per client, for a spreadsheet: text cannot become a formula there."""
    table = forecast_frame(forecasts)
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(guarded(pl.col(name)).alias(name) for name in texts)


def forecast_frame(forecasts: Sequence[Forecast]) -> pl.DataFrame:
    """One row per client: chances of staying in columns, with their 90 % intervals, and reasons in words."""
    return pl.DataFrame([_row(one) for one in forecasts], schema=_COLUMNS)


def _row(one: Forecast) -> dict[str, Any]:
    chances: dict[str, float] = {}
    for chance in one.chances:
        at = "next_session" if chance.horizon_days is None else f"{chance.horizon_days}_days"
        chances |= {
            f"stayed_{at}": chance.probability,
            f"stayed_{at}_low": chance.low,
            f"stayed_{at}_high": chance.high,
        }
    told = one.as_document()
    return {
        "episode": one.episode,
        "client": one.client,
        "as_of": one.as_of,
        "state": told["state"],
        **chances,
        "reasons": "; ".join(f"{reason['words']} ({reason['points']:+.0f} of 100)" for reason in told["reasons"]),
        "last_contact_on": one.last_contact_on,
        "ratings_used": one.ratings_used,
    }
