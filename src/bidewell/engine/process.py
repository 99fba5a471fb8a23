"""The latent process from the numbers it is estimated by: their names, their priors, and what they amount to.

Each rating has a trait and a patch. Traits covary freely. Patches are a stationary vector autoregression of first
order: delta(t + 1) = A delta(t) + shock. The diagonal of A is how much of a patch is left after one period; a cell
beside it is what goes with one rating's patch in another's next, within a client ("alliance now, motivation next").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import combinations, permutations
from operator import add, mul
from typing import Any

import numpy as np

from bidewell.engine.cell import Dynamics
from bidewell.engine.channels import ALLIANCE_ALONE, Channels
from bidewell.engine.panel import Floats

# A matrix by rows, each entry an array over draws or clients.
Matrix = Sequence[Sequence[Any]]
# Of each rating, on the scale they are estimated on. A patch that does not last looks like error of the rating, so what
# the data know well is the spread of both together; how it is shared stands apart.
SCALARS = ("log_trait_sd", "log_passing_sd", "logit_patch_share", "logit_persistence")
# Gaps are whole periods, up to 2 to this power less one; longer ones count as that many.
GAP_BITS = 9
LONGEST_GAP = 2**GAP_BITS - 1
# Doublings after which the stationary covariance is summed up: shocks of two to this many periods ago are in it.
_DOUBLINGS = 14


@dataclass(frozen=True)
class ScalarPriors:
    """Normal priors of the latent process's numbers; ratings have unit variance.

    mean, sd          of each rating's SCALARS, in their order
    correlation_sd    of the inverse hyperbolic tangents of partial correlations, around none
    lag_sd            of what one patch does to another one period on, around nothing
    growth            mean and sd of the logarithm of the slopes' spread
    """

    mean: tuple[float, float, float, float] = (-0.5, -0.35, 0.0, 1.1)
    sd: tuple[float, float, float, float] = (0.5, 0.35, 1.2, 1.0)
    correlation_sd: float = 0.5
    lag_sd: float = 0.15
    growth: tuple[float, float] = (-1.5, 1.0)

    def of(self, channels: Channels) -> tuple[Floats, Floats]:
        """Means and standard deviations, [scalars] each, in the order of `scalar_names`."""
        ratings, counts = len(channels.names), _sizes(channels)
        growth = [self.growth] if channels.growth else []
        each = [(0.0, self.correlation_sd)] * (counts.traits + counts.shocks) + [(0.0, self.lag_sd)] * counts.lags
        pairs = [*zip(self.mean, self.sd, strict=True)] * ratings + growth + each
        mean, sd = np.array(pairs).T
        return mean, sd


@dataclass(frozen=True)
class _Sizes:
    traits: int
    shocks: int
    lags: int


def _sizes(channels: Channels) -> _Sizes:
    ratings, traits = len(channels.names), len(channels.traits)
    return _Sizes(traits * (traits - 1) // 2, ratings * (ratings - 1) // 2, ratings * (ratings - 1))


@cache
def scalar_names(channels: Channels) -> tuple[str, ...]:
    """What the numbers of the latent process are called, in their order in a parameter vector."""
    own = [*SCALARS, *(f"{scalar}:{name}" for name in channels.more for scalar in SCALARS)]
    growth = ["log_growth_sd"] if channels.growth else []
    together = [f"trait_partial[{one},{other}]" for one, other in combinations(channels.traits, 2)]
    shocks = [f"shock_partial[{one},{other}]" for one, other in combinations(channels.names, 2)]
    return (*own, *growth, *together, *shocks, *lag_names(channels))


def lag_names(channels: Channels) -> tuple[str, ...]:
    """The cells of A beside its diagonal: from which rating's patch to which other's one period on."""
    return tuple(f"lag[{to} after {before}]" for before, to in permutations(channels.names, 2))


def dynamics_of(scalars: Any, xp: Any, channels: Channels = ALLIANCE_ALONE) -> Dynamics:
    """The latent process from its numbers [size, ...]; axes after the first (draws, clients) are each entry's own."""
    ratings, sizes = len(channels.names), _sizes(channels)
    own, rest = scalars[: 4 * ratings], scalars[4 * ratings :]
    trait_sd, passing_sd = list(xp.exp(own[0::4])), xp.exp(own[1::4])
    share, lasts = (1.0 / (1.0 + xp.exp(-own[which::4])) for which in (2, 3))
    patch_sd, rating_sd = passing_sd * xp.sqrt(share), passing_sd * xp.sqrt(1.0 - share)
    if channels.growth:
        trait_sd, rest = [*trait_sd, xp.exp(rest[0])], rest[1:]
    partial, shock, lag = _split(rest, sizes)
    trait_covariance = _upper(_covariance(partial, trait_sd, xp))
    persistence = _persistence(lasts, lag)
    if ratings == 1:
        # One patch alone has a closed form, which is also faster.
        log_lasts = xp.log(lasts[0])
        return Dynamics(
            trait_covariance,
            (patch_sd[0] ** 2,),
            (rating_sd[0],),
            persistence,
            lambda periods: ((xp.exp(periods * log_lasts),),),
        )
    shocks = _covariance(shock, list(patch_sd * xp.sqrt(1.0 - lasts**2)), xp)
    stationary = _upper(_stationary(persistence, shocks))
    return Dynamics(trait_covariance, stationary, tuple(rating_sd), persistence, _kept_over_gaps(persistence, xp))


def dynamics_on_numpy(scalars: Floats, channels: Channels = ALLIANCE_ALONE) -> Dynamics:
    """The latent process of one parameter vector's numbers [size], for forecasting: its patches move by any time.

    Of several patches, what is kept between two whole periods lies on the straight line between what is kept at each.
    A root of A may not exist, or may not leave a proper covariance; a mixture of two powers always does. Worked out
    once a fit.
    """
    return _on_numpy(tuple(scalars.tolist()), channels)


@lru_cache(maxsize=16)
def _on_numpy(scalars: tuple[float, ...], channels: Channels) -> Dynamics:
    found = dynamics_of(np.array(scalars)[:, None], np, channels)
    return found if found.patches == 1 else found._replace(kept=_kept_by_table(np.array(found.persistence)[..., 0]))


def _kept_by_table(persistence: Floats) -> Callable[[Floats], Any]:
    """A to the power of each client's gap, looked up among all powers."""
    powers, step = np.eye(len(persistence))[None], persistence
    while len(powers) < LONGEST_GAP + 2:
        powers, step = np.concatenate([powers, powers @ step]), step @ step
    table = np.moveaxis(powers, 0, -1)

    def kept(periods: Floats) -> Any:
        within = np.minimum(periods, LONGEST_GAP)
        whole = np.floor(within).astype(np.int64)
        here, part = table[..., whole], within - whole
        return here + part * (table[..., whole + 1] - here) if part.any() else here

    return kept


def _split(rest: Any, sizes: _Sizes) -> tuple[Any, Any, Any]:
    first, second = sizes.traits, sizes.traits + sizes.shocks
    return rest[:first], rest[first:second], rest[second : second + sizes.lags]


def _covariance(partial: Any, sd: list[Any], xp: Any) -> Matrix:
    """From standard deviations and from partial correlations given as inverse hyperbolic tangents.

    Any numbers give a proper matrix (Lewandowski, Kurowicka & Joe 2009).
    """
    size = len(sd)
    z = {pair: xp.tanh(partial[which]) for which, pair in enumerate(combinations(range(size), 2))}
    rows: list[list[Any]] = []
    for i in range(size):
        left, row = xp.ones_like(sd[i]), []
        for j in range(i):
            row.append(sd[i] * z[j, i] * xp.sqrt(left))
            left = left * (1.0 - z[j, i] ** 2)
        rows.append([*row, sd[i] * xp.sqrt(left), *[xp.zeros_like(sd[i])] * (size - i - 1)])
    return _product(rows, _transposed(rows))


def _upper(matrix: Matrix) -> tuple[Any, ...]:
    return tuple(matrix[i][j] for i in range(len(matrix)) for j in range(i, len(matrix)))


def _persistence(lasts: Any, lag: Any) -> Matrix:
    """A by rows: what becomes of a patch from which others."""
    size = len(lasts)
    cells = {(to, before): lag[which] for which, (before, to) in enumerate(permutations(range(size), 2))}
    return tuple(tuple(lasts[i] if i == j else cells[i, j] for j in range(size)) for i in range(size))


def _stationary(persistence: Matrix, shocks: Matrix) -> Matrix:
    """The covariance G with G = A G A' + Q. Where A does not die out there is none: the sum grows beyond measure."""
    total, power = shocks, persistence
    for _ in range(_DOUBLINGS):
        more = _product(_product(power, total), _transposed(power))
        total = tuple(tuple(map(add, row, added)) for row, added in zip(total, more, strict=True))
        power = _product(power, power)
    return total


def _kept_over_gaps(persistence: Matrix, xp: Any) -> Callable[[Any], Matrix]:
    """A to the power of each client's gap: squares of A, multiplied where the gap has that power of two."""
    squares = [persistence]
    for _ in range(GAP_BITS - 1):
        squares.append(_product(squares[-1], squares[-1]))

    def kept(periods: Any) -> Matrix:
        left, one = xp.minimum(periods, LONGEST_GAP), xp.ones_like(periods)
        found: Matrix = [[one if i == j else 0.0 * one for j in range(len(squares[0]))] for i in range(len(squares[0]))]
        for square in squares:
            half = xp.floor(left / 2.0)
            has, left = left - 2.0 * half, half
            longer = _product(found, square)
            found = [
                [a + has * (b - a) for a, b in zip(*rows, strict=True)] for rows in zip(found, longer, strict=True)
            ]
        return found

    return kept


def _product(one: Matrix, other: Matrix) -> Matrix:
    columns = _transposed(other)
    return tuple(tuple(reduce(add, map(mul, row, column)) for column in columns) for row in one)


def _transposed(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))
