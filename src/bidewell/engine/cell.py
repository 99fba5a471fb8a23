"""What is latent of a client, what is believed of it, and how that moves with time. Written once, driven thrice.

Latent of a client are traits, which last (a level of each rating, perhaps a slope), and patches, which pass: a
stationary first-order vector autoregression, one patch for each rating. The belief about them is Gaussian. `xp` is
`numpy` when forecasting, and writes down symbols for machine code when fitting (`native`). Matrices are written out
entry by entry, each an array with clients along its last axis: every operation is element-wise, nothing is computed
that is known to be zero or one, and all drivers are as fast as the machine allows and must agree to rounding.

What an observation changes in the belief: `measurement`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, reduce
from operator import add, mul
from typing import Any, NamedTuple

import numpy as np

from bidewell.engine.panel import Floats


class Belief(NamedTuple):
    """Gaussian belief about each client's latent variables, traits first, then patches.

    `mean` has an array for each of the d variables, `covariance` one for each entry of the upper triangle, row by row.
    Within a step these are tuples; where a belief is kept, arrays [d, ..., clients] and [d (d + 1) / 2, ..., clients].
    """

    mean: Any
    covariance: Any


class Dynamics(NamedTuple):
    """The latent process, entry by entry; every entry has the axes its numbers had beyond the first.

    `trait_covariance` and `patch_covariance` are upper triangles, `rating_sd` the ratings' errors, `persistence` rows
    of the matrix A, and `kept(periods)` those of what is left of a patch after so many periods.
    """

    trait_covariance: tuple[Any, ...]
    patch_covariance: tuple[Any, ...]
    rating_sd: tuple[Any, ...]
    persistence: Sequence[Sequence[Any]]
    kept: Callable[[Any], Sequence[Sequence[Any]]]

    @property
    def patches(self) -> int:
        """Number of ratings."""
        return len(self.rating_sd)

    @property
    def traits(self) -> int:
        """Number of traits."""
        return int((8 * len(self.trait_covariance) + 1) ** 0.5) // 2

    @property
    def trait_sd(self) -> Any:
        """Standard deviation of the alliance's trait."""
        return np.sqrt(self.trait_covariance[0])

    @property
    def patch_sd(self) -> Any:
        """Standard deviation of the alliance's patch."""
        return np.sqrt(self.patch_covariance[0])


# How much an observation weighs each latent variable: pairs of place and weight; others weigh nothing.
Loads = tuple[tuple[int, Any], ...]


class Projection(NamedTuple):
    """What is believed of a weighted sum of the latent variables, and how each of these covaries with it."""

    mean: Any
    variance: Any
    covariances: tuple[Any, ...]


def entry(one: int, other: int, size: int) -> int:
    """Where an entry of a symmetric matrix lies in its upper triangle, row by row."""
    row, column = min(one, other), max(one, other)
    return row * size - row * (row - 1) // 2 + column - row


def square(upper: Sequence[Any], size: int) -> Floats:
    """The symmetric matrix [size, size] of an upper triangle of single numbers, row by row."""
    return np.array([[float(np.squeeze(upper[entry(i, j, size)])) for j in range(size)] for i in range(size)])


@cache
def _rows(size: int) -> tuple[tuple[int, ...], ...]:
    """Where all entries of each row of a symmetric matrix lie in its upper triangle."""
    return tuple(tuple(entry(i, j, size) for j in range(size)) for i in range(size))


@cache
def pairs(size: int) -> tuple[tuple[int, int], ...]:
    """Row and column of each entry of an upper triangle."""
    return tuple((i, j) for i in range(size) for j in range(i, size))


def newcomer(dynamics: Dynamics, like: Any, xp: Any) -> Belief:
    """Belief about clients of whom nothing has been observed, shaped as `like`."""
    zero, traits, patches = xp.zeros_like(like), dynamics.traits, dynamics.patches
    across = [
        [zero + dynamics.trait_covariance[entry(i, j, traits)] for j in range(i, traits)] + [zero] * patches
        for i in range(traits)
    ]
    return Belief((zero,) * (traits + patches), (*sum(across, []), *(zero + one for one in dynamics.patch_covariance)))


def predict(belief: Belief, periods: Any, starts: Any, renewed: Any, dynamics: Dynamics, xp: Any) -> Belief:
    """Move time on by `periods`; `starts` marks a new client, `renewed` a new therapist (the patch is drawn afresh)."""
    remembers = 1.0 - xp.maximum(starts, renewed)
    kept = [[remembers * one for one in row] for row in dynamics.kept(periods)]
    return move_on(begin_with(belief, starts, dynamics), kept, dynamics)


def begin_with(belief: Belief, starts: Any, dynamics: Dynamics) -> Belief:
    """The belief with the traits of a newcomer where one `starts`."""
    traits, size, stays = dynamics.traits, len(belief.mean), 1.0 - starts
    covariance = [
        stays * one + starts * dynamics.trait_covariance[entry(i, j, traits)] if j < traits else stays * one
        for one, (i, j) in zip(belief.covariance, pairs(size), strict=True)
        if i < traits
    ]
    mean = [stays * trait for trait in belief.mean[:traits]]
    return Belief((*mean, *belief.mean[traits:]), (*covariance, *belief.covariance[len(covariance) :]))


def move_on(belief: Belief, kept: Sequence[Sequence[Any]], dynamics: Dynamics) -> Belief:
    """The belief when time has passed: traits last, and of patches `kept` is left, row by row."""
    traits, (mean, covariance), rows = dynamics.traits, belief, _rows(len(belief.mean))
    found: list[Any] = []
    for i, row in enumerate(rows[:traits]):
        found += [covariance[place] for place in row[i:traits]]
        with_patches = [covariance[place] for place in row[traits:]]
        found += [weighted_sum(of, with_patches) for of in kept]
    patches = _patches(covariance[rows[traits][traits] :], kept, dynamics)
    return Belief((*mean[:traits], *(weighted_sum(of, mean[traits:]) for of in kept)), (*found, *patches))


def _patches(covariance: Any, kept: Sequence[Sequence[Any]], dynamics: Dynamics) -> list[Any]:
    """G + K (C - G) K', the covariance of patches of which K is kept; G is that of patches not yet known."""
    size, stationary = dynamics.patches, dynamics.patch_covariance
    beyond = [one - other for one, other in zip(covariance, stationary, strict=True)]
    half = [[weighted_sum(of, [beyond[place] for place in row]) for row in _rows(size)] for of in kept]
    return [one + weighted_sum(half[i], kept[j]) for one, (i, j) in zip(stationary, pairs(size), strict=True)]


def project(belief: Belief, loads: Loads) -> Projection:
    """Mean and variance of a weighted sum of the latent variables, and its covariances with them."""
    (places, weights), (mean, covariance) = zip(*loads, strict=True), belief
    along = tuple(weighted_sum(weights, [covariance[row[place]] for place in places]) for row in _rows(len(mean)))
    variance = weighted_sum(weights, [along[place] for place in places])
    return Projection(weighted_sum(weights, [mean[place] for place in places]), variance, along)


def weighted_sum(weights: Iterable[Any], values: Iterable[Any]) -> Any:
    """Sum of values, each times its weight."""
    return reduce(add, map(mul, weights, values))
