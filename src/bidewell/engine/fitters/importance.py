"""Draws from the posterior: the quadratic's draws, weighed by the true posterior, with a diagnostic that can say no.

Pareto-smoothed importance sampling (Vehtari et al. 2024). k above 0.7 means the normal approximation is not close
enough for its draws to be corrected: the fit says so and no verdict is given.
"""

from dataclasses import dataclass

import numpy as np
from arviz_stats.base import array_stats

from bidewell.engine.fitters.laplace import Quadratic
from bidewell.engine.fitters.scales import draw_scales
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.panel import Floats

FEWEST_EFFECTIVE = 5.0
ALL_EQUAL = 1e-6
TILT_PAIRS = 8


@dataclass(frozen=True)
class Draws:
    """Equally weighted draws: parameters [n, size], log scales [n, scales], log-likelihoods [n], and Pareto's k."""

    parameters: Floats
    log_scales: Floats
    pareto_k: float


def draw_posterior(likelihood: Likelihood, quadratic: Quadratic, best: Floats, draws: int, seed: int) -> Draws:
    """Sample the posterior around a mode. Costs one likelihood value a draw, and sixteen gradients."""
    random = np.random.default_rng(seed)
    quadratic = _tilted(likelihood, quadratic, best, random)
    log_scales, scale_density = draw_scales(quadratic, best, -(-draws // 2), random)
    drawn = [_pair(likelihood, quadratic, scales, random) for scales in log_scales]
    parameters = np.concatenate([pair for pair, _ in drawn])[:draws]
    log_scales = np.repeat(log_scales, 2, axis=0)[:draws]
    log_weights = np.concatenate([weights for _, weights in drawn])[:draws] - np.repeat(scale_density, 2)[:draws]
    weights, k = _smoothed(log_weights)
    chosen = _resampled(weights, random)
    return Draws(parameters[chosen], log_scales[chosen], k)


def _tilted(likelihood: Likelihood, quadratic: Quadratic, best: Floats, random: np.random.Generator) -> Quadratic:
    """The quadratic with the slope that the likelihood has over the posterior, on average, and it has not.

    A skewed posterior has its mean beside its mode. In dozens of dimensions draws around the mode are then mostly
    wasted; around the mean (of a variational normal, found in one step) they are worth two to ten times as many.
    """
    missed = np.zeros(quadratic.model.size)
    log_scales, _ = draw_scales(quadratic, best, TILT_PAIRS, random)
    for scales in log_scales:
        standard = random.standard_normal(missed.size)
        for parameters in quadratic.given(scales).draw(np.stack([standard, -standard])):
            missed += likelihood.value_and_gradient(parameters)[1] - quadratic.gradient(parameters)
    return quadratic.tilted(missed / (2 * TILT_PAIRS)) if np.isfinite(missed).all() else quadratic


def _pair(
    likelihood: Likelihood, quadratic: Quadratic, log_scales: Floats, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Two parameter vectors mirrored in their mean, which halves the noise of averages, and their log weights."""
    proposal, prior = quadratic.given(log_scales), quadratic.prior(log_scales)
    standard = random.standard_normal(quadratic.model.size)
    pair = proposal.draw(np.stack([standard, -standard]))
    values = np.array([likelihood.value(one) + prior.log_density(one) for one in pair])
    return pair, values + quadratic.log_scale_prior(log_scales) - proposal.log_density(pair)


def _smoothed(log_weights: Floats) -> tuple[Floats, float]:
    """Pareto-smoothed weights and k."""
    # Without data the proposal is the posterior: there is no tail to fit, and nothing to correct.
    if np.ptp(log_weights) < ALL_EQUAL:
        return np.ones_like(log_weights), 0.0
    smoothed, k = array_stats.psislw(-log_weights)  # the library wants what the weights are the inverse of
    weights = np.exp(smoothed - smoothed.max())
    # Where a handful of draws stand for all of them nothing is known of the spread, however their tail may look.
    effective = weights.sum() ** 2 / (weights**2).sum()
    return weights, float(k) if effective >= FEWEST_EFFECTIVE else np.inf


def _resampled(weights: Floats, random: np.random.Generator) -> np.ndarray:
    """Systematic resampling: each draw as often as its weight says, give or take one."""
    places = (np.arange(weights.size) + random.random()) / weights.size
    cumulative = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(cumulative, places), weights.size - 1)
