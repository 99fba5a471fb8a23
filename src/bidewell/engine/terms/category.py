"""A factor with named values: one indicator for each value that is not the commonest."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.model import Block
from bidewell.engine.terms.term import WINDOWS, Rows, by_window


@dataclass(frozen=True)
class Category:
    """Indicators of `values` in `column`; every other value (the commonest, rare, unknown) is the reference."""

    factor: str
    column: str
    values: tuple[str, ...]
    prior_mean: float = 0.0
    prior_sd: float = 0.35
    windows: bool = False
    quantity: str = "leaving"

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """One column a value, or one a value and window."""
        if not self.values:
            return ()
        flags = np.column_stack([(rows[self.column] == value).astype(float) for value in self.values])
        labels = self.values
        if self.windows:
            flags = np.column_stack([by_window(flag, rows["period"]) for flag in flags.T])
            labels = tuple(f"{value} {window}" for value in self.values for window, _, _ in WINDOWS)
        name = self.column if self.quantity == "leaving" else f"{self.column}_{self.quantity}"
        return (Block(name, self.quantity, labels, flags, prior_mean=self.prior_mean, prior_sd=self.prior_sd),)
