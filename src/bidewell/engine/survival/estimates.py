"""A probability with its interval, and the two ways an interval is made: Wilson's score and the log-log band."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Array = NDArray[np.float64]

LEVEL = 0.90
Z = float(ndtri(0.5 + LEVEL / 2))


@dataclass(frozen=True)
class Estimate:
    """A probability, its 90 % interval and the number it rests on."""

    probability: float
    low: float
    high: float
    n: int

    def complement(self) -> "Estimate":
        """The same for "not": 1 - p, with the ends of the interval exchanged."""
        return Estimate(1 - self.probability, 1 - self.high, 1 - self.low, self.n)


def wilson_interval(share: float, n: float) -> tuple[float, float]:
    """Wilson (1927) score interval. `n` may be an effective number; never empty at 0 or 1, unlike p ± z·se."""
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return float(max(0.0, min(centre - half, share))), float(min(1.0, max(centre + half, share)))


def log_log_interval(share: float, standard_error: float) -> tuple[float, float]:
    """Interval of p on the scale log(-log(1 - p)), where the band is closest to normal and stays inside 0-1.

    It is R's `conf.type = "log-log"` seen from the side of what has not happened.
    """
    log_rest = np.log1p(-share)
    factor = np.exp(Z * standard_error / ((1 - share) * -log_rest))
    return float(-np.expm1(log_rest / factor)), float(-np.expm1(log_rest * factor))


def proportion(happened: int, n: int) -> Estimate:
    """`happened` of `n`, each counted once. Example: `proportion(62, 100)` -> .62 (.538 to .695)."""
    if not 0 <= happened <= n or n == 0:
        raise ValueError("a proportion needs 0 <= happened <= n and n > 0")
    return Estimate(happened / n, *wilson_interval(happened / n, n), n)


def clustered_proportion(happened: Array, of: Array) -> Estimate:
    """Share of all trials: `of` [clusters] trials in each cluster, `happened` [clusters] how many of them did.

    Trials of one cluster resemble each other, so Wilson's interval takes the effective number of trials: what a
    simple sample would need for the between-cluster variance of the ratio (linearised, clusters with replacement).
    Raises ValueError where there is no trial.
    """
    total, clusters = float(of.sum()), int((of > 0).sum())
    if total == 0:
        raise ValueError("a proportion needs at least one trial")
    share = float(happened.sum()) / total
    residual = happened - share * of
    variance = float((residual**2).sum()) / total**2 * clusters / max(clusters - 1, 1)
    # Never more trials than there were: clusters that happen to differ less than chance are luck, not precision.
    # All alike (nobody, or everybody) leaves no variance to learn from: then a cluster counts as one trial.
    effective = min(share * (1 - share) / variance, total) if variance > 0 else float(clusters)
    return Estimate(share, *wilson_interval(share, effective), int(total))
