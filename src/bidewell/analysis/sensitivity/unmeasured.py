"""For each ranked factor: how strong something not recorded would have to be to account for its link with leaving."""

from dataclasses import dataclass

import numpy as np

from bidewell.analysis.answers.contributions import Part, level_variance, parts_of
from bidewell.analysis.answers.ranking import Ranked
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.products import INTERACTION
from bidewell.analysis.sensitivity.e_value import COMMON, as_risk_ratio, e_value, nearer_end
from bidewell.factors.factor import Factor


@dataclass(frozen=True)
class Unmeasured:
    """One factor.

    hazard_ratio, risk_ratio  of leaving, for clients one standard deviation above the average in what the factor
                              contributes against those one below; the ratio of risks is converted from that of hazards
    is_common                 whether so many left that the two differ
    estimate, interval        E-values of the estimate, and of the nearer end of the interval (1: it reaches across)
    """

    factor: Factor
    hazard_ratio: Interval
    risk_ratio: Interval
    is_common: bool
    estimate: float
    interval: float
    n: int


def unmeasured(fitted: FittedProgram, ranking: tuple[Ranked, ...]) -> tuple[Unmeasured, ...]:
    """The factors that compete over the whole of care, in the ranking's order."""
    panel = fitted.rows.panel
    rows = {row.factor.name: row for row in ranking if row.window == "whole" and row.candidate}
    parts = [
        part for part in parts_of(fitted, fitted.model, panel.at_risk & panel.scored) if part.factor != INTERACTION
    ]
    variance = float(np.median(level_variance(fitted.model, with_therapist=True)))
    # The factor of a part goes by another name where another rating stands in for the alliance.
    found = [_one(part, variance, row, _is_common(fitted)) for part, row in zip(parts, rows.values(), strict=True)]
    return tuple(sorted(found, key=lambda one: -abs(rows[one.factor.name].change_stayed.mean)))


def _one(part: Part, variance: float, row: Ranked, is_common: bool) -> Unmeasured:
    # The effect keeps the sign that it may lose by chance; which way it goes is that of most draws.
    towards = 1.0 if part.towards_leaving().mean() >= 0.0 else -1.0
    hazard = Interval.ratio(2.0 * towards * part.along_average(variance))
    mean, low, high = (as_risk_ratio(end, is_common=is_common) for end in (hazard.mean, hazard.low, hazard.high))
    risk = Interval(mean, low, high)
    return Unmeasured(row.factor, hazard, risk, is_common, e_value(risk.mean), nearer_end(risk), row.n)


def _is_common(fitted: FittedProgram) -> bool:
    return fitted.left >= COMMON * fitted.rows.panel.clients
