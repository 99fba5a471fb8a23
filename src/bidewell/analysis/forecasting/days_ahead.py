"""The days ahead as rows of the panel: time, attendance and pressure move on, all else stays as it was last known."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.forecasting.expected_contacts import Cadences
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.factor_values import factor_values
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.time import DAYS_PER_WEEK, quarter_of
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import Pressure

Columns = Mapping[str, NDArray[Any]]


def columns_ahead(
    known: ProgramRecords,
    panel: PanelFrames,
    saved: SavedProgram,
    history: EngineRows,
    last: Integers,
    now: pl.DataFrame,
    cadences: Cadences,
    contacts: Floats,
    ends: tuple[int, ...],
) -> dict[str, NDArray[Any]]:
    """The last contact's columns, and for each step ahead the same with time, attendance and pressure moved on."""
    middles = _middles(ends)
    away = now["away"].to_numpy()
    begun = np.array([0, *ends[:-1]])
    not_yet = np.stack([cadences.still_away(away + days) for days in begun]) / cadences.still_away(away)
    later: dict[str, Any] = {
        "period": _periods(saved, history, last, now, contacts, middles),
        "quarter": _quarter(saved, panel.cut),
        "new_therapist": 0.0,
        "attended_share_before": now["share"].cast(pl.Float64).to_numpy(),
        "missed_before": now["missed"].to_numpy() * not_yet + saved.gaps.usually_missed * (1.0 - not_yet),
    }
    later |= _factors_ahead(known, panel, saved, middles)
    shape = (len(ends), now.height)
    found = {}
    for name, column in history.columns.items():
        first = column[last]
        steps = np.broadcast_to(later.get(name, first), shape)
        found[name] = np.concatenate([first, steps.ravel()])
    return completed(found, saved, (1 + len(ends)) * now.height)


def _middles(ends: tuple[int, ...]) -> list[int]:
    return [(begun + end + 1) // 2 for begun, end in zip((0, *ends[:-1]), ends, strict=True)]


def _periods(
    saved: SavedProgram, history: EngineRows, last: Integers, now: pl.DataFrame, contacts: Floats, middles: list[int]
) -> Floats:
    if saved.grid == "session":
        return np.asarray(history.panel.period[last] + np.cumsum(contacts, axis=0))
    days = now["days_in_care"].to_numpy()[None, :] + np.array(middles)[:, None]
    return np.asarray(days // DAYS_PER_WEEK, dtype=float)


def _quarter(saved: SavedProgram, as_of: date) -> int:
    quarters = saved.levels.quarter
    return quarters.index(quarter_of(as_of)) if quarter_of(as_of) in quarters else len(quarters) - 1


def _factors_ahead(
    known: ProgramRecords, panel: PanelFrames, saved: SavedProgram, middles: list[int]
) -> dict[str, NDArray[Any]]:
    """Pressures on each day ahead (an order may end), [steps, clients]; other factors as they are today, [clients]."""
    from_afar = pl.col("telehealth").filter("contact").mean() > 0.5
    clients = panel.episodes.select("episode").join(
        panel.rows.group_by("episode").agg(from_afar.alias("telehealth")), on="episode", maintain_order="left"
    )
    today = clients.with_columns(pl.lit(panel.cut).alias("reference_on"))
    days = [clients.with_columns(pl.lit(panel.cut + timedelta(days=day)).alias("reference_on")) for day in middles]
    found: dict[str, NDArray[Any]] = {}
    for rows, are_pressures in ((today, False), (pl.concat(days), True)):
        factors = [factor for factor in saved.factors if (factor.kind == "pressure") == are_pressures]
        values = factor_values(known, replace(panel, rows=rows), factors)
        for name in values.columns:
            column = values[name]
            array = column.to_numpy() if column.dtype == pl.String else column.cast(pl.Float64).to_numpy()
            found[name] = array if rows is today else array.reshape(len(middles), -1)
    return found


def completed(columns: Columns, saved: SavedProgram, rows: int) -> dict[str, NDArray[Any]]:
    """What the model reads and these records do not have is missing, not an error: a factor no longer recorded."""
    found = dict(columns)
    for term in saved.forecast.terms:
        if isinstance(term, Pressure):
            for part in ("active", "weeks", "after"):
                found.setdefault(f"{term.factor}.{part}", np.zeros(rows))
        elif isinstance(term, Covariate):
            found.setdefault(term.column, np.full(rows, np.nan))
        elif isinstance(term, Category):
            found.setdefault(term.column, np.full(rows, None, dtype=object))
    return found
