"""A factor with named values: one indicator for each value that is not the commonest."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.model import Block
from bidewell.engine.panel import Floats
from bidewell.engine.terms.term import NEUTRAL_PRIOR_SD, WINDOWS, Rows, by_window


@dataclass(frozen=True)
class Category:
    """Indicators of `values` in `column`; every other value (the commonest, rare, unknown) is the reference.

    With `shares`, one a value, each indicator is less its share, and zero where no value is recorded: what stands for
    all who have any value is then their average, not the reference's.
    """

    factor: str
    column: str
    values: tuple[str, ...]
    prior_mean: float = 0.0
    prior_sd: float = NEUTRAL_PRIOR_SD
    windows: bool = False
    quantity: str = "leaving"
    shares: tuple[float, ...] = ()

    @classmethod
    def around_average(
        cls, column: str, values: tuple[str, ...], recorded: NDArray[Any], prior_sd: float
    ) -> "Category":
        """How values differ, no factor's own, with the share that each has of the `recorded` values [rows]."""
        known = recorded[recorded != np.array(None)]
        return cls("", column, values, 0.0, prior_sd, shares=tuple(float((known == value).mean()) for value in values))

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """One column a value, or one a value and window."""
        if not self.values:
            return ()
        flags = self._flags(rows[self.column])
        labels = self.values
        if self.windows:
            flags = np.column_stack([by_window(flag, rows["period"]) for flag in flags.T])
            labels = tuple(f"{value} {window}" for value in self.values for window, _, _ in WINDOWS)
        name = self.column if self.quantity == "leaving" else f"{self.column}_{self.quantity}"
        return (Block(name, self.quantity, labels, flags, prior_mean=self.prior_mean, prior_sd=self.prior_sd),)

    def _flags(self, recorded: NDArray[Any]) -> Floats:
        flags = np.column_stack([(recorded == value).astype(float) for value in self.values])
        if not self.shares:
            return flags
        return np.where((recorded != np.array(None))[:, None], flags - np.array(self.shares), 0.0)
