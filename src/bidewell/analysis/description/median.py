"""The middle of some values, with an interval that assumes nothing about their spread."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr

TAIL = 0.05  # on either side of a 90 % interval
FEWEST = 5  # of fewer, even the lowest and the highest value do not enclose the middle nine times in ten


@dataclass(frozen=True)
class Median:
    """The median, its 90 % interval and how many values it is the median of."""

    value: float
    low: float
    high: float
    n: int


def median(values: Sequence[float]) -> Median:
    """The interval runs between two of the values: how many lie below the true median is binomial with a half.

    Conover, Practical Nonparametric Statistics, 3.2. Values of one person resemble each other, which it does not know.
    """
    ordered, n = np.sort(np.asarray(values, dtype=np.float64)), len(values)
    below = np.arange(n)
    rank = int(np.searchsorted(bdtr(below, n, 0.5), TAIL, side="right"))
    rank = max(rank - 1, 0)
    return Median(float(np.median(ordered)), float(ordered[rank]), float(ordered[n - 1 - rank]), n)
