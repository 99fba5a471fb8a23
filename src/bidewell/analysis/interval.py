"""A posterior as people are shown it: mean and 90 % interval."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.panel import Floats

LOW, HIGH = 0.05, 0.95


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
    def ratio(cls, log_draws: Floats) -> "Interval":
        """A ratio from draws of its logarithm; the mean is the geometric one, so that it lies inside as the ends do."""
        logs = cls.of(log_draws)
        return cls(float(np.exp(logs.mean)), float(np.exp(logs.low)), float(np.exp(logs.high)))

    def as_document(self) -> dict[str, float]:
        """The keys of the report document."""
        return {"mean": self.mean, "low": self.low, "high": self.high}
