"""Eliminating sites' own effects: a normal distribution of them given the shared parameters, and what that leaves.

With w the step of the own effects and d that of the shared parameters, the log-posterior about a place is
r'w - w'Pw/2 - w'Cd + ...: P is the own information and prior precision, C the cross information, r the own slope. So
w = x - Yd with x = P^-1 r, Y = P^-1 C, and the shared parameters lose C'x of slope and C'Y of information (the Schur
complement). Sites of about one size are worked on together, as stacks of matrices: there may be thousands of two.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dtrtrs

from bidewell.engine.panel import Flags, Floats, Integers

_LOG_TWO_PI = float(np.log(2.0 * np.pi))


@dataclass(frozen=True)
class Own:
    """The effects of several sites: where they lie, which scale each has, and their information.

    `sites` are their places among all of a partition. A site is a row of `places`, `real` and `scale` [sites, size] and
    a matrix of `information` [sites, size, size] and `cross` [sites, size, shared]. Sites with fewer effects than the
    largest have places that are not real, where the information is 1 and nothing else.
    """

    sites: Integers
    places: Integers
    real: Flags
    scale: Integers
    information: Floats
    cross: Floats

    def of(self, parameters: Floats) -> Floats:
        """The effects among all parameters [..., size of all], as [..., sites, size]."""
        return np.where(self.real, parameters[..., self.places], 0.0)

    def put(self, parameters: Floats, values: Floats) -> None:
        """Write effects [..., sites, size] to their places among all parameters [..., size of all]."""
        parameters[..., self.places[self.real]] = values[..., self.real]

    def weighed(self, log_scales: Floats) -> "Weighed":
        """Their information and what the priors add to it, for given scales."""
        precision = np.where(self.real, np.exp(-2.0 * log_scales[self.scale]), 0.0)
        whole, diagonal = self.information.copy(), np.arange(precision.shape[1])
        whole[:, diagonal, diagonal] += precision
        return Weighed(self, precision, np.asarray(np.linalg.cholesky(whole), dtype=float))


@dataclass(frozen=True)
class Weighed:
    """Sites' effects for given scales, wherever they are: precision of the priors [sites, size], and of both together.

    `factor` is the lower Cholesky factor of the whole precision.
    """

    own: Own
    precision: Floats
    factor: Floats

    def given(self, parameters: Floats, gradient: Floats) -> "Eliminated":
        """Eliminate them at a place, [size of all] both."""
        values = self.own.of(parameters)
        return Eliminated(self, values, self.own.of(gradient) - self.precision * values)

    @cached_property
    def half(self) -> Floats:
        """The factor's inverse times the cross information, [sites, size, shared]."""
        return self.halved(self.own.cross)

    @cached_property
    def response(self) -> Floats:
        """How they follow the shared parameters, [sites, size, shared]."""
        return self.solved(self.half)

    @cached_property
    def information_lost(self) -> Floats:
        """What the shared parameters lose of information, [shared, shared]."""
        flat = self.half.reshape(-1, self.half.shape[2])
        return np.asarray(flat.T @ flat)

    @cached_property
    def spread(self) -> Floats:
        """Variance of each effect where the shared parameters stay, [sites, size]."""
        sites, size = self.precision.shape
        inverse = self.halved(np.broadcast_to(np.eye(size), (sites, size, size)))
        return np.asarray((inverse**2).sum(axis=1))

    @cached_property
    def log_volume(self) -> Floats:
        """Log of what integrating each site's normal distribution multiplies by, [sites]."""
        diagonal = np.diagonal(self.factor, 0, 1, 2)
        return np.asarray(0.5 * self.own.real.sum(axis=1) * _LOG_TWO_PI - np.log(diagonal).sum(axis=1))

    def halved(self, several: Floats) -> Floats:
        """The factor's inverse times columns [sites, size, several]."""
        told = zip(self.factor, several, strict=True)
        return np.stack([dtrtrs(factor.T, one, lower=0, trans=1)[0] for factor, one in told])

    def solved(self, halves: Floats) -> Floats:
        """The inverse of the factor's transpose times columns [sites, size, several]: standard ones get the spread."""
        told = zip(self.factor, halves, strict=True)
        return np.stack([dtrtrs(factor.T, one, lower=0)[0] for factor, one in told])

    def log_prior(self, values: Floats) -> Floats:
        """Log prior density of values [..., sites, size] by site [..., sites]: independent normals around zero."""
        real = self.own.real
        constant = np.log(self.precision, out=np.zeros_like(self.precision), where=real) - _LOG_TWO_PI * real
        return np.asarray(0.5 * (constant.sum(axis=1) - (self.precision * values**2).sum(axis=-1)))


@dataclass(frozen=True)
class Eliminated:
    """Sites' effects at a place, as functions of the step of the shared parameters: values and slope [sites, size]."""

    weighed: Weighed
    values: Floats
    slope: Floats

    @property
    def own(self) -> Own:
        """The effects."""
        return self.weighed.own

    @cached_property
    def _half_slope(self) -> Floats:
        return self.weighed.halved(self.slope[..., None])

    @cached_property
    def shift(self) -> Floats:
        """Their step where the shared parameters stay, [sites, size]."""
        return self.weighed.solved(self._half_slope)[..., 0]

    @property
    def gain(self) -> float:
        """Twice the rise of the log-posterior they promise."""
        return float((self._half_slope**2).sum())

    @property
    def log_prior(self) -> float:
        """Log prior density at the place."""
        return float(self.weighed.log_prior(self.values).sum())

    @property
    def slope_lost(self) -> Floats:
        """What the shared parameters lose of slope, [shared]."""
        return np.asarray(np.einsum("sod,so->d", self.own.cross, self.shift))

    def step(self, share: float, along: Floats) -> Floats:
        """Their step where the shared parameters move `along` [shared], taking a share of their own correction."""
        return share * self.shift - self.weighed.response @ along

    def drawn(self, along: Floats, standard: Floats) -> tuple[Floats, Floats]:
        """What is expected of them at steps of the shared parameters [n, shared], and how far standard values lie off.

        [n, sites, size], and for standard values [several, sites, size] as many, nothing where there is no effect.
        """
        # Few steps are solved for, not the whole response: every pair of draws has scales of its own.
        pulled = self.weighed.halved(self.slope[..., None] - self.own.cross @ along.T)
        steps = self.weighed.solved(np.concatenate([pulled, np.moveaxis(standard, 0, -1)], axis=2))
        expected, away = np.split(np.moveaxis(steps, -1, 0), [len(along)])
        return self.values + expected, away

    def by_scale(self, scales: int) -> tuple[Floats, Floats, Floats]:
        """Derivatives in each log scale of the constant, slope and information left to the shared parameters."""
        real, weighed = self.own.real, self.weighed
        shared, spread = weighed.response.shape[2], weighed.spread[real]
        mean, precision, response = (self.values + self.shift)[real], weighed.precision[real], weighed.response[real]
        constant, slope = np.zeros(scales), np.zeros((scales, shared))
        information = np.zeros((scales, shared, shared))
        for scale in np.unique(self.own.scale[real]).tolist():
            pull = precision * (self.own.scale[real] == scale)
            constant[scale] = pull @ (mean**2 + spread) - (pull > 0).sum()
            slope[scale] = -2.0 * (pull * mean) @ response
            information[scale] = -2.0 * (response.T * pull) @ response
        return constant, slope, information


def stacked(
    sites: Sequence[Integers], scale: Integers, information: Callable[[Integers], Floats], cross: Sequence[Floats]
) -> tuple[Own, ...]:
    """The effects of sites, in stacks of about one size: places of each, and its cross information [own, shared]."""
    classes = np.array([int(np.ceil(np.log2(places.size))) for places in sites])
    found = []
    for one in np.unique(classes).tolist():
        members = np.flatnonzero(classes == one).tolist()
        of_members = [(sites[site], information(sites[site]), cross[site]) for site in members]
        found.append(_stack(np.array(members), of_members, scale))
    return tuple(found)


def _stack(sites: Integers, members: Sequence[tuple[Integers, Floats, Floats]], scale: Integers) -> Own:
    size, shared = max(places.size for places, _, _ in members), members[0][2].shape[1]
    places = np.zeros((len(members), size), dtype=np.int64)
    real, cross = np.zeros(places.shape, dtype=bool), np.zeros((*places.shape, shared))
    information = np.tile(np.eye(size), (len(members), 1, 1))
    for site, (own, alone, across) in enumerate(members):
        places[site, : own.size], real[site, : own.size], cross[site, : own.size] = own, True, across
        information[site, : own.size, : own.size] = without_negative(alone)
    return Own(sites, places, real, scale[places], information, cross)


def without_negative(information: Floats) -> Floats:
    """An information matrix, its negative directions taken as none."""
    if information.size == 0 or _is_positive(information):
        return information
    values, vectors = np.linalg.eigh(information)
    return information if values[0] >= 0.0 else (vectors * np.maximum(values, 0.0)) @ vectors.T


def _is_positive(information: Floats) -> bool:
    """Whether there is none: a factor is found, or not, for a small part of what all directions cost."""
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return False
    return True
