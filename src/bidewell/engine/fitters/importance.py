"""Draws from the posterior: the quadratic's draws, weighed by the true posterior, with a diagnostic that can say no.

Pareto-smoothed importance sampling (Vehtari et al. 2024). k above 0.7 means the normal approximation is not close
enough for its draws to be corrected: the fit says so and no verdict is given.
"""

from dataclasses import dataclass, replace

import numpy as np
from arviz_stats.base import array_stats

from bidewell.engine.diagnostics import HIGHEST_TRUSTED_K
from bidewell.engine.draws import as_weighed
from bidewell.engine.fitters.laplace import Quadratic
from bidewell.engine.fitters.scales import draw_scales
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.partitions.messages import Draws, Parameters

FEWEST_EFFECTIVE = 5.0
ALL_EQUAL = 1e-6
# Pairs of draws at which slopes are looked at: the mean of too few moves draws away by its own error, in each parameter
# a little. One for so many parameters, but never more than one for so many draws: looking then costs no more than two
# fifths of weighing.
PARAMETERS_A_PAIR, DRAWS_A_PAIR, FEWEST_PAIRS = 6, 8, 8
# The k of a few hundred draws is itself uncertain by a fifth. Draws that fail are drawn anew, so many times as many.
SECOND_LOOK = 4
# Far from the mode one step towards the mean still misses it by a standard deviation, and a second one by little.
STEPS_TO_THE_MEAN = 2
# Slopes of draws count whole up to so many times the length of the middle one.
LONGEST_LEAN = 2.0
NO_LENGTH = 1e-12
NO_WEIGHT = 1e4  # below the largest log weight


class OutOfReach(ValueError):
    """The posterior is zero, or no number, at every draw: no place was found from which to learn of it."""


@dataclass(frozen=True)
class Sample:
    """Equally weighted draws of the shared parameters [n, shared] and log scales [n, scales], which they are, and k."""

    shared: Floats
    log_scales: Floats
    chosen: Integers
    pareto_k: float


def draw_posterior(quadratic: Quadratic, best: Floats, draws: int, seed: int) -> Sample:
    """Sample the posterior around a mode, `best` [scales] being the log scales there.

    Costs one likelihood value a draw, and a gradient for each four or more.

    Where sites keep their effects: three times the gradients, one more curvature, and, as each costs two values, half
    the draws are weighed. Where the check says no, it is asked once more of four times as many. Raises OutOfReach
    where there is no posterior at any draw, nor at draws that do without the last lean.
    """
    random = np.random.default_rng(seed)
    pairs = max(FEWEST_PAIRS, min(quadratic.outline.size // PARAMETERS_A_PAIR, draws // DRAWS_A_PAIR))
    quadratic, lean = _tilted(quadratic, best, pairs, seed, random)
    if not quadratic.all_is_shared:
        quadratic = _about_the_mean(quadratic, best)
        for _ in range(STEPS_TO_THE_MEAN):
            quadratic, lean = _tilted(quadratic, best, pairs, seed, random)
    weighed = draws if quadratic.all_is_shared else -(-draws // 2)
    try:
        found = _weighed(quadratic, best, weighed, draws, seed, random)
    except OutOfReach:
        # Slopes of a few draws far out may lean to where nothing is; before the lean there was a posterior.
        quadratic = _leaning(quadratic, -lean)
        found = _weighed(quadratic, best, weighed, draws, seed, random)
    if found.pareto_k <= HIGHEST_TRUSTED_K:
        return found
    return _weighed(quadratic, best, SECOND_LOOK * weighed, draws, seed, random)


def _weighed(
    quadratic: Quadratic, best: Floats, draws: int, wanted: int, seed: int, random: np.random.Generator
) -> Sample:
    """So many draws weighed, and of them as many as wanted, each as often as it weighs."""
    log_scales, scale_density = draw_scales(quadratic, best, -(-draws // 2), random)
    proposed, densities = _pairs(quadratic, log_scales, seed, random)
    log_weights = quadratic.partitions.weigh(proposed) + densities - np.repeat(scale_density, 2)
    weights, k = _smoothed(log_weights[:draws])
    chosen = as_weighed(weights, wanted, random)
    return Sample(proposed.shared[chosen], log_scales[chosen // 2], chosen, k)


def _tilted(
    quadratic: Quadratic, best: Floats, pairs: int, seed: int, random: np.random.Generator
) -> tuple[Quadratic, Floats]:
    """The quadratic with the slope that the likelihood has over the posterior, on average, and it has not.

    And what each draw's slope counts in that, [draws].

    A skewed posterior has its mean beside its mode. In dozens of dimensions draws around the mode are then mostly
    wasted; around the mean (of a variational normal, found in one step) they are worth two to ten times as many.
    """
    log_scales, _ = draw_scales(quadratic, best, pairs, random)
    looked_at, _ = _pairs(quadratic, log_scales, seed, random)
    leans = quadratic.partitions.lean(looked_at)
    weights = _weights(leans, quadratic.given(best).covariance())
    return _leaning(quadratic, weights), weights


def _leaning(quadratic: Quadratic, weights: Floats) -> Quadratic:
    quadratic.partitions.take_lean(weights)
    # Another object, though nothing in it differs: what this one remembers of its expansion is from before the lean.
    return replace(quadratic)


def _about_the_mean(quadratic: Quadratic, best: Floats) -> Quadratic:
    """The likelihood's expansion about where the slopes say the mean is, its curvature measured there.

    Of thousands of effects each leaves its normal by a little, and all of them lean on the same few shared parameters:
    the mode, over effects and all, may lie fourteen standard deviations beside what the posterior has for one.
    """
    mean = quadratic.given(best).mean
    found = quadratic.partitions.summarise(Parameters(mean, best))
    if not (np.isfinite(found.log_likelihood) and np.isfinite(found.slope).all()):
        quadratic.partitions.summarise(Parameters(quadratic.mode.parameters, best, step=0.0, onward=False))
        return quadratic
    quadratic.partitions.measure(roughly=False)
    return replace(quadratic, mode=replace(quadratic.mode, parameters=mean))


def _weights(leans: Floats, covariance: Floats) -> Floats:
    """What each draw's slope [draws, shared] counts in their average, [draws]: those far longer than others, less.

    Where a process hardly dies out a slope has no bounds: that one draw would take all others with it (Huber 1964).
    """
    length = np.sqrt(np.einsum("ni,ij,nj->n", leans, covariance, leans))
    known = np.isfinite(length)
    if not known.any():
        return np.zeros(len(leans))
    longest = max(LONGEST_LEAN * float(np.median(length[known])), NO_LENGTH)
    return np.where(known, longest / np.maximum(np.where(known, length, 1.0), longest), 0.0) / len(leans)


def _pairs(quadratic: Quadratic, log_scales: Floats, seed: int, random: np.random.Generator) -> tuple[Draws, Floats]:
    """Shared parameters mirrored in their mean, which halves the noise of averages; log prior less log density."""
    pairs, densities = [], []
    for scales in log_scales:
        proposal, prior = quadratic.given(scales), quadratic.prior(scales)
        standard = random.standard_normal(quadratic.outline.size)
        pair = proposal.draw(np.stack([standard, -standard]))
        log_priors = np.array([prior.log_density(one) for one in pair]) + quadratic.log_scale_prior(scales)
        pairs.append(pair)
        densities.append(log_priors - proposal.log_density(pair))
    return Draws(np.concatenate(pairs), log_scales, seed), np.concatenate(densities)


def _smoothed(log_weights: Floats) -> tuple[Floats, float]:
    """Pareto-smoothed weights and k. Raises OutOfReach."""
    known = np.isfinite(log_weights)
    if not known.any():
        raise OutOfReach("the posterior has no value at any draw")
    log_weights = np.where(known, log_weights, log_weights[known].max() - NO_WEIGHT)
    # Without data the proposal is the posterior: there is no tail to fit, and nothing to correct.
    if np.ptp(log_weights) < ALL_EQUAL:
        return np.ones_like(log_weights), 0.0
    smoothed, k = array_stats.psislw(-log_weights)  # the library wants what the weights are the inverse of
    weights = np.exp(smoothed - smoothed.max())
    # Where a handful of draws stand for all of them nothing is known of the spread, however their tail may look.
    effective = weights.sum() ** 2 / (weights**2).sum()
    return weights, float(k) if effective >= FEWEST_EFFECTIVE else np.inf
