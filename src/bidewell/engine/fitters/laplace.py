"""The posterior as the quadratic at the mode sees it: given any scales, a normal; of the scales, a marginal density.

With the likelihood replaced by its second-order expansion at the mode, everything about the estimated standard
deviations (therapist, site, smoothness, quarter) is Gaussian algebra: no further pass over the data for another scale.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.linalg import cho_solve, cholesky
from scipy.optimize import minimize

from bidewell.engine.fitters import half_normal
from bidewell.engine.fitters.mode import Mode, Prior
from bidewell.engine.fitters.peak import Normal, Peak, WholePeak
from bidewell.engine.fitters.turned import Turned, TurnedPeak
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from bidewell.engine.partitions.messages import Expansion
from bidewell.engine.partitions.own_effects import without_negative
from bidewell.engine.partitions.together import Together

# Scales below 1e-3 and above 20 are the same as none and as no pooling at all.
LOG_SCALE_RANGE = (-7.0, 3.0)
# What slopes in log scales are differences over, and what a search by values may have left to go.
SCALE_DIFFERENCE, LONGEST_POLISH = 1e-4, 1e-2
# Where no scale has more of the parameters than this, factoring all of them at once is as fast as turning some first.
SHARE_TO_TURN = 0.5


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
        return self._height(self._turned_peak(log_scales) or self._whole_peak(log_scales), log_scales)

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
        turned = self._turned_peak(log_scales)
        if turned is not None:
            return -self._height(turned, log_scales), -self._slope(turned, log_scales)
        whole = self._whole_peak(log_scales)
        kept = 0.0 if self.all_is_shared else self._kept_slope(whole, log_scales)
        return -self._height(whole, log_scales), -(self._slope(whole, log_scales) + kept)

    def _given(self, expansion: Expansion, prior: Prior) -> Normal:
        precision = expansion.information.copy()
        precision.flat[:: len(precision) + 1] += prior.precision
        # Symmetric, so its transpose is the same, and lies as the library wants it: it is factored where it is.
        factor = cholesky(precision.T, lower=True, overwrite_a=True)
        step = expansion.slope - prior.precision * (self.mode.parameters - prior.mean)
        return Normal(self.mode.parameters + cho_solve((factor, True), step), factor)

    def _whole_peak(self, log_scales: Floats) -> WholePeak:
        expansion = self.expansion(log_scales)
        return WholePeak(expansion, self.mode.parameters, self._given(expansion, self.prior(log_scales)))

    def _turned_peak(self, log_scales: Floats) -> TurnedPeak | None:
        return self._turned.peak(self.prior(log_scales)) if self._turned is not None else None

    @cached_property
    def _turned(self) -> Turned | None:
        """The expansion turned, where it is one for all scales and most of its parameters share one of them."""
        scale = self.outline.scale_of
        shared_by = np.bincount(scale[scale >= 0], minlength=1)
        if not self.all_is_shared or shared_by.max() <= SHARE_TO_TURN * scale.size:
            return None
        return Turned.of(self._of_any_scales, self.mode.parameters, np.flatnonzero(scale == shared_by.argmax()))

    def _height(self, peak: Peak, log_scales: Floats) -> float:
        volume = 0.5 * peak.mean.size * np.log(2.0 * np.pi) - peak.log_root
        prior = self.prior(log_scales).log_density(peak.mean) + self.log_scale_prior(log_scales)
        return float(peak.rise + prior + volume)

    def _slope(self, peak: Peak, log_scales: Floats) -> Floats:
        """The gradient of the log marginal density in the log scales, but for what kept effects add."""
        scale = self.outline.scale_of
        scaled = np.flatnonzero(scale >= 0)
        square = peak.mean[scaled] ** 2 + peak.variance[scaled]
        shared = square * np.exp(-2.0 * log_scales[scale[scaled]]) - 1.0
        of_prior = 1.0 - (np.exp(log_scales) / np.array(list(self.outline.scales.values()))) ** 2
        return np.asarray(np.bincount(scale[scaled], weights=shared, minlength=log_scales.size) + of_prior)

    def _kept_slope(self, peak: WholePeak, log_scales: Floats) -> Floats:
        change, away = self.partitions.change(log_scales), peak.away
        spread = (change.information * (np.outer(away, away) + peak.covariance)).sum(axis=(1, 2))
        return np.asarray(change.constant + change.slope @ away - 0.5 * spread)
