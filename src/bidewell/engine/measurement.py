"""What an observation changes in the belief about a client: a rating, an event, a count. Written once, driven thrice.

Every function takes a belief as `cell` has it and returns the updated one, with the log probability of what was seen.

Formulas: assumed-density filtering (Minka 2001). For an event with linear predictor eta = a + c's, eta ~ N(a, v),
Z = E[p(eta)], the moment-matched update is m += (P c) Z'/Z and P += (P c)(P c)' (Z''/Z - (Z'/Z)^2), where Z' and Z''
are the expectations of p' and p''. This form needs no division by v, which is 0 where nothing latent loads.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from bidewell.engine.cell import Belief, Loads, Projection, pairs, project
from bidewell.engine.nodes import NODES, WEIGHTS

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
    curved, places = [load * curve for load in loads], pairs(len(loads))
    mean = tuple(mean + load * step for mean, load in zip(belief.mean, loads, strict=True))
    covariance = (one + curved[i] * loads[j] for one, (i, j) in zip(belief.covariance, places, strict=True))
    return Belief(mean, tuple(covariance))
