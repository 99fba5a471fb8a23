"""The per-person comparison of each kind of factor: what changes in the predictor from one client to another."""

import numpy as np
import polars as pl

from bidewell.analysis.answers.contributions import level_variance
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.panel import Floats
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.term import Term

# Low and high for a number: 16 of 100 clients lie below the one, 16 above the other (one SD either side of a normal).
LOW, HIGH = 0.16, 0.84


def shifts(fitted: FittedProgram, term: Term, periods: int) -> tuple[Floats, Floats]:
    """Shift of the leaving predictor for a client low in the factor (or without it) and one high: [draws, periods]."""
    model = fitted.model
    if isinstance(term, AllianceEffect):
        step = model.block("alliance")[:, :1] * np.sqrt(level_variance(model, with_therapist=True))[:, None]
        return -step, step
    if isinstance(term, Pressure):
        return _absent_and_present(fitted, term, periods)
    coefficient = model.block(term.factor)[:, :1]
    if isinstance(term, Covariate):
        low, high = _low_and_high(fitted, term)
        return low * coefficient, high * coefficient
    return np.zeros_like(coefficient), coefficient


def _low_and_high(fitted: FittedProgram, term: Covariate) -> tuple[float, float]:
    """The standardised column for a client low and one high in it; absent and present for a yes or no."""
    first_rows = fitted.rows.panel.starts
    column = term.standardised(fitted.rows.columns)[first_rows]
    distinct = np.unique(column)
    if distinct.size <= 2:
        return float(distinct[0]), float(distinct[-1])
    return float(np.quantile(column, LOW)), float(np.quantile(column, HIGH))


def _absent_and_present(fitted: FittedProgram, term: Pressure, periods: int) -> tuple[Floats, Floats]:
    usual = usual_length(fitted, term.factor)
    weeks = np.arange(periods, dtype=float)
    active = (weeks <= usual).astype(float)
    clocks = {
        "period": weeks,
        f"{term.factor}.active": active,
        f"{term.factor}.weeks": weeks,
        f"{term.factor}.after": 1.0 - active,
    }
    block = next(block for block in term.blocks(clocks) if block.quantity == "leaving")
    assert block.columns is not None
    present = fitted.model.block(block.name) @ block.columns.T
    return np.zeros_like(present), present


def usual_length(fitted: FittedProgram, source: str) -> float:
    """Median of the weeks a pressure was seen active, over the clients under it."""
    columns = fitted.rows.columns
    under = columns[f"{source}.active"] > 0
    if not under.any():
        return 0.0
    seen = pl.DataFrame({"client": fitted.rows.panel.client[under], "weeks": columns[f"{source}.weeks"][under]})
    median = seen.group_by("client").agg(pl.col("weeks").max())["weeks"].median()
    return float(median) if isinstance(median, (int, float)) else 0.0
