"""The mode of the posterior: quasi-Newton steps in the metric of the curvature, damped."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, eigh

from bidewell.engine.panel import Floats
from bidewell.engine.partitions.messages import Parameters, Summary
from bidewell.engine.partitions.together import Together

MAXIMUM_STEPS = 60  # by then the curvature is worth taking anew
# Half the squared distance to the mode in posterior standard deviations, as the quadratic sees it: 1e-6 of one.
CLOSE_ENOUGH = 5e-13
# Near enough to measure the curvature there: a hundredth of a standard deviation.
NEAR_ENOUGH = 5e-5
SMALLEST_STEP = 2.0**-20
# In any parameter, at first: a longer step leaves the region in which the curvature was measured, and where ratings are
# nothing like what the prior expects the search ends up where no slope leads back.
LONGEST_STEP = 1.0
# Curvature in a direction the data say nothing about may come out negative far from the mode; this keeps steps finite.
LEAST_PRECISION = 1e-4


@dataclass(frozen=True)
class Prior:
    """Independent normal priors: mean and precision [size], precision 0 meaning flat."""

    mean: Floats
    precision: Floats

    def log_density(self, parameters: Floats) -> float:
        """Log density at a parameter vector [size], flat parameters contributing nothing."""
        informed = self.precision > 0.0
        log_scale = np.log(self.precision[informed] / (2.0 * np.pi)).sum()
        return float(0.5 * (log_scale - (self.precision * (parameters - self.mean) ** 2).sum()))


@dataclass(frozen=True)
class Mode:
    """Where the search ended: shared parameters, the log-likelihood there, steps taken, and whether it is a mode."""

    parameters: Floats
    log_likelihood: float
    steps: int
    converged: bool


@dataclass(frozen=True)
class _Point:
    """Shared parameters, what was answered there, and the log-posterior with its gradient."""

    parameters: Floats
    summary: Summary
    value: float
    slope: Floats

    @property
    def is_finite(self) -> bool:
        return bool(np.isfinite(self.value) and np.isfinite(self.slope).all())


@dataclass(frozen=True)
class _Search:
    """The log-posterior for given scales, as partitions answer it."""

    partitions: Together
    prior: Prior
    log_scales: Floats

    def at(self, parameters: Floats, step: float, *, onward: bool) -> _Point:
        found = self.partitions.summarise(Parameters(parameters, self.log_scales, step, onward))
        value = found.log_likelihood + found.own_prior + self.prior.log_density(parameters)
        return _Point(parameters, found, value, found.slope - self.prior.precision * (parameters - self.prior.mean))


def find_mode(
    partitions: Together,
    prior: Prior,
    log_scales: Floats,
    start: Floats,
    information: Floats,
    close_enough: float = CLOSE_ENOUGH,
    most_steps: int = MAXIMUM_STEPS,
) -> Mode:
    """Maximise the log-posterior from `start`, where partitions were asked last, for given scales.

    `information` [shared, shared] is minus the likelihood's curvature there, own effects eliminated. The search ends
    when half the squared distance to the mode, as the quadratic sees it, is below `close_enough`.
    """
    search = _Search(partitions, prior, log_scales)
    inverse = inverse_of(information + np.diag(prior.precision))
    here = search.at(start, 0.0, onward=True)
    for taken in range(most_steps):
        direction = inverse @ here.slope
        gain = float(here.slope @ direction) + here.summary.own_gain
        if gain / 2.0 < close_enough:
            return Mode(here.parameters, here.summary.log_likelihood, taken, converged=True)
        moved = _line_search(search, here, direction, gain)
        if moved is None:
            search.at(here.parameters, 0.0, onward=False)
            return Mode(here.parameters, here.summary.log_likelihood, taken, converged=gain < 1e-6)
        inverse = _learned(inverse, moved.parameters - here.parameters, here.slope - moved.slope)
        here = moved
    return Mode(here.parameters, here.summary.log_likelihood, most_steps, converged=False)


def inverse_of(precision: Floats) -> Floats:
    """Inverse of a symmetric matrix [size, size], directions of too little curvature being held to LEAST_PRECISION."""
    try:
        return cho_solve(cho_factor(precision, lower=True), np.eye(len(precision)))
    except np.linalg.LinAlgError:
        values, vectors = eigh(precision)
        return (vectors / np.maximum(np.abs(values), LEAST_PRECISION)) @ vectors.T


def _line_search(search: _Search, here: _Point, direction: Floats, gain: float) -> _Point | None:
    share, onward = LONGEST_STEP / max(float(np.abs(direction).max(initial=0.0)), LONGEST_STEP), True
    while share > SMALLEST_STEP:
        moved = search.at(here.parameters + share * direction, share, onward=onward)
        if moved.is_finite and moved.value >= here.value + 1e-4 * share * gain:
            return moved
        share, onward = share / 2.0, False
    return None


def _learned(inverse: Floats, moved: Floats, slope_lost: Floats) -> Floats:
    """The inverse curvature after a step (BFGS): what the change of slope taught."""
    agreement = float(moved @ slope_lost)
    if agreement <= 1e-10 * float(np.linalg.norm(moved) * np.linalg.norm(slope_lost)):
        return inverse
    pushed = inverse @ slope_lost
    scale = (1.0 + float(slope_lost @ pushed) / agreement) / agreement
    cross = np.outer(pushed, moved) / agreement
    return inverse + scale * np.outer(moved, moved) - cross - cross.T
