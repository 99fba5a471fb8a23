"""An expansion turned so that the effects which share a scale inform one another no more, and its peak for any scales.

N(0, s^2) looks alike from all sides: effects of one scale may be turned until their information is diagonal, and only
as much is left to factor for other scales as there are other parameters. With 400 group sessions and 60 others that is
a hundredth of the work. What a marginal density of scales is made of does not turn with them: how high the peak is and
how wide, and the sums of the effects' squares and variances.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_factor, cho_solve, eigh

from bidewell.engine.fitters.mode import Prior
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.partitions.messages import Expansion


@dataclass(frozen=True)
class Turned:
    """The expansion about a place; of `turned` parameters place and slope are along axes of their own.

    Positions of the `turned` parameters and of the `others`, place and slope [size], and the information: `alone`
    [turned] along each axis, `across` [turned, others], and `rest` [others, others].
    """

    turned: Integers
    others: Integers
    constant: float
    place: Floats
    slope: Floats
    alone: Floats
    across: Floats
    rest: Floats

    @classmethod
    def of(cls, expansion: Expansion, place: Floats, turned: Integers) -> "Turned":
        """Turn those parameters, whose prior is one normal about 0. Time: cubic in their number, once."""
        others = np.setdiff1d(np.arange(place.size), turned)
        information, along, slope = expansion.information, place.copy(), expansion.slope.copy()
        alone, axes = eigh(information[np.ix_(turned, turned)])
        along[turned], slope[turned] = place[turned] @ axes, slope[turned] @ axes
        across, rest = axes.T @ information[np.ix_(turned, others)], information[np.ix_(others, others)]
        return cls(turned, others, expansion.constant, along, slope, alone, across, rest)

    def peak(self, prior: Prior) -> "TurnedPeak":
        """The posterior under a prior. Time: others squared times (turned + others)."""
        alone = self.alone + prior.precision[self.turned]
        share = self.across / alone[:, None]
        rest = self.rest + np.diag(prior.precision[self.others]) - self.across.T @ share
        factor, _ = cho_factor(rest, lower=True)
        pull = self.slope - prior.precision * (self.place - prior.mean)
        step = np.empty_like(pull)
        step[self.others] = cho_solve((factor, True), pull[self.others] - share.T @ pull[self.turned])
        step[self.turned] = pull[self.turned] / alone - share @ step[self.others]
        return TurnedPeak(self, alone, share, factor, step)


@dataclass(frozen=True)
class TurnedPeak:
    """A posterior in turned axes: its precision along each of them, and what is left of the others' as a factor."""

    of: Turned
    alone: Floats
    share: Floats
    factor: Floats
    step: Floats

    @property
    def mean(self) -> Floats:
        """Mean, [size]."""
        return self.of.place + self.step

    @property
    def rise(self) -> float:
        """What the expansion says of the mean."""
        of, turned, others = self.of, self.step[self.of.turned], self.step[self.of.others]
        bent = of.alone @ turned**2 + 2.0 * turned @ of.across @ others + others @ of.rest @ others
        return float(of.constant + of.slope @ self.step - 0.5 * bent)

    @property
    def log_root(self) -> float:
        """Half the log determinant of the precision."""
        return float(0.5 * np.log(self.alone).sum() + np.log(np.diag(self.factor)).sum())

    @cached_property
    def variance(self) -> Floats:
        """Variance of each parameter, [size]."""
        inverse, found = cho_solve((self.factor, True), np.eye(len(self.factor))), np.empty_like(self.step)
        found[self.of.others] = np.diag(inverse)
        found[self.of.turned] = 1.0 / self.alone + ((self.share @ inverse) * self.share).sum(axis=1)
        return found
