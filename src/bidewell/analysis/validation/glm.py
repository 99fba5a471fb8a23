"""A complementary log-log regression of one outcome: leaving within a fixed time, hazards proportional.

With one interval it is the grouped-time Cox model (Prentice & Gloeckler 1978).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from bidewell.engine.links import cloglog
from bidewell.engine.panel import Floats

# Per standard deviation of a column: keeps coefficients finite where a column tells few leavers apart without error.
USUAL_PRIOR_SD = 2.5
_SMALLEST = 1e-12


@dataclass(frozen=True)
class CloglogRegression:
    """Coefficients [1 + columns], the level first, for columns standardised by `centre` and `scale`."""

    coefficients: Floats
    centre: Floats
    scale: Floats

    @classmethod
    def fitted(cls, columns: Floats, happened: Floats, prior_sd: float = USUAL_PRIOR_SD) -> "CloglogRegression":
        """Fit P(happened) = 1 - exp(-exp(level + columns @ slopes)); the level is flat, slopes are N(0, prior_sd).

        columns: [rows, columns]; happened: [rows], 0 or 1, with at least one of each.
        """
        centre, spread = columns.mean(axis=0), columns.std(axis=0)
        scale = np.where(spread > 0.0, spread, 1.0)
        design = _design(columns, centre, scale)
        precision = np.append(0.0, np.full(columns.shape[1], prior_sd**-2.0))
        share = float(happened.mean())
        start = np.append(np.log(-np.log1p(-share)), np.zeros(columns.shape[1]))

        def loss(at: Floats) -> tuple[float, Floats]:
            chance = np.clip(cloglog(design @ at, 0, np), _SMALLEST, 1.0 - _SMALLEST)
            steep = cloglog(design @ at, 1, np)
            right = happened * np.log(chance) + (1.0 - happened) * np.log1p(-chance)
            pull = (happened / chance - (1.0 - happened) / (1.0 - chance)) * steep
            return float(0.5 * precision @ at**2 - right.sum()), precision * at - design.T @ pull

        found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-8 * max(len(happened), 1)})
        return cls(np.asarray(found.x), centre, scale)

    def chance(self, columns: Floats) -> Floats:
        """P(happened) for new rows, [rows]."""
        return np.asarray(cloglog(_design(columns, self.centre, self.scale) @ self.coefficients, 0, np))


def _design(columns: Floats, centre: Floats, scale: Floats) -> Floats:
    return np.column_stack([np.ones(len(columns)), (columns - centre) / scale])
