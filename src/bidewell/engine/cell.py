"""One step of the recursion: predict the latent state, absorb a rating, absorb an event. Written once, driven twice.

A client's latent alliance is trait + patch: a trait mu ~ N(0, trait_sd^2) and a patch delta, a stationary first-order
autoregression with standard deviation patch_sd. The belief about (mu, delta) is Gaussian with the five numbers of
`Belief`. `xp` is `jax.numpy` when fitting and `numpy` when forecasting; the client axis is last and every operation is
element-wise, so both drivers are as fast as the machine allows and must agree to rounding.

Formulas: assumed-density filtering (Minka 2001). For an event with linear predictor eta = a + c's, eta ~ N(a, v),
Z = E[p(eta)], the moment-matched update is m += (P c) Z'/Z and P += (P c)(P c)' (Z''/Z - (Z'/Z)^2), where Z' and Z''
are the expectations of p' and p''. This form needs no division by v, which is 0 where nothing latent loads.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

# hazard(order, centre, spread): expectation of the order-th derivative of the hazard over a normal predictor.
Hazard = Callable[[int, Any, Any], Any]

# Keeps the square root differentiable where no latent variable loads on the event; far below rounding elsewhere.
VARIANCE_FLOOR = 1e-12
# No event takes away more than this share of a variance. Exact moments never would; a quadrature of few nodes over a
# very wide predictor might, and a negative variance would spoil every client after this one in its lane.
MOST_LEARNED = 0.99
_HALF_LOG_TWO_PI = 0.5 * float(np.log(2.0 * np.pi))


class Belief(NamedTuple):
    """Gaussian belief about the trait and the patch of each client: means, variances and their covariance."""

    trait: Any
    patch: Any
    trait_variance: Any
    covariance: Any
    patch_variance: Any


class Dynamics(NamedTuple):
    """Scalars of the latent process: standard deviations and the persistence of a patch over one period."""

    trait_sd: Any
    patch_sd: Any
    persistence: Any
    rating_sd: Any


def newcomer(dynamics: Dynamics, like: Any, xp: Any) -> Belief:
    """Belief about clients of whom nothing has been observed, shaped as `like`."""
    zero = xp.zeros_like(like)
    return Belief(zero, zero, zero + dynamics.trait_sd**2, zero, zero + dynamics.patch_sd**2)


def predict(belief: Belief, periods: Any, starts: Any, renewed: Any, dynamics: Dynamics, xp: Any) -> Belief:
    """Move time on by `periods`; `starts` marks a new client, `renewed` a new therapist (the patch is drawn afresh)."""
    forgets = xp.maximum(starts, renewed)
    kept = (1.0 - forgets) * xp.exp(periods * xp.log(dynamics.persistence))
    stays = 1.0 - starts
    return Belief(
        trait=stays * belief.trait,
        patch=kept * belief.patch,
        trait_variance=stays * belief.trait_variance + starts * dynamics.trait_sd**2,
        covariance=stays * kept * belief.covariance,
        patch_variance=kept**2 * belief.patch_variance + (1.0 - kept**2) * dynamics.patch_sd**2,
    )


def absorb_rating(
    belief: Belief, rating: Any, count: Any, expected: Any, dynamics: Dynamics, xp: Any
) -> tuple[Belief, Any]:
    """Kalman update by the mean of `count` ratings (0: none), `expected` being its mean for a latent alliance of 0.

    Returns the updated belief and the log density of the rating (0 where there is none).
    """
    seen = xp.minimum(count, 1.0)
    trait_load = belief.trait_variance + belief.covariance
    patch_load = belief.covariance + belief.patch_variance
    spread = trait_load + patch_load + dynamics.rating_sd**2 / xp.maximum(count, 1.0)
    surprise = rating - expected - belief.trait - belief.patch
    log_density = -0.5 * (xp.log(2.0 * np.pi * spread) + surprise**2 / spread)
    gain = seen / spread
    updated = _shift(belief, trait_load, patch_load, gain * surprise, -gain)
    return updated, seen * log_density


def absorb_interval(
    belief: Belief,
    bounds: Any,
    count: Any,
    expected: Any,
    dynamics: Dynamics,
    log_normal_cdf: Callable[[Any], Any],
    xp: Any,
) -> tuple[Belief, Any]:
    """Moment match by a rating of which only `bounds` (lower, upper) are known, where `count` is not 0.

    The moments of a normal variable cut off on both sides are exact: no quadrature. Returns the updated belief and the
    log probability of lying within the bounds.
    """
    seen = xp.minimum(count, 1.0)
    trait_load = belief.trait_variance + belief.covariance
    patch_load = belief.covariance + belief.patch_variance
    spread = xp.sqrt(trait_load + patch_load + dynamics.rating_sd**2 / xp.maximum(count, 1.0))
    centre = expected + belief.trait + belief.patch
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
    return _shift(belief, trait_load, patch_load, seen * slope, seen * curve), seen * log_total


def absorb_event(
    belief: Belief,
    happened: Any,
    weight: Any,
    eta: Any,
    trait_loading: Any,
    patch_loading: Any,
    hazard: Hazard,
    xp: Any,
) -> tuple[Belief, Any]:
    """Moment match by one binary event with linear predictor eta + trait_loading*mu + patch_loading*delta.

    `weight` is the chance that the event could happen at all: 1 at a contact, 0 where the channel is off, and the
    expected share of contacts in a forecast. Returns the updated belief and log P(outcome).
    """
    trait_load = trait_loading * belief.trait_variance + patch_loading * belief.covariance
    patch_load = trait_loading * belief.covariance + patch_loading * belief.patch_variance
    centre = eta + trait_loading * belief.trait + patch_loading * belief.patch
    variance = trait_loading * trait_load + patch_loading * patch_load + VARIANCE_FLOOR
    spread = xp.sqrt(variance)
    # Left: h. Did not leave: 1 - weight * h. Both are a constant plus sign * h.
    sign = happened - (1.0 - happened) * weight
    total = (1.0 - happened) + sign * hazard(0, centre, spread)
    slope = sign * hazard(1, centre, spread) / total
    curve = sign * hazard(2, centre, spread) / total - slope**2
    curve = xp.maximum(curve, -MOST_LEARNED / variance)
    return _shift(belief, trait_load, patch_load, slope, curve), xp.log(total)


def _shift(belief: Belief, trait_load: Any, patch_load: Any, step: Any, curve: Any) -> Belief:
    """The rank-one update every observation ends in: means move by load*step, covariances by load load' * curve."""
    return Belief(
        trait=belief.trait + trait_load * step,
        patch=belief.patch + patch_load * step,
        trait_variance=belief.trait_variance + trait_load**2 * curve,
        covariance=belief.covariance + trait_load * patch_load * curve,
        patch_variance=belief.patch_variance + patch_load**2 * curve,
    )
