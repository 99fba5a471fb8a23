"""When strain is called strain: how far below the own norm, and from which chance, for one fit.

What counts as low is told in the fit's own spread. The rule fires from a chance that in a program that goes up and down
as this one does is reached at few ratings, so how often it fires for nothing is stated, whatever the program. The
better a client is known, the more often is a chance reached, and the higher lies the one from which it fires.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from bidewell.engine.bivariate import both_below
from bidewell.engine.cell import Dynamics, square
from bidewell.engine.channels import Channels
from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Floats
from bidewell.engine.process import dynamics_on_numpy

# The stated rate: the share of ratings at which the rule may fire though nothing but ordinary ups and downs goes on.
FALSE_ALARMS = 0.05
# What is aimed at: weeks that nobody rated and the error of a fit carry it up by a tenth (benchmarks/strain.py).
_AIMED_AT = 0.04
# Nothing is called strain that is less likely than not.
LEAST_CHANCE = 0.5
# A fall smaller than this many standard deviations of the ratings is not one anybody would see.
SMALLEST_FALL = 0.2
# How near the own norm counts as back, of how far below it counts as strain.
NEAR = 0.5
# Ratings after which a client is known better and better, and after the last as well as can be.
_KNOWN_AFTER = (2, 3, 4, 6, 8, 12, 20, 40, 100, 300)
_SCORES = 80


class StrainRule(NamedTuple):
    """`below` and `near`: how far below the own norm is strain, and is back again, in standard deviations of a rating.

    `chances` are those from which the rule fires, by the variance that belief about a patch has left: `variances`, in
    increasing order.
    """

    below: float
    near: float
    variances: Floats
    chances: Floats

    def fires_at(self, variance: Floats) -> Floats:
        """The chance from which it fires where so much variance is left, [clients]."""
        return np.interp(variance, self.variances, self.chances)


def strain_rule(model: FittedModel) -> StrainRule:
    """The rule of a fit, at its mode. Learned once a fit: about 0.1 s."""
    return _rule(tuple(model.scalars(model.mode).tolist()), model.channels)


@lru_cache(maxsize=16)
def _rule(scalars: tuple[float, ...], channels: Channels) -> StrainRule:
    return rule_of(dynamics_on_numpy(np.array(scalars), channels))


def rule_of(dynamics: Dynamics) -> StrainRule:
    """Below by one standard deviation of the patch; firing for nothing at no more than FALSE_ALARMS of ratings.

    That share is of clients rated every period, after each number of ratings: it is reached from a lower chance where
    less is known, and never from one below LEAST_CHANCE. Time: a few hundred products of small matrices.
    """
    below = max(float(np.squeeze(dynamics.patch_sd)), SMALLEST_FALL)
    before, left = _left_after(dynamics)
    chances = [max(LEAST_CHANCE, _reached(before, after, below)) for after in left]
    variances = np.array([after[0, 0] for after in left])
    order = np.argsort(variances, kind="stable")
    return StrainRule(below, NEAR * below, variances[order], np.array(chances)[order])


def _reached(before: Floats, after: Floats, below: float) -> float:
    """The chance of strain that so few ratings reach: covariances of patch and fall before and after them."""
    # What is believed varies by as much as is learned.
    learned = np.linalg.cholesky(before - after + 1e-12 * np.eye(2))
    scores = ndtri((np.arange(_SCORES) + 0.5) / _SCORES)
    means = learned @ np.stack(np.meshgrid(scores, scores)).reshape(2, -1)
    sd = np.sqrt(np.diag(after))
    correlation = np.full(means.shape[1], after[0, 1] / sd.prod())
    found = both_below((-below - means[0]) / sd[0], -means[1] / sd[1], correlation)
    return float(np.quantile(found, 1.0 - _AIMED_AT))


def _left_after(dynamics: Dynamics) -> tuple[Floats, list[Floats]]:
    """Covariance of the alliance's patch and fall before any rating, and after each of _KNOWN_AFTER, one a period."""
    size = dynamics.patches
    usual, kept = square(dynamics.patch_covariance, size), np.squeeze(np.array(dynamics.persistence))
    kept = kept.reshape(size, size)
    shock = usual - kept @ usual @ kept.T
    # Traits, patches, and the fall: what the last rating of every period let expect is one period old.
    moved = np.zeros((2 * size + 1, 2 * size + 1))
    moved[:size, :size], moved[size:-1, size:-1] = np.eye(size), kept
    new = np.zeros_like(moved)
    new[size:-1, size:-1] = shock
    new[-1, size:-1] = new[size:-1, -1] = shock[0]
    new[-1, -1] = shock[0, 0]
    found = np.zeros_like(moved)
    found[:size, :size] = square(dynamics.trait_covariance, dynamics.traits)[:size, :size]
    found[size:-1, size:-1] = usual
    ends, left = np.ix_([size, 2 * size], [size, 2 * size]), []
    for number in range(1, 1 + _KNOWN_AFTER[-1]):
        found = _rated(found if number == 1 else moved @ found @ moved.T + new, dynamics)
        if number in _KNOWN_AFTER:
            left.append(found[ends])
    return np.array([[usual[0, 0], shock[0, 0]], [shock[0, 0], shock[0, 0]]]), left


def _rated(covariance: Floats, dynamics: Dynamics) -> Floats:
    """What is left of it after one rating of each trait and patch together."""
    size, found = dynamics.patches, covariance
    for number, sd in enumerate(dynamics.rating_sd):
        along = found[:, number] + found[:, size + number]
        spread = along[number] + along[size + number] + float(np.squeeze(sd)) ** 2
        found = found - np.outer(along, along) / spread
    return found
