"""The fall: how far the alliance's patch lies below what its last rating let expect, as one more variable of a belief.

The patch of a rated period is forecast by A alone; what it then is, less that forecast, is the fall (below 0). It is a
sum of shocks, so it covaries with all that is latent, and whatever is observed says something about it by the same
rank-one updates as about the rest: the lagged state sits in the filter, and nothing is smoothed afterwards. Of several
ratings, the course of the others since is part of the forecast. A patch that is drawn afresh is forecast as 0.
"""

from typing import Any, NamedTuple

import numpy as np

from bidewell.engine import cell
from bidewell.engine.cell import Belief, Dynamics
from bidewell.engine.panel import Flags, Floats
from bidewell.engine.recursion import Observed


class Fall(NamedTuple):
    """What is believed of the fall: mean and variance [clients], covariances with the latent variables [d, clients]."""

    mean: Floats
    variance: Floats
    covariances: Floats

    def anew(self, is_rated: Flags) -> "Fall":
        """Nothing where there was a rating: from there on it is counted anew."""
        return Fall(*(np.where(is_rated, 0.0, part) for part in self))


def with_fall(belief: Belief, fall: Fall) -> Belief:
    """The belief with the fall as its last variable; entries as within a step of the recursion."""
    size = len(belief.mean)
    covariance: list[Any] = []
    for i in range(size):
        covariance += [belief.covariance[cell.entry(i, j, size)] for j in range(i, size)] + [fall.covariances[i]]
    return Belief((*belief.mean, fall.mean), (*covariance, fall.variance))


def taken_apart(belief: Belief) -> tuple[Belief, Fall]:
    """The belief and its last variable, the fall."""
    size = len(belief.mean) - 1
    places = [cell.entry(i, j, size + 1) for i in range(size) for j in range(i, size)]
    covariances = np.stack([belief.covariance[cell.entry(i, size, size + 1)] for i in range(size)])
    plain = Belief(tuple(belief.mean[:size]), tuple(belief.covariance[place] for place in places))
    return plain, Fall(belief.mean[size], belief.covariance[-1], covariances)


def predict(belief: Belief, fall: Fall, row: Observed, dynamics: Dynamics) -> Belief:
    """Move time on, as `cell.predict` does, and the fall with it: what is left of it, and the shocks of the time since.

    Returns the belief with the fall.
    """
    traits, patches = dynamics.traits, range(dynamics.patches)
    remembers, stays = 1.0 - np.maximum(row.starts, row.renewed), 1.0 - row.starts
    kept = [[remembers * one for one in of] for of in dynamics.kept(row.periods)]
    shock, left = _shock(kept, dynamics), kept[0][0]
    covariances = [stays * left * fall.covariances[i] for i in range(traits)]
    covariances += [left * sum(kept[k][m] * fall.covariances[traits + m] for m in patches) + shock[k] for k in patches]
    moved = cell.predict(belief, row.periods, row.starts, row.renewed, dynamics, np)
    return with_fall(moved, Fall(left * fall.mean, left**2 * fall.variance + shock[0], np.stack(covariances)))


def _shock(kept: Any, dynamics: Dynamics) -> list[Any]:
    """The alliance's row of G - K G K': how the shocks of the time since covary with its own."""
    patches, size = range(dynamics.patches), dynamics.patches
    usual = [[dynamics.patch_covariance[cell.entry(m, n, size)] for n in patches] for m in patches]
    lasting = [sum(kept[0][m] * usual[m][n] for m in patches) for n in patches]
    return [usual[0][k] - sum(lasting[n] * kept[k][n] for n in patches) for k in patches]
