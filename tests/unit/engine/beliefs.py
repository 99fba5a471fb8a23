"""Beliefs as plain numbers, for comparing them."""

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.cell import Belief, Dynamics

Floats = NDArray[np.float64]


def flat(belief: Belief) -> Floats:
    """All its numbers, [numbers, clients]."""
    return np.concatenate([np.stack(part) for part in belief])


def belief_of(trait: float, patch: float, trait_variance: float, covariance: float, patch_variance: float) -> Belief:
    """Of one client's alliance."""
    return Belief(np.array([[trait], [patch]]), np.array([[trait_variance], [covariance], [patch_variance]]))


def alliance_dynamics(trait_sd: float, patch_sd: float, persistence: float, rating_sd: float) -> Dynamics:
    """The process of one rating, from its four plain numbers."""
    return Dynamics(
        (np.array([trait_sd**2]),),
        (np.array([patch_sd**2]),),
        (np.array([rating_sd]),),
        ((np.array([persistence]),),),
        lambda periods: ((persistence ** np.asarray(periods, dtype=float),),),
    )
