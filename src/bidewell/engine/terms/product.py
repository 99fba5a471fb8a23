"""Alliance times a factor: does easy access save a shaky relationship?"""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.model import Block
from bidewell.engine.panel import Floats
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.term import NEUTRAL_PRIOR_SD, Rows


@dataclass(frozen=True)
class AllianceProduct:
    """Coefficient of (alliance level) x (standardised covariate) on the leaving hazard."""

    name: str
    covariate: Covariate
    factor: str
    prior_sd: float = NEUTRAL_PRIOR_SD

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """One column on the loading of the alliance."""
        column = self.covariate.standardised(rows)[:, None]
        return (Block(self.name, "loading", ("",), column, prior_sd=self.prior_sd),)


@dataclass(frozen=True)
class AllianceByUse:
    """Coefficients of (alliance level) x (was offered it, used or not) and of (alliance level) x (used it).

    Who was offered nothing may have needed nothing. With both columns there, the second coefficient compares those who
    used what they were offered with those who were offered it and did not. `centres` are the columns' means over the
    rows learned from, so that the alliance's own effect stays that of the average row.
    """

    name: str
    column: str
    offered: tuple[str, ...]
    used: str
    centres: tuple[float, ...]
    factor: str
    prior_sd: float = NEUTRAL_PRIOR_SD

    @classmethod
    def learn(
        cls, name: str, column: str, rows: Rows, *, offered: tuple[str, ...], used: str, factor: str, prior_sd: float
    ) -> "AllianceByUse":
        """Learn the centres. `offered` are all values of the column that mean an offer, `used` is one of them."""
        means = _offered_and_used(rows, column, offered, used).mean(axis=0)
        return cls(name, column, offered, used, tuple(means.tolist()), factor, prior_sd)

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """Two columns on the loading of the alliance."""
        columns = _offered_and_used(rows, self.column, self.offered, self.used) - np.array(self.centres)
        return (Block(self.name, "loading", ("offered", "used"), columns, prior_sd=self.prior_sd),)


def _offered_and_used(rows: Rows, column: str, offered: tuple[str, ...], used: str) -> Floats:
    """Two indicators, [rows, 2]; an unknown value is no offer."""
    values = rows[column]
    was_offered = np.sum([values == value for value in offered], axis=0)
    return np.column_stack([was_offered, values == used]).astype(float)
