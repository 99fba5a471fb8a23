"""A factor with a number: travel time, motivation, a yes or no; missing values get an indicator, never a guess."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.model import Block
from bidewell.engine.panel import Floats
from bidewell.engine.terms.term import NEUTRAL_PRIOR_SD, WINDOWS, Rows, Standard, by_window

# A yes/no column rarer than about one in eight would get a very wide prior per standard deviation; this bounds it.
SMALLEST_SPREAD = 0.35


@dataclass(frozen=True)
class Covariate:
    """One column, standardised; its coefficient is per standard deviation of the true value.

    With `reliability` r below 1 the column is the best guess of the true value, centre + r (x - centre), so that the
    coefficient is not shrunk by the noise of the measure (regression calibration; Carroll et al. 2006).
    """

    factor: str
    column: str
    standard: Standard
    logarithm: bool
    reliability: float
    has_missing: bool
    prior_mean: float
    prior_sd: float
    windows: bool
    quantity: str = "leaving"

    @classmethod
    def learn(
        cls,
        factor: str,
        column: str,
        rows: Rows,
        *,
        logarithm: bool = False,
        reliability: float = 1.0,
        prior_mean: float = 0.0,
        prior_sd: float = NEUTRAL_PRIOR_SD,
        windows: bool = False,
        quantity: str = "leaving",
    ) -> "Covariate":
        """Learn centre and spread from the rows."""
        values = _scaled(rows[column], logarithm)
        known = Standard.learn(values)
        true_spread = known.spread * np.sqrt(reliability)
        floor = SMALLEST_SPREAD if _is_yes_no(values) else 0.0
        standard = Standard(known.centre, max(float(true_spread), floor))
        missing = bool(np.isnan(values).any())
        return cls(factor, column, standard, logarithm, reliability, missing, prior_mean, prior_sd, windows, quantity)

    @property
    def block_name(self) -> str:
        """The block of the column itself."""
        return self.column if self.quantity == "leaving" else f"{self.column}_{self.quantity}"

    @property
    def missing_name(self) -> str:
        """The block of not being recorded; a program may well have a column that ends in the same word."""
        return f"{self.block_name}_missing"

    def standardised(self, rows: Rows) -> Floats:
        """The column in standard deviations, [rows], missing values at the centre."""
        return self.reliability * self.standard.apply(_scaled(rows[self.column], self.logarithm))

    def usual(self, values: Floats) -> float:
        """The average of the known values on the scale that the coefficient reads, in the column's own unit."""
        average = float(np.nanmean(_scaled(values, self.logarithm)))
        return float(np.expm1(average)) if self.logarithm else average

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """The column (one per window where asked), and an indicator of missing values where some were missing."""
        column = self.standardised(rows)
        labels = tuple(words for words, _, _ in WINDOWS) if self.windows else ("",)
        columns = by_window(column, rows["period"]) if self.windows else column[:, None]
        block = Block(
            self.block_name, self.quantity, labels, columns, prior_mean=self.prior_mean, prior_sd=self.prior_sd
        )
        if not self.has_missing:
            return (block,)
        unknown = np.isnan(_scaled(rows[self.column], self.logarithm)).astype(float)[:, None]
        # Where priors are flat none is left.
        missing_sd = NEUTRAL_PRIOR_SD if np.isfinite(self.prior_sd) else self.prior_sd
        return block, Block(self.missing_name, self.quantity, ("",), unknown, prior_sd=missing_sd)


def _scaled(values: Floats, logarithm: bool) -> Floats:
    numbers = np.asarray(values, dtype=float)
    return np.log1p(numbers) if logarithm else numbers


def _is_yes_no(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return bool(np.isin(known, (0.0, 1.0)).all())
