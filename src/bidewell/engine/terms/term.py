"""What every term is: learned constants in a frozen dataclass, and `blocks` that lays its columns out for rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.model import Block
from bidewell.engine.panel import Floats, Integers

# Named columns, all of one length: "period", "quarter", "therapist", "site", and the factors' own.
Rows = Mapping[str, NDArray[Any]]

# Of a coefficient of which nothing is known: on the log hazard, per standard deviation or for yes against no.
NEUTRAL_PRIOR_SD = 0.35

# The windows of weeks since admission in which an effect may differ: (words, first week, first week after).
WINDOWS = (("0-4", 0.0, 5.0), ("5-12", 5.0, 13.0), ("13+", 13.0, np.inf))


class Term(Protocol):
    """A learned term, a dataclass. `factor` is what a ranking calls it ("" for the baseline and the like)."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def factor(self) -> str:
        """The factor the term belongs to."""

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """The term's parameters and columns for the given rows."""


@dataclass(frozen=True)
class Standard:
    """Centre and spread learned from data, so that a prior of one size suits every factor."""

    centre: float
    spread: float

    @classmethod
    def learn(cls, values: Floats) -> "Standard":
        """Mean and standard deviation of the known values; a constant column, but for rounding, gets spread 1."""
        known = values[np.isfinite(values)]
        if known.size == 0:
            return cls(0.0, 1.0)
        spread = float(known.std())
        return cls(float(known.mean()), spread if spread > 1e-9 * float(np.abs(known).max()) else 1.0)

    def apply(self, values: Floats) -> Floats:
        """Standardised values; a missing one is at the centre."""
        return np.where(np.isfinite(values), (values - self.centre) / self.spread, 0.0)

    def undo(self, values: Floats) -> Floats:
        """Standardised values back in the unit of the data."""
        return np.asarray(self.centre + self.spread * values)


def by_window(column: Floats, period: Floats) -> Floats:
    """One column per window, zero outside it: [rows, 3]."""
    return np.column_stack([column * ((period >= first) & (period < after)) for _, first, after in WINDOWS])


def as_index(values: NDArray[Any]) -> Integers:
    """Row values as an index, [rows], -1 where unknown."""
    return np.asarray(values, dtype=np.int64)
