"""The smooth course of a hazard over time: a penalised spline in log time, its smoothness estimated."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.interpolate import BSpline

from bidewell.engine.model import Block
from bidewell.engine.panel import Floats
from bidewell.engine.terms.term import Rows

MOST_KNOTS = 9


@dataclass(frozen=True)
class Baseline:
    """f(period) = level + slope * log time + wiggles, the wiggles a second-order random walk over spline coefficients.

    Time is log(1 + period), because leaving is front-loaded; beyond the last fitted period the course stays flat.
    """

    name: str
    quantity: str
    last: float
    centre: float
    intercept_mean: float
    intercept_sd: float
    slope_sd: float
    wiggle_sd: float
    factor: str = ""

    @classmethod
    def learn(
        cls,
        name: str,
        quantity: str,
        period: Floats,
        *,
        intercept_mean: float,
        intercept_sd: float = 1.5,
        slope_sd: float = 1.0,
        wiggle_sd: float = 0.5,
    ) -> "Baseline":
        """Learn the range of time, `period` [rows]; `wiggle_sd`: half-normal prior of its wiggles' SD (0: none)."""
        clock = np.log1p(period)
        last, centre = float(clock.max(initial=1.0)), float(clock.mean()) if clock.size else 0.0
        return cls(name, quantity, max(last, 0.7), centre, intercept_mean, intercept_sd, slope_sd, wiggle_sd)

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """Intercept and slope, and the wiggles with their estimated scale."""
        clock = np.minimum(np.log1p(rows["period"]), self.last)
        straight = np.column_stack([np.ones_like(clock), clock - self.centre])
        fixed = Block(
            self.name,
            self.quantity,
            ("level", "slope"),
            straight,
            prior_mean=np.array([self.intercept_mean, 0.0]),
            prior_sd=np.array([self.intercept_sd, self.slope_sd]),
        )
        wiggles = _wiggles(clock / self.last) if self.wiggle_sd > 0 else np.zeros((clock.size, 0))
        if wiggles.shape[1] == 0:
            return (fixed,)
        labels = tuple(str(i) for i in range(wiggles.shape[1]))
        scale = f"{self.name}_smoothness"
        return fixed, Block(scale, self.quantity, labels, wiggles, scale=scale, scale_prior_sd=self.wiggle_sd)


def _wiggles(share: Floats) -> Floats:
    """The spline basis less its straight lines, scaled so that a second-order random walk is independent N(0, 1)."""
    inner = np.linspace(0.0, 1.0, MOST_KNOTS - 2)
    knots = np.concatenate([np.zeros(3), inner, np.ones(3)])
    # Many rows share few periods.
    times, place = np.unique(np.clip(share, 0.0, 1.0), return_inverse=True)
    basis = BSpline.design_matrix(times, knots, 3).toarray()
    return np.asarray((basis @ _bends(basis.shape[1]))[place])


@cache
def _bends(size: int) -> Floats:
    """The directions among so many coefficients that bend, each as long as one unit of a second-order random walk."""
    penalty = np.diff(np.eye(size), n=2, axis=0)
    values, vectors = np.linalg.eigh(penalty.T @ penalty)
    bent = values > 1e-8
    return np.asarray(vectors[:, bent] / np.sqrt(values[bent]))
