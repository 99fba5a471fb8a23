"""One step of the recursion: predict the latent state, absorb a rating, absorb an event. Written once, driven thrice.

Latent of a client are traits, which last (a level of each rating, perhaps a slope), and patches, which pass: a
stationary first-order vector autoregression, one patch for each rating. The belief about them is Gaussian. `xp` is
`numpy` when forecasting, and writes down symbols for machine code when fitting (`native`). Matrices are written out
entry by entry, each an array with clients along its last axis: every operation is element-wise, nothing is computed
that is known to be zero or one, and all drivers are as fast as the machine allows and must agree to rounding.

Formulas: assumed-density filtering (Minka 2001). For an event with linear predictor eta = a + c's, eta ~ N(a, v),
Z = E[p(eta)], the moment-matched update is m += (P c) Z'/Z and P += (P c)(P c)' (Z''/Z - (Z'/Z)^2), where Z' and Z''
are the expectations of p' and p''. This form needs no division by v, which is 0 where nothing latent loads.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, reduce
from operator import add, mul
from typing import Any, NamedTuple

import numpy as np

from bidewell.engine.nodes import NODES, WEIGHTS
from bidewell.engine.panel import Floats

# hazard(order, centre, spread): expectation of the order-th derivative of the hazard over a normal predictor.
Hazard = Callable[[int, Any, Any], Any]
# counted(order, happened, times, centre, spread): the same of the probability of so many of so many.
Counted = Callable[[int, Any, Any, Any, Any], Any]

# Keeps the square root differentiable where no latent variable loads on the event; far below rounding elsewhere.
VARIANCE_FLOOR = 1e-12
# No event takes away more than this share of a variance. Exact moments never would; a quadrature of few nodes over a
# very wide predictor might, and a negative variance would spoil every client after this one in its lane. From the lower
# share on it is held back smoothly: at a bend in the likelihood a search for the mode comes to no end.
FREELY_LEARNED, MOST_LEARNED = 0.8, 0.99
_HALF_LOG_TWO_PI = 0.5 * float(np.log(2.0 * np.pi))


class Belief(NamedTuple):
    """Gaussian belief about each client's latent variables, traits first, then patches.

    `mean` has an array for each of the d variables, `covariance` one for each entry of the upper triangle, row by row.
    Within a step these are tuples; where a belief is kept, arrays [d, ..., clients] and [d (d + 1) / 2, ..., clients].
    """

    mean: Any
    covariance: Any


class Dynamics(NamedTuple):
    """The latent process, entry by entry; every entry has the axes its numbers had beyond the first.

    `trait_covariance` and `patch_covariance` are upper triangles, `rating_sd` the ratings' errors, `persistence` rows
    of the matrix A, and `kept(periods)` those of what is left of a patch after so many periods.
    """

    trait_covariance: tuple[Any, ...]
    patch_covariance: tuple[Any, ...]
    rating_sd: tuple[Any, ...]
    persistence: Sequence[Sequence[Any]]
    kept: Callable[[Any], Sequence[Sequence[Any]]]

    @property
    def patches(self) -> int:
        """Number of ratings."""
        return len(self.rating_sd)

    @property
    def traits(self) -> int:
        """Number of traits."""
        return int((8 * len(self.trait_covariance) + 1) ** 0.5) // 2

    @property
    def trait_sd(self) -> Any:
        """Standard deviation of the alliance's trait."""
        return np.sqrt(self.trait_covariance[0])

    @property
    def patch_sd(self) -> Any:
        """Standard deviation of the alliance's patch."""
        return np.sqrt(self.patch_covariance[0])


# How much an observation weighs each latent variable: pairs of place and weight; others weigh nothing.
Loads = tuple[tuple[int, Any], ...]


class Projection(NamedTuple):
    """What is believed of a weighted sum of the latent variables, and how each of these covaries with it."""

    mean: Any
    variance: Any
    covariances: tuple[Any, ...]


def entry(one: int, other: int, size: int) -> int:
    """Where an entry of a symmetric matrix lies in its upper triangle, row by row."""
    row, column = min(one, other), max(one, other)
    return row * size - row * (row - 1) // 2 + column - row


def square(upper: Sequence[Any], size: int) -> Floats:
    """The symmetric matrix [size, size] of an upper triangle of single numbers, row by row."""
    return np.array([[float(np.squeeze(upper[entry(i, j, size)])) for j in range(size)] for i in range(size)])


@cache
def _rows(size: int) -> tuple[tuple[int, ...], ...]:
    """Where all entries of each row of a symmetric matrix lie in its upper triangle."""
    return tuple(tuple(entry(i, j, size) for j in range(size)) for i in range(size))


@cache
def _pairs(size: int) -> tuple[tuple[int, int], ...]:
    """Row and column of each entry of an upper triangle."""
    return tuple((i, j) for i in range(size) for j in range(i, size))


def newcomer(dynamics: Dynamics, like: Any, xp: Any) -> Belief:
    """Belief about clients of whom nothing has been observed, shaped as `like`."""
    zero, traits, patches = xp.zeros_like(like), dynamics.traits, dynamics.patches
    across = [
        [zero + dynamics.trait_covariance[entry(i, j, traits)] for j in range(i, traits)] + [zero] * patches
        for i in range(traits)
    ]
    return Belief((zero,) * (traits + patches), (*sum(across, []), *(zero + one for one in dynamics.patch_covariance)))


def predict(belief: Belief, periods: Any, starts: Any, renewed: Any, dynamics: Dynamics, xp: Any) -> Belief:
    """Move time on by `periods`; `starts` marks a new client, `renewed` a new therapist (the patch is drawn afresh)."""
    remembers = 1.0 - xp.maximum(starts, renewed)
    kept = [[remembers * one for one in row] for row in dynamics.kept(periods)]
    return move_on(begin_with(belief, starts, dynamics), kept, dynamics)


def begin_with(belief: Belief, starts: Any, dynamics: Dynamics) -> Belief:
    """The belief with the traits of a newcomer where one `starts`."""
    traits, size, stays = dynamics.traits, len(belief.mean), 1.0 - starts
    covariance = [
        stays * one + starts * dynamics.trait_covariance[entry(i, j, traits)] if j < traits else stays * one
        for one, (i, j) in zip(belief.covariance, _pairs(size), strict=True)
        if i < traits
    ]
    mean = [stays * trait for trait in belief.mean[:traits]]
    return Belief((*mean, *belief.mean[traits:]), (*covariance, *belief.covariance[len(covariance) :]))


def move_on(belief: Belief, kept: Sequence[Sequence[Any]], dynamics: Dynamics) -> Belief:
    """The belief when time has passed: traits last, and of patches `kept` is left, row by row."""
    traits, (mean, covariance), rows = dynamics.traits, belief, _rows(len(belief.mean))
    found: list[Any] = []
    for i, row in enumerate(rows[:traits]):
        found += [covariance[place] for place in row[i:traits]]
        with_patches = [covariance[place] for place in row[traits:]]
        found += [weighted_sum(of, with_patches) for of in kept]
    patches = _patches(covariance[rows[traits][traits] :], kept, dynamics)
    return Belief((*mean[:traits], *(weighted_sum(of, mean[traits:]) for of in kept)), (*found, *patches))


def _patches(covariance: Any, kept: Sequence[Sequence[Any]], dynamics: Dynamics) -> list[Any]:
    """G + K (C - G) K', the covariance of patches of which K is kept; G is that of patches not yet known."""
    size, stationary = dynamics.patches, dynamics.patch_covariance
    beyond = [one - other for one, other in zip(covariance, stationary, strict=True)]
    half = [[weighted_sum(of, [beyond[place] for place in row]) for row in _rows(size)] for of in kept]
    return [one + weighted_sum(half[i], kept[j]) for one, (i, j) in zip(stationary, _pairs(size), strict=True)]


def project(belief: Belief, loads: Loads) -> Projection:
    """Mean and variance of a weighted sum of the latent variables, and its covariances with them."""
    (places, weights), (mean, covariance) = zip(*loads, strict=True), belief
    along = tuple(weighted_sum(weights, [covariance[row[place]] for place in places]) for row in _rows(len(mean)))
    variance = weighted_sum(weights, [along[place] for place in places])
    return Projection(weighted_sum(weights, [mean[place] for place in places]), variance, along)


def absorb_rating(
    belief: Belief, loads: Loads, rating: Any, count: Any, expected: Any, sd: Any, xp: Any
) -> tuple[Belief, Any]:
    """Kalman update by the mean of `count` ratings (0: none) of error `sd`, `expected` for a latent level of 0.

    Returns the updated belief and the log density of the rating (0 where there is none).
    """
    seen = xp.minimum(count, 1.0)
    along = project(belief, loads)
    spread = along.variance + sd**2 / xp.maximum(count, 1.0)
    surprise = rating - expected - along.mean
    log_density = -0.5 * (xp.log(2.0 * np.pi * spread) + surprise**2 / spread)
    gain = seen / spread
    return _shift(belief, along, gain * surprise, -gain), seen * log_density


def absorb_interval(
    belief: Belief,
    loads: Loads,
    bounds: Any,
    count: Any,
    expected: Any,
    sd: Any,
    log_normal_cdf: Callable[[Any], Any],
    xp: Any,
) -> tuple[Belief, Any]:
    """Moment match by a rating of which only `bounds` (lower, upper) are known, where `count` is not 0.

    The moments of a normal variable cut off on both sides are exact: no quadrature. Returns the updated belief and the
    log probability of lying within the bounds.
    """
    seen = xp.minimum(count, 1.0)
    along = project(belief, loads)
    spread = xp.sqrt(along.variance + sd**2 / xp.maximum(count, 1.0))
    centre = expected + along.mean
    # Where nothing was seen, bounds that hold all of it: no logarithm of zero, even in a branch that is not taken.
    lower, upper = (xp.where(seen > 0, (b - centre) / spread, e) for b, e in zip(bounds, (-1.0, 1.0), strict=True))
    # Turned so that most of the interval lies to the left, where the integral keeps its digits.
    turned = lower + upper > 0
    low, high = xp.where(turned, -upper, lower), xp.where(turned, -lower, upper)
    log_high = log_normal_cdf(high)
    log_total = log_high + xp.log1p(-xp.exp(log_normal_cdf(low) - log_high))
    at_low, at_high = (xp.exp(-0.5 * end**2 - _HALF_LOG_TWO_PI - log_total) for end in (low, high))
    slope = xp.where(turned, at_high - at_low, at_low - at_high) / spread
    curve = (low * at_low - high * at_high) / spread**2 - slope**2
    return _shift(belief, along, seen * slope, seen * curve), seen * log_total


def absorb_event(
    belief: Belief, loads: Loads, happened: Any, weight: Any, eta: Any, hazard: Hazard, xp: Any
) -> tuple[Belief, Any]:
    """Moment match by one binary event with linear predictor eta + the loads on what is latent.

    `weight` is the chance that the event could happen at all: 1 at a contact, 0 where the channel is off, and the
    expected share of contacts in a forecast. Returns the updated belief and log P(outcome).
    """
    along = project(belief, loads)
    variance = along.variance + VARIANCE_FLOOR
    centre, spread = eta + along.mean, xp.sqrt(variance)
    # Left: h. Did not leave: 1 - weight * h. Both are a constant plus sign * h.
    sign = happened - (1.0 - happened) * weight
    total = (1.0 - happened) + sign * hazard(0, centre, spread)
    slope = sign * hazard(1, centre, spread) / total
    curve = sign * hazard(2, centre, spread) / total - slope**2
    return _shift(belief, along, slope, _held_back(curve, variance, xp)), xp.log(total)


def absorb_curved_event(
    belief: Belief, loads: Loads, happened: Any, weight: Any, level: Any, chance: Callable[[Any], Any], xp: Any
) -> tuple[Belief, Any]:
    """Moment match by one binary event whose `chance` is any smooth function of level + the loads.

    Without derivatives of the chance: by the moments of what is weighed, which needs a sum that is not known for
    certain. Returns the updated belief and log P(outcome).
    """
    along = project(belief, loads)
    spread = xp.sqrt(along.variance)
    found = chance(level + along.mean + spread * NODES.reshape(-1, *([1] * np.ndim(spread))))
    likelihood = happened * found + (1.0 - happened) * (1.0 - weight * found)
    total, first, second = (xp.tensordot(WEIGHTS * NODES**power, likelihood, axes=1) for power in range(3))
    slope = first / (total * spread)
    curve = (second / total - 1.0) / along.variance - slope**2
    return _shift(belief, along, slope, _held_back(curve, along.variance, xp)), xp.log(total)


def absorb_count(
    belief: Belief, loads: Loads, happened: Any, times: Any, eta: Any, counted: Counted, xp: Any
) -> tuple[Belief, Any]:
    """Moment match by so many of so many independent events of one chance, logistic in eta + the loads.

    Returns the updated belief and the log probability of what happened in this order (0 where `times` is 0).
    """
    along = project(belief, loads)
    variance = along.variance + VARIANCE_FLOOR
    centre, spread = eta + along.mean, xp.sqrt(variance)
    total = counted(0, happened, times, centre, spread)
    slope = counted(1, happened, times, centre, spread) / total
    curve = counted(2, happened, times, centre, spread) / total - slope**2
    return _shift(belief, along, slope, _held_back(curve, variance, xp)), xp.log(total)


def _held_back(curve: Any, variance: Any, xp: Any) -> Any:
    """The curve of an event, of which no more is learned of a variance than MOST_LEARNED of it."""
    share = -curve * variance
    beyond = xp.maximum(share - FREELY_LEARNED, 0.0)
    less = beyond / (1.0 + beyond / (MOST_LEARNED - FREELY_LEARNED))
    return -(xp.minimum(share, FREELY_LEARNED) + less) / variance


def _shift(belief: Belief, along: Projection, step: Any, curve: Any) -> Belief:
    """The rank-one update every observation ends in: means move by load*step, covariances by load load' * curve."""
    loads = along.covariances
    curved, pairs = [load * curve for load in loads], _pairs(len(loads))
    mean = tuple(mean + load * step for mean, load in zip(belief.mean, loads, strict=True))
    covariance = (one + curved[i] * loads[j] for one, (i, j) in zip(belief.covariance, pairs, strict=True))
    return Belief(mean, tuple(covariance))


def weighted_sum(weights: Iterable[Any], values: Iterable[Any]) -> Any:
    """Sum of values, each times its weight."""
    return reduce(add, map(mul, weights, values))
