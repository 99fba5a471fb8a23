"""Eliminating a site's own effects: a normal distribution of them given the shared parameters, and what that leaves.

With w the step of the own effects and d that of the shared parameters, the log-posterior about a place is
r'w - w'Pw/2 - w'Cd + ...: P is the own information and prior precision, C the cross information, r the own slope. So
w = x - Yd with x = P^-1 r, Y = P^-1 C, and the shared parameters lose C'x of slope and C'Y of information (the Schur
complement).
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from bidewell.engine.model import Model
from bidewell.engine.panel import Floats, Integers


@dataclass(frozen=True)
class Own:
    """One site's effects: where they lie, which scale each has, and their information, alone and with the shared."""

    places: Integers
    scale: Integers
    information: Floats
    cross: Floats

    def given(self, parameters: Floats, gradient: Floats, log_scales: Floats) -> "Eliminated":
        """Eliminate them at a place, [size] both, for given scales."""
        values, precision = parameters[self.places], np.exp(-2.0 * log_scales[self.scale])
        slope = gradient[self.places] - precision * values
        factor, _ = cho_factor(self.information + np.diag(precision), lower=True)
        solved = cho_solve((factor, True), np.column_stack([slope, self.cross]), check_finite=False)
        return Eliminated(self, values, precision, slope, factor, solved[:, 0], solved[:, 1:])


@dataclass(frozen=True)
class Eliminated:
    """A site's effects at a place, as functions of the step of the shared parameters."""

    own: Own
    values: Floats
    precision: Floats
    slope: Floats
    factor: Floats
    shift: Floats
    response: Floats

    @property
    def gain(self) -> float:
        """Twice the rise of the log-posterior they promise."""
        return float(self.slope @ self.shift)

    @property
    def log_prior(self) -> float:
        """Log prior density at the place."""
        return log_prior(self.values, self.precision)

    @property
    def log_volume(self) -> float:
        """Log of what integrating their normal distribution multiplies by."""
        return float(0.5 * self.values.size * np.log(2.0 * np.pi) - np.log(np.diag(self.factor)).sum())

    def step(self, share: float, along: Floats) -> Floats:
        """Their step where the shared parameters move `along` [shared], taking a share of their own correction."""
        return share * self.shift - self.response @ along

    def drawn(self, along: Floats, standard: Floats) -> tuple[Floats, float]:
        """A draw given the shared parameters' step, and its log density, from standard normals [own]."""
        away = solve_triangular(self.factor, standard, trans="T", lower=True)
        return self.values + self.step(1.0, along) + away, float(-0.5 * standard @ standard - self.log_volume)

    def by_scale(self, scales: int) -> tuple[Floats, Floats, Floats]:
        """Derivatives in each log scale of the constant, slope and information left to the shared parameters."""
        pull = np.zeros((scales, self.values.size))
        pull[self.own.scale, np.arange(self.values.size)] = self.precision
        mean, size = self.values + self.shift, np.bincount(self.own.scale, minlength=scales)
        spread = np.diag(cho_solve((self.factor, True), np.eye(mean.size)))
        constant = pull @ (mean**2 + spread) - size
        slope = -2.0 * (pull * mean) @ self.response
        information = np.stack([-2.0 * (self.response.T * one) @ self.response for one in pull])
        return constant, slope, information


def log_prior(values: Floats, precision: Floats) -> float:
    """Log density of independent normal effects around zero."""
    return float(0.5 * (np.log(precision / (2.0 * np.pi)) - precision * values**2).sum())


def scale_of_parameter(model: Model) -> Integers:
    """The number of each parameter's estimated scale, in the order of `model.scales`; -1: none."""
    number = {name: which for which, name in enumerate(model.scales)}
    return np.concatenate(
        [np.zeros(0, dtype=np.int64)]
        + [np.full(block.size, -1 if block.scale is None else number[block.scale]) for block in model.blocks]
    )


def without_negative(information: Floats) -> Floats:
    """An information matrix, its negative directions taken as none."""
    if information.size == 0:
        return information
    values, vectors = np.linalg.eigh(information)
    return information if values[0] >= 0.0 else (vectors * np.maximum(values, 0.0)) @ vectors.T
