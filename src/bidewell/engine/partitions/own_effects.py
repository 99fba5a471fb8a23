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

from bidewell.engine.panel import Flags, Floats, Integers

_LOG_TWO_PI = float(np.log(2.0 * np.pi))


@dataclass(frozen=True)
class Own:
    """The effects of several sites: where they lie, which scale each has, and their information.

    A site is a row of `places`, `real` and `scale` [sites, size] and a matrix of `information` [sites, size, size] and
    `cross` [sites, size, shared]. Sites with fewer effects than the largest have places that are not real, where the
    information is 1 and nothing else.
    """

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

    def given(self, parameters: Floats, gradient: Floats, log_scales: Floats) -> "Eliminated":
        """Eliminate them at a place, [size of all] both, for given scales."""
        values, precision = self.of(parameters), np.where(self.real, np.exp(-2.0 * log_scales[self.scale]), 0.0)
        slope = self.of(gradient) - precision * values
        whole, diagonal = self.information.copy(), np.arange(precision.shape[1])
        whole[:, diagonal, diagonal] += precision
        return Eliminated(self, values, precision, slope, whole, np.asarray(np.linalg.cholesky(whole), dtype=float))


@dataclass(frozen=True)
class Eliminated:
    """Sites' effects at a place, as functions of the step of the shared parameters; arrays by site.

    `whole` is their information with the priors' precision, `factor` its lower Cholesky factor.
    """

    own: Own
    values: Floats
    precision: Floats
    slope: Floats
    whole: Floats
    factor: Floats

    @cached_property
    def _solved(self) -> Floats:
        return np.linalg.solve(self.whole, np.concatenate([self.slope[..., None], self.own.cross], axis=2))

    @property
    def shift(self) -> Floats:
        """Their step where the shared parameters stay, [sites, size]."""
        return self._solved[..., 0]

    @property
    def response(self) -> Floats:
        """How they follow the shared parameters, [sites, size, shared]."""
        return self._solved[..., 1:]

    @property
    def gain(self) -> float:
        """Twice the rise of the log-posterior they promise."""
        return float((self.slope * self.shift).sum())

    @property
    def log_prior(self) -> float:
        """Log prior density at the place."""
        return self.log_prior_of(self.values)

    @property
    def log_volume(self) -> float:
        """Log of what integrating their normal distribution multiplies by."""
        return float(0.5 * self.own.real.sum() * _LOG_TWO_PI - np.log(np.diagonal(self.factor, 0, 1, 2)).sum())

    @property
    def slope_lost(self) -> Floats:
        """What the shared parameters lose of slope, [shared]."""
        return np.asarray(np.einsum("sod,so->d", self.own.cross, self.shift))

    @property
    def information_lost(self) -> Floats:
        """What the shared parameters lose of information, [shared, shared]."""
        shared = self.response.shape[2]
        return np.asarray(self.own.cross.reshape(-1, shared).T @ self.response.reshape(-1, shared))

    def log_prior_of(self, values: Floats) -> float:
        """Log prior density of values [sites, size]: independent normals around zero."""
        log_precision = np.log(self.precision[self.own.real])
        return float(0.5 * ((log_precision - _LOG_TWO_PI).sum() - (self.precision * values**2).sum()))

    def step(self, share: float, along: Floats) -> Floats:
        """Their step where the shared parameters move `along` [shared], taking a share of their own correction."""
        return share * self.shift - self.response @ along

    def drawn(self, along: Floats, standard: Floats) -> tuple[list[Floats], float]:
        """Two mirrored draws given two steps [2, shared] of the shared parameters, and their log density.

        `standard` are standard normal values [sites, size], nothing where there is no effect.
        """
        # Two steps are solved for, not the whole response: every pair of draws has scales of its own.
        away = np.linalg.solve(np.swapaxes(self.factor, 1, 2), standard[..., None])[..., 0]
        steps = np.linalg.solve(self.whole, self.slope[..., None] - self.own.cross @ along.T)
        values = [self.values + steps[..., place] + sign * away for place, sign in enumerate((1.0, -1.0))]
        return values, float(-0.5 * (standard**2).sum() - self.log_volume)

    def by_scale(self, scales: int) -> tuple[Floats, Floats, Floats]:
        """Derivatives in each log scale of the constant, slope and information left to the shared parameters."""
        real, shared = self.own.real, self.response.shape[2]
        spread = np.diagonal(np.linalg.inv(self.factor @ np.swapaxes(self.factor, 1, 2)), 0, 1, 2)
        mean, precision, response = (self.values + self.shift)[real], self.precision[real], self.response[real]
        constant, slope = np.zeros(scales), np.zeros((scales, shared))
        information = np.zeros((scales, shared, shared))
        for scale in np.unique(self.own.scale[real]).tolist():
            pull = precision * (self.own.scale[real] == scale)
            constant[scale] = pull @ (mean**2 + spread[real]) - (pull > 0).sum()
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
        found.append(_stack(of_members, scale))
    return tuple(found)


def _stack(members: Sequence[tuple[Integers, Floats, Floats]], scale: Integers) -> Own:
    size, shared = max(places.size for places, _, _ in members), members[0][2].shape[1]
    places = np.zeros((len(members), size), dtype=np.int64)
    real, cross = np.zeros(places.shape, dtype=bool), np.zeros((*places.shape, shared))
    information = np.tile(np.eye(size), (len(members), 1, 1))
    for site, (own, alone, across) in enumerate(members):
        places[site, : own.size], real[site, : own.size], cross[site, : own.size] = own, True, across
        information[site, : own.size, : own.size] = without_negative(alone)
    return Own(places, real, scale[places], information, cross)


def without_negative(information: Floats) -> Floats:
    """An information matrix, its negative directions taken as none."""
    if information.size == 0:
        return information
    values, vectors = np.linalg.eigh(information)
    return information if values[0] >= 0.0 else (vectors * np.maximum(values, 0.0)) @ vectors.T
