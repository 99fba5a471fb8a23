"""What a rating says about the level behind it: a measurement, one cut off at the ends of its scale, or a category.

A level of the alliance lies anywhere; what is written down does not. Behind each rating stands a normal variable with
the level as its mean and the rating's error as its spread. `Gaussian` ratings are that variable. `Censored` ones are it
as far as the scale reaches: the highest answer says "at least this much" (Tobin 1958). `Ordinal` ones say between which
two thresholds it lies (cumulative probit; McKelvey & Zavoina 1975). Read as measurements,
ratings that pile up at an end hide how far levels differ beyond it, and what goes with staying is told wrongly.
"""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bidewell.engine.channels import Kind
from bidewell.engine.panel import Floats

# Further than any level lies from any bound, in units in which ratings have a variance of one.
FAR = 1e3
# A rating is at an end of its scale if it is as near as rounding leaves it.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Gaussian:
    """The rating is the level with an error."""

    kind: Kind = "gaussian"

    @property
    def thresholds(self) -> int:
        """Number of parameters of its own."""
        return 0

    def bounds(self, rating: Floats, parameters: Floats) -> Floats:
        """No rating is known by bounds: [0, rows]."""
        return np.zeros((0, rating.size))

    def pull_back(self, gradients: Floats, rating: Floats, parameters: Floats) -> Floats:
        """Gradient in its parameters: none."""
        return np.zeros(0)

    def written(self, variable: Floats, parameters: Floats) -> Floats:
        """The variable behind each rating as it gets written down: as it is."""
        return variable


@dataclass(frozen=True)
class Censored:
    """The scale ends at `low` and `high` (panel units; infinite: it does not), and levels lie beyond.

    The mean of several ratings of one period counts as cut off where all of them were.
    """

    low: float = -np.inf
    high: float = np.inf
    kind: Kind = "censored"

    @property
    def thresholds(self) -> int:
        """Number of parameters of its own."""
        return 0

    def bounds(self, rating: Floats, parameters: Floats) -> Floats:
        """Below and above what each rating's variable lies, [2, rows]; both are the rating itself between the ends."""
        at_low, at_high = rating <= self.low + ROUNDING, rating >= self.high - ROUNDING
        return np.stack([np.where(at_low, -FAR, rating), np.where(at_high, FAR, rating)])

    def pull_back(self, gradients: Floats, rating: Floats, parameters: Floats) -> Floats:
        """Gradient in its parameters: none."""
        return np.zeros(0)

    def written(self, variable: Floats, parameters: Floats) -> Floats:
        """The variable behind each rating as it gets written down: no further than the scale reaches."""
        return np.clip(variable, self.low, self.high)


@dataclass(frozen=True)
class Ordinal:
    """The rating is one of `values` (ascending, panel units, at least 3).

    The first and the last threshold stand half-way between the values beside them, which fixes unit and origin; how
    the room between is shared among the inner values is estimated: shares are proportional to the half-way widths
    times exp(parameter). The mean of several ratings of one period counts as the nearest value.
    """

    values: tuple[float, ...]
    kind: Kind = "ordinal"

    def __post_init__(self) -> None:
        """Refuse fewer than three values, and values that do not ascend."""
        if len(self.values) < 3 or np.any(np.diff(self.values) <= 0):
            raise ValueError(f"an ordinal rating needs three or more ascending values, not {self.values}")

    @property
    def thresholds(self) -> int:
        """Number of parameters of its own: one an inner value, if there are at least two."""
        inner = len(self.values) - 2
        return inner if inner > 1 else 0

    @cached_property
    def _halfway(self) -> Floats:
        values = np.asarray(self.values)
        return np.asarray((values[:-1] + values[1:]) / 2.0)

    def cuts(self, parameters: Floats) -> Floats:
        """The thresholds, [values - 1], for parameters [thresholds]."""
        if not self.thresholds:
            return self._halfway
        return np.asarray(self._halfway[0] + np.append(0.0, np.cumsum(self._widths(parameters))))

    def _widths(self, parameters: Floats) -> Floats:
        widths = np.diff(self._halfway) * np.exp(parameters)
        return np.asarray((self._halfway[-1] - self._halfway[0]) * widths / widths.sum())

    def _place(self, rating: Floats) -> "np.ndarray":
        return np.asarray(np.searchsorted(self._halfway, rating))

    def bounds(self, rating: Floats, parameters: Floats) -> Floats:
        """Between which thresholds each rating's variable lies, [2, rows]."""
        cuts = np.concatenate([[-FAR], self.cuts(parameters), [FAR]])
        place = self._place(rating)
        return np.stack([cuts[place], cuts[place + 1]])

    def written(self, variable: Floats, parameters: Floats) -> Floats:
        """The variable behind each rating as it gets written down: the category it lies in."""
        return np.asarray(self.values)[np.searchsorted(self.cuts(parameters), variable)]

    def pull_back(self, gradients: Floats, rating: Floats, parameters: Floats) -> Floats:
        """Gradient in its parameters from that in the bounds, [2, rows]."""
        if not self.thresholds:
            return np.zeros(0)
        place, size = self._place(rating), len(self.values) + 1
        by_cut = np.bincount(place, weights=gradients[0], minlength=size)
        by_cut += np.bincount(place + 1, weights=gradients[1], minlength=size)
        # A wider share moves every later threshold; that the shares add up moves all of them back.
        later = np.cumsum(by_cut[1:-1][::-1])[::-1][1:]
        widths = self._widths(parameters)
        return np.asarray(widths * (later - (widths @ later) / widths.sum()))


Ratings = Gaussian | Censored | Ordinal
KINDS: dict[str, type[Ratings]] = {"gaussian": Gaussian, "censored": Censored, "ordinal": Ordinal}


def to_plain(ratings: Ratings) -> dict[str, Any]:
    """As plain JSON; an end that a scale does not have is null."""
    return {name: None if value in (np.inf, -np.inf) else value for name, value in asdict(ratings).items()}


def from_plain(plain: dict[str, Any]) -> Ratings:
    """What `to_plain` wrote. Raises KeyError for a kind this version does not know."""
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    return KINDS[plain["kind"]](**{name: value for name, value in kept.items() if value is not None})
