"""Whether what was told came true as often as told: intercept, slope, smooth curve, ICI, and tenths.

Chances are of staying, [n]; `stayed` [n] is 0 or 1; weights are [replicates, n]; results [replicates].
"""

from dataclasses import dataclass

import numpy as np

from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.survival.estimates import Estimate, clustered_proportion

# R's defaults for loess, which Austin & Steyerberg (2019) use.
SPAN = 0.75
POINTS = 60
MOST_BINS = 10
TIMES_BY_CHANCE = 200
_EDGE = 1e-6
_STEPS, _CLOSE = 50, 1e-10
# A straight answer of "beyond measure" for replicates in which outcomes can be told apart without error.
_STEEPEST = 50.0


def log_odds(chances: Floats) -> Floats:
    """Chances of 0 and 1 are held a millionth away from them."""
    kept = np.clip(chances, _EDGE, 1.0 - _EDGE)
    return np.asarray(np.log(kept / (1.0 - kept)))


def intercept(chances: Floats, stayed: Floats, weights: Floats) -> Floats:
    """Calibration in the large: what to add to every log-odds for the mean to be right. Above 0: told too low."""
    told = log_odds(chances)
    share = weights @ stayed / weights.sum(axis=1)
    here = np.zeros(len(weights))
    for _ in range(_STEPS):
        fitted = _chance(here[:, None] + told)
        slope = (weights * fitted * (1.0 - fitted)).sum(axis=1)
        step = (weights * (stayed - fitted)).sum(axis=1) / np.maximum(slope, 1e-300)
        here = np.clip(here + np.clip(step, -2.0, 2.0), -_STEEPEST, _STEEPEST)
        if np.abs(step).max() < _CLOSE:
            break
    return np.where((share > 0.0) & (share < 1.0), here, np.nan)


def slope(chances: Floats, stayed: Floats, weights: Floats) -> Floats:
    """Slope of a logistic regression of staying on the chance's log-odds (Cox 1958). Below 1 too bold, above timid."""
    told = log_odds(chances)
    if np.ptp(told) < 1e-9:
        return np.full(len(weights), np.nan)
    here = np.tile([0.0, 1.0], (len(weights), 1))
    for _ in range(_STEPS):
        fitted = _chance(here[:, :1] + here[:, 1:] * told)
        residual, spread = weights * (stayed - fitted), weights * fitted * (1.0 - fitted)
        step = _solved(spread.sum(axis=1), spread @ told, spread @ told**2, residual.sum(axis=1), residual @ told)
        here = here + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < _CLOSE or np.abs(here).max() > _STEEPEST:
            break
    share = weights @ stayed / weights.sum(axis=1)
    return np.where((share > 0.0) & (share < 1.0) & (np.abs(here).max(axis=1) < _STEEPEST), here[:, 1], np.nan)


def _solved(a: Floats, b: Floats, c: Floats, first: Floats, second: Floats) -> Floats:
    """[[a, b], [b, c]] step = (first, second), for each replicate."""
    size = np.maximum(a * c - b * b, 1e-300)
    return np.stack([(c * first - b * second) / size, (a * second - b * first) / size], axis=1)


def _chance(eta: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * eta)))


@dataclass(frozen=True)
class Smoother:
    """Local quadratic regression on one set of chances; `powers` of the distance under a tricube, [5, points, n]."""

    points: Floats
    powers: Floats
    below: Integers
    share: Floats

    @classmethod
    def on(cls, chances: Floats, points: int = POINTS) -> "Smoother":
        """Points at equal shares of the chances; each one's window holds three quarters of them (R's loess)."""
        at = np.unique(np.quantile(chances, np.linspace(0.0, 1.0, points)))
        distance = chances - at[:, None]
        nearest = max(int(SPAN * chances.size + 1e-5), 1) - 1
        width = np.maximum(np.partition(np.abs(distance), nearest, axis=1)[:, nearest], 1e-9)[:, None]
        scaled = distance / width
        kernel = np.maximum(1.0 - np.abs(scaled) ** 3, 0.0) ** 3
        below = np.clip(np.searchsorted(at, chances, side="right") - 1, 0, max(at.size - 2, 0))
        gap = np.maximum(np.diff(at, append=at[-1] + 1.0), 1e-300)
        share = np.clip((chances - at[below]) / gap[below], 0.0, 1.0)
        return cls(at, np.stack([kernel * scaled**power for power in range(5)]), below, share)

    def curve(self, stayed: Floats, weights: Floats) -> Floats:
        """Share who stayed at each of the points, [replicates, points]; `stayed` is [n] or [replicates, n]."""
        sums = [weights @ power.T for power in self.powers]
        right = np.stack([(weights * stayed) @ power.T for power in self.powers[:3]], axis=-1)
        left = np.stack([np.stack(sums[row : row + 3], axis=-1) for row in range(3)], axis=-2)
        # Where all chances of a window are alike there is a level and no shape; this leaves it at the level.
        left = left + 1e-9 * np.maximum(sums[0], 1e-9)[..., None, None] * np.eye(3)
        level = np.linalg.solve(left, right[..., None])[..., 0, 0]
        return np.asarray(np.clip(level, 0.0, 1.0))

    def at_chances(self, curve: Floats) -> Floats:
        """The curve [replicates, points] at each of the chances, by straight lines, [replicates, n]."""
        above = np.minimum(self.below + 1, self.points.size - 1)
        return np.asarray(curve[:, self.below] * (1.0 - self.share) + curve[:, above] * self.share)


def ici(chances: Floats, stayed: Floats, weights: Floats, smoother: Smoother) -> Floats:
    """Integrated calibration index (Austin & Steyerberg 2019): mean distance of chance and smoothed share staying."""
    found = smoother.at_chances(smoother.curve(stayed, weights))
    return np.asarray((weights * np.abs(found - chances)).sum(axis=1) / weights.sum(axis=1))


def ici_by_chance(chances: Floats, client: Integers, smoother: Smoother, seed: int) -> float:
    """What the index would be on average if every chance were exactly right: with few clients it is never 0.

    A client forecast on several days has one luck throughout, as those days' outcomes are nearly one.
    """
    luck = np.random.default_rng(seed).random((TIMES_BY_CHANCE, int(client.max()) + 1))[:, client]
    stayed = (luck < chances).astype(float)
    return float(ici(chances, stayed, np.ones_like(stayed), smoother).mean())


@dataclass(frozen=True)
class Bin:
    """Forecasts of about the same chance: their mean, and the share who stayed with its interval."""

    told: float
    stayed: Estimate
    clients: int


def bins(chances: Floats, stayed: Floats, client: Integers) -> tuple[Bin, ...]:
    """Tenths of the forecasts, or as many parts as leave eleven clients in each; none below eleven clients."""
    for parts in range(MOST_BINS, 0, -1):
        edges = np.unique(np.quantile(chances, np.linspace(0.0, 1.0, parts + 1)))
        part = np.clip(np.searchsorted(edges, chances, side="right") - 1, 0, max(edges.size - 2, 0))
        held = [np.flatnonzero(part == one) for one in np.unique(part)]
        if all(np.unique(client[one]).size >= SMALLEST_SHOWN for one in held):
            return tuple(_bin(chances[one], stayed[one], client[one]) for one in held)
    return ()


def _bin(chances: Floats, stayed: Floats, client: Integers) -> Bin:
    share, clients = clustered_share(stayed, client)
    return Bin(float(chances.mean()), share, clients)


def clustered_share(stayed: Floats, client: Integers) -> tuple[Estimate, int]:
    """Share of forecasts whose client stayed, each client's forecasts counting as alike, and the number of clients."""
    clients, place = np.unique(client, return_inverse=True)
    happened = np.asarray(np.bincount(place, weights=stayed), dtype=np.float64)
    forecasts = np.asarray(np.bincount(place), dtype=np.float64)
    return clustered_proportion(happened, forecasts), clients.size
