"""The fall: how far the alliance's patch lies below what its last rating let expect, as one more variable of a belief.

The patch of a rated period is forecast by A alone; what it then is, less that forecast, is the fall (below 0). It is a
sum of shocks, so it covaries with all that is latent, and whatever is observed says something about it by the same
rank-one updates as about the rest: the lagged state sits in the filter, and nothing is smoothed afterwards. Of several
ratings, the course of the others since is part of the forecast. A patch that is drawn afresh is forecast as 0.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from bidewell.engine import cell
from bidewell.engine.by_client import each
from bidewell.engine.cell import Belief, Dynamics
from bidewell.engine.panel import Flags, Floats
from bidewell.engine.recursion import Observed


class Fall(NamedTuple):
    """What is believed of the fall: mean and variance [clients], covariances with the latent variables [d, clients]."""

    mean: Floats
    variance: Floats
    covariances: Any


def with_fall(belief: Belief, fall: Fall) -> Belief:
    """The belief with the fall as its last variable; entries as within a step of the recursion."""
    covariance: list[Any] = []
    for row, of_fall in zip(_rows(len(belief.mean)), fall.covariances, strict=True):
        covariance += [*belief.covariance[row], of_fall]
    return Belief((*belief.mean, fall.mean), (*covariance, fall.variance))


def taken_apart(belief: Belief) -> tuple[Belief, Fall]:
    """The belief and its last variable, the fall."""
    rows = _rows(len(belief.mean))
    covariance = [one for row in rows for one in belief.covariance[row][:-1]]
    fall = Fall(belief.mean[-1], belief.covariance[-1], tuple(belief.covariance[row.stop - 1] for row in rows[:-1]))
    return Belief(tuple(belief.mean[:-1]), tuple(covariance)), fall


@cache
def _rows(size: int) -> tuple[slice, ...]:
    """Where the rows of an upper triangle lie."""
    return tuple(slice(cell.entry(i, i, size), cell.entry(i, size - 1, size) + 1) for i in range(size))


def predict(belief: Belief, row: Observed, dynamics: Dynamics) -> Belief:
    """Move time on, as `cell.predict` does, and the fall with it: what is left of it, and the shocks of the time since.

    The belief is one with the fall.
    """
    plain, fall = taken_apart(belief)
    remembers, stays, traits = 1.0 - np.maximum(row.starts, row.renewed), 1.0 - row.starts, dynamics.traits
    kept = [[remembers * one for one in of] for of in dynamics.kept(row.periods)]
    shock, left = _shock(kept, dynamics), kept[0][0]
    covariances = [stays * left * one for one in fall.covariances[:traits]]
    of_patches = fall.covariances[traits:]
    covariances += [left * cell.weighted_sum(of, of_patches) + new for of, new in zip(kept, shock, strict=True)]
    begun = cell.begin_with(plain, row.starts, dynamics) if row.starts.any() else plain
    moved = cell.move_on(begun, kept, dynamics)
    return with_fall(moved, Fall(left * fall.mean, left**2 * fall.variance + shock[0], tuple(covariances)))


def _shock(kept: Any, dynamics: Dynamics) -> list[Any]:
    """The alliance's row of G - K G K': how the shocks of the time since covary with its own."""
    size, usual = dynamics.patches, dynamics.patch_covariance
    lasting = [cell.weighted_sum(kept[0], [usual[cell.entry(m, n, size)] for m in range(size)]) for n in range(size)]
    return [usual[k] - cell.weighted_sum(lasting, kept[k]) for k in range(size)]


def anew(belief: Belief, is_rated: Flags) -> Belief:
    """The belief with nothing of the fall where there was a rating: from there on it is counted anew."""
    if not is_rated.any():
        return belief
    plain, fall = taken_apart(belief)
    return with_fall(plain, each(lambda part: ~is_rated * part, fall))
