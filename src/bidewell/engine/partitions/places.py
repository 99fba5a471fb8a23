"""Where a partition was asked, what its likelihood was there, and the curvature it measured."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.panel import Floats, Integers
from bidewell.engine.partitions.own_effects import Own


@dataclass(frozen=True)
class Place:
    """All parameters of a partition, the log-likelihood there, and its gradient."""

    parameters: Floats
    log_likelihood: float
    gradient: Floats


@dataclass(frozen=True)
class Curvature:
    """The information: where it was measured, among the shared parameters [shared, shared], and of own effects."""

    at: Floats
    places: Integers
    shared: Floats
    own: tuple[Own, ...]

    def times(self, step: Floats) -> Floats:
        """The information times a step of all parameters, [size]."""
        found, along = np.zeros_like(step), step[self.places]
        found[self.places] = self.shared @ along
        for own in self.own:
            own_step = own.of(step)
            found[self.places] += np.einsum("sod,so->d", own.cross, own_step)
            own.put(found, (own.information @ own_step[..., None])[..., 0] + own.cross @ along)
        return found

    def gradient(self, about: Place, parameters: Floats) -> Floats:
        """What the quadratic about a place takes the gradient for elsewhere, [size]."""
        return about.gradient - self.times(parameters - about.parameters)

    def squared_distance(self, parameters: Floats, log_scales: Floats) -> float:
        """How far parameters lie from where it was measured, in posterior standard deviations of own effects."""
        away = parameters - self.at
        prior = sum(((np.exp(-2.0 * log_scales[own.scale]) * own.of(away) ** 2).sum() for own in self.own), 0.0)
        return float(away @ self.times(away) + prior)
