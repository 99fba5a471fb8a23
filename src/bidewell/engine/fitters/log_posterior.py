"""The log-posterior of parameters and estimated scales as one function of one vector, with its gradient: for a sampler.

It is the posterior that the draws of `importance` are weighed by: likelihood, normal priors given the scales, and
half-normal scales on the log scale. Effects (therapists, sites, smoothness, quarters) stand in units of their standard
deviation, which takes the funnel out: where a scale is near zero, its effects need not be.
"""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.fitters import half_normal
from bidewell.engine.fitters.mode import LEAST_PRECISION, Prior
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.panel import Floats, Integers


@dataclass(frozen=True)
class LogPosterior:
    """Of coordinates [size + scales]: the parameters, effects in units of their scale, and then the log scales.

    `scale_of` [size] says which scale a parameter has, -1 for none; `widths` [scales] are the half-normal priors'.
    """

    likelihood: Likelihood
    scale_of: Integers
    widths: Floats
    prior: Prior

    @classmethod
    def of(cls, likelihood: Likelihood) -> "LogPosterior":
        """The log-posterior of the likelihood's model."""
        model = likelihood.model
        unit = dict.fromkeys(model.scales, 1.0)
        prior = Prior(model.prior_mean(), model.prior_precision(unit))
        return cls(likelihood, model.scale_of, np.array(list(model.scales.values())), prior)

    @property
    def size(self) -> int:
        """Number of coordinates."""
        return self.scale_of.size + self.widths.size

    def parameters(self, coordinates: Floats) -> Floats:
        """The parameters [..., size] at coordinates [..., size + scales]."""
        return np.asarray(coordinates[..., : self.scale_of.size] * self._units(self.log_scales(coordinates)))

    def log_scales(self, coordinates: Floats) -> Floats:
        """The log scales [..., scales] at coordinates."""
        return np.asarray(coordinates[..., self.scale_of.size :])

    def coordinates(self, parameters: Floats, log_scales: Floats) -> Floats:
        """The coordinates [..., size + scales] of parameters and log scales."""
        return np.concatenate([parameters / self._units(log_scales), log_scales], axis=-1)

    def value_and_gradient(self, coordinates: Floats) -> tuple[float, Floats]:
        """Log density at coordinates [size + scales] and its gradient. One gradient of the likelihood."""
        standing, log_scales = coordinates[: self.scale_of.size], self.log_scales(coordinates)
        units, parameters = self._units(log_scales), self.parameters(coordinates)
        value, slope = self.likelihood.value_and_gradient(parameters)
        # An effect in units of its scale is N(0, 1): the scale's own density has no other part in the prior.
        density = self.prior.log_density(standing) + half_normal.log_density(log_scales, self.widths)
        by_standing = slope * units - self.prior.precision * (standing - self.prior.mean)
        by_scale = self._sum_by_scale(slope * parameters) + 1.0 - (np.exp(log_scales) / self.widths) ** 2
        return value + density, np.concatenate([by_standing, by_scale])

    def information(self, coordinates: Floats, of_likelihood: Floats) -> Floats:
        """Minus the second derivatives at coordinates, nearly, from the parameters' `of_likelihood` [size, size].

        Positive definite whatever the data: a sampler wants it only for the shape of the posterior.
        """
        jacobian = np.concatenate(
            [np.diag(self._units(self.log_scales(coordinates))), self._by_log_scale(coordinates)], axis=1
        )
        values, vectors = np.linalg.eigh(jacobian.T @ of_likelihood @ jacobian)
        # The log of a half-normal scale has a curvature of 2 on average over its prior; half of that is assumed.
        prior = np.concatenate([np.maximum(self.prior.precision, LEAST_PRECISION), np.ones(self.widths.size)])
        return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T + np.diag(prior))

    def _units(self, log_scales: Floats) -> Floats:
        """What one unit of each coordinate is in parameters, [..., size]."""
        none = np.zeros((*log_scales.shape[:-1], 1))
        return np.asarray(np.exp(np.concatenate([log_scales, none], axis=-1))[..., self.scale_of])

    def _by_log_scale(self, coordinates: Floats) -> Floats:
        """How the parameters move with each log scale, [size, scales]."""
        chosen = self.scale_of[:, None] == np.arange(self.widths.size)
        return np.asarray(chosen * self.parameters(coordinates)[:, None])

    def _sum_by_scale(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self.scale_of + 1, weights=values, minlength=self.widths.size + 1)[1:])
