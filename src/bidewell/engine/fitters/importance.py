"""Draws from the posterior: the quadratic's draws, weighed by the true posterior, with a diagnostic that can say no.

Pareto-smoothed importance sampling (Vehtari et al. 2024). k above 0.7 means the normal approximation is not close
enough for its draws to be corrected: the fit says so and no verdict is given.
"""

from dataclasses import dataclass

import numpy as np
from arviz_stats.base import array_stats

from bidewell.engine.fitters.laplace import Quadratic
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.panel import Floats

HIGHEST_TRUSTED_K = 0.7
# The marginal of a log scale has a longer tail towards zero than a normal; a t with few degrees of freedom covers it.
TAIL_DEGREES = 7.0


@dataclass(frozen=True)
class Draws:
    """Equally weighted draws: parameters [n, size], log scales [n, scales], log-likelihoods [n], and Pareto's k."""

    parameters: Floats
    log_scales: Floats
    pareto_k: float


def draw_posterior(likelihood: Likelihood, quadratic: Quadratic, best: Floats, draws: int, seed: int) -> Draws:
    """Sample the posterior around a mode. Costs one likelihood value a draw."""
    random = np.random.default_rng(seed)
    log_scales, scale_density = _scale_proposals(quadratic, best, draws, random)
    parameters = np.empty((draws, quadratic.model.size))
    log_weights = np.empty(draws)
    for i, scales in enumerate(log_scales):
        proposal = quadratic.given(scales)
        parameters[i] = proposal.draw(random.standard_normal((1, quadratic.model.size)))[0]
        log_proposal = proposal.log_density(parameters[i : i + 1])[0] + scale_density[i]
        log_prior = quadratic.prior(scales).log_density(parameters[i]) + quadratic.log_scale_prior(scales)
        log_weights[i] = likelihood.value(parameters[i]) + log_prior - log_proposal
    smoothed, k = array_stats.psislw(-log_weights)  # the library wants what the weights are the inverse of
    chosen = _resampled(np.exp(smoothed - smoothed.max()), random)
    return Draws(parameters[chosen], log_scales[chosen], float(k))


def _scale_proposals(
    quadratic: Quadratic, best: Floats, draws: int, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draws of the log scales from a t around their mode, and the log density of each (up to a constant)."""
    if best.size == 0:
        return np.zeros((draws, 0)), np.zeros(draws)
    root = np.linalg.cholesky(quadratic.scale_covariance(best))
    stretch = np.sqrt(TAIL_DEGREES / random.chisquare(TAIL_DEGREES, draws))
    standard = random.standard_normal((draws, best.size)) * stretch[:, None]
    density = -0.5 * (TAIL_DEGREES + best.size) * np.log1p((standard**2).sum(axis=1) / TAIL_DEGREES)
    return best + standard @ root.T, density


def _resampled(weights: Floats, random: np.random.Generator) -> np.ndarray:
    """Systematic resampling: each draw as often as its weight says, give or take one."""
    places = (np.arange(weights.size) + random.random()) / weights.size
    cumulative = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(cumulative, places), weights.size - 1)
