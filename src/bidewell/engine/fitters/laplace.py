"""The posterior as the quadratic at the mode sees it: given any scales, a normal; of the scales, a marginal density.

With the likelihood replaced by its second-order expansion at the mode, everything about the estimated standard
deviations (therapist, site, smoothness, quarter) is Gaussian algebra: no further pass over the data for another scale.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.optimize import minimize

from bidewell.engine.fitters.mode import Mode, Prior
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats

# Scales below 1e-3 and above 20 are the same as none and as no pooling at all.
LOG_SCALE_RANGE = (-7.0, 3.0)


@dataclass(frozen=True)
class Normal:
    """A normal distribution by its mean [size] and the lower Cholesky factor of its precision [size, size]."""

    mean: Floats
    factor: Floats

    def draw(self, standard: Floats) -> Floats:
        """Turn standard normal draws [n, size] into draws of this normal."""
        return self.mean + solve_triangular(self.factor, standard.T, trans="T", lower=True).T

    def log_density(self, values: Floats) -> Floats:
        """Log density of each of [n, size]."""
        away = (values - self.mean) @ self.factor
        log_scale = np.log(np.diag(self.factor)).sum() - 0.5 * self.mean.size * np.log(2.0 * np.pi)
        return np.asarray(log_scale - 0.5 * (away**2).sum(axis=1))


@dataclass(frozen=True)
class Quadratic:
    """The likelihood's expansion at a mode: value, gradient and information (no negative directions) there."""

    model: Model
    mode: Mode
    information: Floats

    @classmethod
    def at(cls, model: Model, mode: Mode, information: Floats) -> "Quadratic":
        """The expansion, with negative directions of the information (noise of a flat likelihood) taken as none."""
        values, vectors = np.linalg.eigh(information)
        positive = information if values[0] >= 0.0 else (vectors * np.maximum(values, 0.0)) @ vectors.T
        return cls(model, mode, positive)

    @property
    def is_rough(self) -> bool:
        """Whether it is only a place to begin: the likelihood there is not known, nor its curvature well."""
        return self.mode.log_likelihood == -np.inf

    def prior(self, log_scales: Floats) -> Prior:
        """The prior of the parameters for given log scales, in the order of `model.scales`."""
        scales = dict(zip(self.model.scales, np.exp(log_scales).tolist(), strict=True))
        return Prior(self.model.prior_mean(), self.model.prior_precision(scales))

    def given(self, log_scales: Floats) -> Normal:
        """The parameters' posterior given the scales."""
        prior = self.prior(log_scales)
        factor, _ = cho_factor(self.information + np.diag(prior.precision), lower=True)
        pull = self.information @ self.mode.parameters + self.mode.gradient + prior.precision * prior.mean
        return Normal(cho_solve((factor, True), pull), np.tril(factor))

    def gradient(self, parameters: Floats) -> Floats:
        """What the expansion takes the likelihood's gradient for."""
        return self.mode.gradient - self.information @ (parameters - self.mode.parameters)

    def tilted(self, slope: Floats) -> "Quadratic":
        """The same curvature with another slope."""
        return replace(self, mode=replace(self.mode, gradient=self.mode.gradient + slope))

    def log_marginal(self, log_scales: Floats) -> float:
        """Log posterior density of the log scales, the parameters integrated out."""
        prior, posterior = self.prior(log_scales), self.given(log_scales)
        away = posterior.mean - self.mode.parameters
        fit = self.mode.log_likelihood + self.mode.gradient @ away - 0.5 * away @ self.information @ away
        volume = 0.5 * posterior.mean.size * np.log(2.0 * np.pi) - np.log(np.diag(posterior.factor)).sum()
        return float(fit + prior.log_density(posterior.mean) + volume + self.log_scale_prior(log_scales))

    def log_scale_prior(self, log_scales: Floats) -> float:
        """Half-normal density of the scales, on the log scale (so with its Jacobian)."""
        widths = np.array(list(self.model.scales.values()))
        normal = 0.5 * np.log(2.0 / np.pi) - np.log(widths) - 0.5 * (np.exp(log_scales) / widths) ** 2
        return float((normal + log_scales).sum())

    def best_log_scales(self, start: Floats) -> Floats:
        """The log scales of highest marginal density."""
        if start.size == 0:
            return start
        bounds = [LOG_SCALE_RANGE] * start.size
        found = minimize(self._loss, start, method="L-BFGS-B", bounds=bounds)
        return np.asarray(found.x)

    def _loss(self, log_scales: Floats) -> float:
        return -self.log_marginal(log_scales)
