"""The posterior as the quadratic at the mode sees it: given any scales, a normal; of the scales, a marginal density.

With the likelihood replaced by its second-order expansion at the mode, everything about the estimated standard
deviations (therapist, site, smoothness, quarter) is Gaussian algebra: no further pass over the data for another scale.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.optimize import minimize

from bidewell.engine.fitters import half_normal
from bidewell.engine.fitters.mode import Mode, Prior
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from bidewell.engine.partitions.messages import Expansion
from bidewell.engine.partitions.own_effects import without_negative
from bidewell.engine.partitions.together import Together

# Scales below 1e-3 and above 20 are the same as none and as no pooling at all.
LOG_SCALE_RANGE = (-7.0, 3.0)
# What slopes in log scales are differences over, and what a search by values may have left to go.
SCALE_DIFFERENCE, LONGEST_POLISH = 1e-4, 1e-2


@dataclass(frozen=True)
class Normal:
    """A normal distribution by its mean [size] and the lower Cholesky factor of its precision [size, size]."""

    mean: Floats
    factor: Floats

    def draw(self, standard: Floats) -> Floats:
        """Turn standard normal draws [n, size] into draws of this normal."""
        return self.mean + solve_triangular(self.factor, standard.T, trans="T", lower=True).T

    def covariance(self) -> Floats:
        """Covariance matrix [size, size]."""
        return np.asarray(cho_solve((self.factor, True), np.eye(self.mean.size)))

    def log_density(self, values: Floats) -> Floats:
        """Log density of each of [n, size]."""
        away = (values - self.mean) @ self.factor
        log_scale = np.log(np.diag(self.factor)).sum() - 0.5 * self.mean.size * np.log(2.0 * np.pi)
        return np.asarray(log_scale - 0.5 * (away**2).sum(axis=1))


@dataclass(frozen=True)
class Quadratic:
    """The likelihood's expansion about the place partitions were asked last, their own effects integrated out.

    `outline` is the model without rows: its parameters are the shared ones, which are all where `all_is_shared`.
    """

    outline: Model
    partitions: Together
    mode: Mode
    all_is_shared: bool

    def prior(self, log_scales: Floats) -> Prior:
        """The prior of the shared parameters for given log scales, in the order of `outline.scales`."""
        scales = dict(zip(self.outline.scales, np.exp(log_scales).tolist(), strict=True))
        return Prior(self.outline.prior_mean(), self.outline.prior_precision(scales))

    def expansion(self, log_scales: Floats) -> Expansion:
        """The expansion, with negative directions of the information (noise of a flat likelihood) taken as none."""
        return self._of_any_scales if self.all_is_shared else self._expanded(log_scales)

    @cached_property
    def _of_any_scales(self) -> Expansion:
        return self._expanded(np.zeros(len(self.outline.scales)))

    def _expanded(self, log_scales: Floats) -> Expansion:
        found = self.partitions.expand(log_scales)
        return replace(found, information=without_negative(found.information))

    def given(self, log_scales: Floats) -> Normal:
        """The shared parameters' posterior given the scales."""
        return self._given(self.expansion(log_scales), self.prior(log_scales))

    def log_marginal(self, log_scales: Floats) -> float:
        """Log posterior density of the log scales, the parameters integrated out, but for a constant."""
        expansion = self.expansion(log_scales)
        return self._marginal(expansion, self._given(expansion, self.prior(log_scales)), log_scales)

    def log_scale_prior(self, log_scales: Floats) -> float:
        """Log density of the log scales' half-normal priors."""
        return half_normal.log_density(log_scales, np.array(list(self.outline.scales.values())))

    def best_log_scales(self, start: Floats) -> Floats:
        """The log scales of highest marginal density."""
        if start.size == 0:
            return start
        bounds = [LOG_SCALE_RANGE] * start.size
        found = minimize(
            self._loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-12, "gtol": 1e-7}
        )
        return self._polished(np.asarray(found.x))

    def _polished(self, log_scales: Floats) -> Floats:
        """One step of Newton's: a search by values ends where these round, which is not the same for every sum."""
        here = self._loss(log_scales)[1]
        steps = SCALE_DIFFERENCE * np.eye(log_scales.size)
        curvature = np.array([self._loss(log_scales + step)[1] - here for step in steps]) / SCALE_DIFFERENCE
        curvature = (curvature + curvature.T) / 2.0
        away = np.abs(log_scales[:, None] - np.array(LOG_SCALE_RANGE)).min(axis=1)
        if np.linalg.eigvalsh(curvature)[0] <= 0.0 or away.min() < LONGEST_POLISH:
            return log_scales
        step = np.linalg.solve(curvature, here)
        return log_scales - step if np.abs(step).max() < LONGEST_POLISH else log_scales

    def _loss(self, log_scales: Floats) -> tuple[float, Floats]:
        expansion = self.expansion(log_scales)
        posterior = self._given(expansion, self.prior(log_scales))
        return -self._marginal(expansion, posterior, log_scales), -self._slope(posterior, log_scales)

    def _given(self, expansion: Expansion, prior: Prior) -> Normal:
        factor, _ = cho_factor(expansion.information + np.diag(prior.precision), lower=True)
        step = expansion.slope - prior.precision * (self.mode.parameters - prior.mean)
        return Normal(self.mode.parameters + cho_solve((factor, True), step), np.tril(factor))

    def _marginal(self, expansion: Expansion, posterior: Normal, log_scales: Floats) -> float:
        away = posterior.mean - self.mode.parameters
        fit = expansion.constant + expansion.slope @ away - 0.5 * away @ expansion.information @ away
        volume = 0.5 * away.size * np.log(2.0 * np.pi) - np.log(np.diag(posterior.factor)).sum()
        prior = self.prior(log_scales).log_density(posterior.mean) + self.log_scale_prior(log_scales)
        return float(fit + prior + volume)

    def _slope(self, posterior: Normal, log_scales: Floats) -> Floats:
        """The gradient of the log marginal density in the log scales."""
        away, covariance = posterior.mean - self.mode.parameters, posterior.covariance()
        scale = self.outline.scale_of
        scaled = np.flatnonzero(scale >= 0)
        square = posterior.mean[scaled] ** 2 + np.diag(covariance)[scaled]
        shared = square * np.exp(-2.0 * log_scales[scale[scaled]]) - 1.0
        of_prior = 1.0 - (np.exp(log_scales) / np.array(list(self.outline.scales.values()))) ** 2
        found = np.bincount(scale[scaled], weights=shared, minlength=log_scales.size) + of_prior
        return np.asarray(found if self.all_is_shared else found + self._kept_slope(away, covariance, log_scales))

    def _kept_slope(self, away: Floats, covariance: Floats, log_scales: Floats) -> Floats:
        change = self.partitions.change(log_scales)
        spread = (change.information * (np.outer(away, away) + covariance)).sum(axis=(1, 2))
        return np.asarray(change.constant + change.slope @ away - 0.5 * spread)
