"""A factor with named values: one indicator for each value that is not the commonest."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.model import Block
from bidewell.engine.terms.term import WINDOWS, Rows, by_window

MOST_VALUES = 6  # rarer ones count with the reference


@dataclass(frozen=True)
class Category:
    """Indicators of `values` in `column`; every other value (the commonest, and unknown) is the reference."""

    factor: str
    column: str
    values: tuple[str, ...]
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
        values: tuple[str, ...] | None = None,
        prior_mean: float = 0.0,
        prior_sd: float = 0.35,
        windows: bool = False,
    ) -> "Category":
        """Learn which values there are, commonest first dropped; or take the given ones."""
        chosen = values if values is not None else _usual_values(rows[column])
        return cls(factor, column, chosen, prior_mean, prior_sd, windows)

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """One column a value, or one a value and window."""
        if not self.values:
            return ()
        flags = np.column_stack([(rows[self.column] == value).astype(float) for value in self.values])
        labels = self.values
        if self.windows:
            flags = np.column_stack([by_window(flag, rows["period"]) for flag in flags.T])
            labels = tuple(f"{value} {window}" for value in self.values for window, _, _ in WINDOWS)
        return (Block(self.column, self.quantity, labels, flags, prior_mean=self.prior_mean, prior_sd=self.prior_sd),)


def _usual_values(column: NDArray[Any]) -> tuple[str, ...]:
    known = np.array([value for value in column if isinstance(value, str)], dtype=object)
    values, counts = np.unique(known.astype(str), return_counts=True)
    return tuple(values[np.argsort(-counts, kind="stable")][1 : MOST_VALUES + 1].tolist())
