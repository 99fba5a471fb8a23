"""A posterior as people are shown it: mean and 90 % interval."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from bidewell.engine.panel import Floats
from bidewell.engine.survival.estimates import wilson_interval

LOW, HIGH = 0.05, 0.95
# Nine in ten of a normal distribution lie within so many standard deviations.
NINE_IN_TEN = NormalDist().inv_cdf(HIGH)
# Low end, middle and high end of a half-normal distribution, in units of its scale.
HALF_NORMAL_ENDS = tuple(NormalDist().inv_cdf(0.5 + share / 2) for share in (LOW, 0.5, HIGH))


@dataclass(frozen=True)
class Interval:
    """Posterior mean and 90 % interval."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, draws: Floats) -> "Interval":
        """Mean, 5th and 95th percentile of draws.

        Where nearly all draws are one number, the few others may pull the mean past both: then the interval reaches it.
        """
        (low, high), mean = np.quantile(draws, (LOW, HIGH)), draws.mean()
        return cls(float(mean), float(min(low, mean)), float(max(high, mean)))

    @classmethod
    def of_share(cls, share: float, draws: float) -> "Interval":
        """A chance that is itself a share of so many draws, with Wilson's interval, not empty even at 0 and 1."""
        return cls(share, *wilson_interval(share, max(draws, 1.0)))

    @classmethod
    def ratio(cls, log_draws: Floats) -> "Interval":
        """A ratio from draws of its logarithm; the mean is the geometric one, so that it lies inside as the ends do."""
        logs = cls.of(log_draws)
        return cls(float(np.exp(logs.mean)), float(np.exp(logs.low)), float(np.exp(logs.high)))

    def as_document(self) -> dict[str, float]:
        """The keys of the report document."""
        return {"mean": self.mean, "low": self.low, "high": self.high}
