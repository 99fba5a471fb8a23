"""When strain is called strain: how far below the own norm, and from which chance, for one fit.

What counts as low is told in the fit's own spread. The rule fires from a chance that in a program that goes up and down
as this one does is reached at few ratings, so how often it fires for nothing is stated, whatever the program.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from bidewell.engine.bivariate import both_below
from bidewell.engine.cell import Dynamics, entry
from bidewell.engine.channels import Channels
from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Floats
from bidewell.engine.process import dynamics_on_numpy

# The stated rate: the share of ratings at which the rule may fire though nothing but ordinary ups and downs goes on.
FALSE_ALARMS = 0.05
# Nothing is called strain that is less likely than not.
LEAST_CHANCE = 0.5
# A fall smaller than this many standard deviations of the ratings is not one anybody would see.
SMALLEST_FALL = 0.2
# How near the own norm counts as back, of how far below it counts as strain.
NEAR = 0.5
_SCORES, _SETTLED_AFTER = 120, 300


class StrainRule(NamedTuple):
    """`below` and `near`: how far below the own norm is strain, and is back again, in standard deviations of a rating.

    `fires_at` is the chance from which the rule fires.
    """

    below: float
    near: float
    fires_at: float


def strain_rule(model: FittedModel) -> StrainRule:
    """The rule of a fit, at its mode. Learned once a fit: about 20 ms."""
    return _rule(tuple(model.scalars(model.mode).tolist()), model.channels)


@lru_cache(maxsize=16)
def _rule(scalars: tuple[float, ...], channels: Channels) -> StrainRule:
    return rule_of(dynamics_on_numpy(np.array(scalars), channels))


def rule_of(dynamics: Dynamics) -> StrainRule:
    """Below by one standard deviation of the patch; firing for nothing at no more than FALSE_ALARMS of ratings.

    That share is of a client rated every period and known so long that the trait is no longer in doubt. Of shorter
    known and less often rated clients less is known, and so it fires more seldom.
    """
    below = max(float(np.squeeze(dynamics.patch_sd)), SMALLEST_FALL)
    settled, before = _settled(dynamics)
    # What is believed varies by as much as is learned.
    learned = np.linalg.cholesky(before - settled + 1e-12 * np.eye(2))
    scores = ndtri((np.arange(_SCORES) + 0.5) / _SCORES)
    means = learned @ np.stack(np.meshgrid(scores, scores)).reshape(2, -1)
    sd = np.sqrt(np.diag(settled))
    correlation = np.full(means.shape[1], settled[0, 1] / sd.prod())
    chances = both_below((-below - means[0]) / sd[0], -means[1] / sd[1], correlation)
    return StrainRule(below, NEAR * below, max(LEAST_CHANCE, float(np.quantile(chances, 1.0 - FALSE_ALARMS))))


def _settled(dynamics: Dynamics) -> tuple[Floats, Floats]:
    """Covariance of patch and fall after a rating, where it no longer changes from one to the next, and before any."""
    size = dynamics.patches
    usual = np.array(
        [[np.squeeze(dynamics.patch_covariance[entry(i, j, size)]) for j in range(size)] for i in range(size)]
    )
    kept = np.array([[np.squeeze(one) for one in of] for of in dynamics.persistence])
    shock = usual - kept @ usual @ kept.T
    wide, after = np.zeros((size + 1, size + 1)), usual
    for _ in range(_SETTLED_AFTER):
        wide[:size, :size] = kept @ after @ kept.T + shock
        wide[size, :size] = wide[:size, size] = shock[0]
        wide[size, size] = shock[0, 0]
        found = _rated(wide, [float(np.squeeze(sd)) for sd in dynamics.rating_sd])
        after = found[:size, :size]
    ends = np.ix_([0, size], [0, size])
    before = np.array([[usual[0, 0], shock[0, 0]], [shock[0, 0], shock[0, 0]]])
    return found[ends], before


def _rated(covariance: Floats, errors: list[float]) -> Floats:
    """What is left of it after one rating of each patch, with these errors."""
    found = covariance
    for number, error in enumerate(errors):
        along = found[:, number]
        found = found - np.outer(along, along) / (found[number, number] + error**2)
    return found
