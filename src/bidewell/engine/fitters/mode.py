"""The mode of the posterior: quasi-Newton steps in the metric of the curvature, damped."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, eigh

from bidewell.engine.likelihood import Likelihood
from bidewell.engine.panel import Floats

MAXIMUM_STEPS = 60  # by then the curvature is worth taking anew
# Half the squared distance to the mode in posterior standard deviations, as the quadratic sees it: 1e-6 of one.
CLOSE_ENOUGH = 5e-13
# Near enough to measure the curvature there: a hundredth of a standard deviation.
NEAR_ENOUGH = 5e-5
SMALLEST_STEP = 2.0**-20
# Curvature in a direction the data say nothing about may come out negative far from the mode; this keeps steps finite.
LEAST_PRECISION = 1e-4


@dataclass(frozen=True)
class Prior:
    """Independent normal priors: mean and precision [size], precision 0 meaning flat."""

    mean: Floats
    precision: Floats

    def log_density(self, parameters: Floats) -> float:
        """Log density at a parameter vector, flat parameters contributing nothing."""
        informed = self.precision > 0.0
        log_scale = np.log(self.precision[informed] / (2.0 * np.pi)).sum()
        return float(0.5 * (log_scale - (self.precision * (parameters - self.mean) ** 2).sum()))


@dataclass(frozen=True)
class Mode:
    """Where the search ended: parameters [size], the log-posterior there, steps taken, and whether it is a mode."""

    parameters: Floats
    log_likelihood: float
    gradient: Floats
    steps: int
    converged: bool


def find_mode(
    likelihood: Likelihood, prior: Prior, start: Floats, information: Floats, close_enough: float = CLOSE_ENOUGH
) -> Mode:
    """Maximise the log-posterior from `start`; `information` [size, size] is minus the likelihood's curvature there."""
    inverse = inverse_of(information + np.diag(prior.precision))
    here, value, slope = start, *_posterior(likelihood, prior, start)
    for taken in range(MAXIMUM_STEPS):
        direction = inverse @ slope
        gain = float(slope @ direction)
        if gain / 2.0 < close_enough:
            return _ended(likelihood, prior, here, value, slope, taken, converged=True)
        step = _line_search(likelihood, prior, here, value, direction, gain)
        if step is None:
            return _ended(likelihood, prior, here, value, slope, taken, converged=gain < 1e-6)
        moved, value, new_slope = step
        inverse = _learned(inverse, moved - here, slope - new_slope)
        here, slope = moved, new_slope
    return _ended(likelihood, prior, here, value, slope, MAXIMUM_STEPS, converged=False)


def inverse_of(precision: Floats) -> Floats:
    """Inverse of a symmetric matrix, directions of too little curvature being held to LEAST_PRECISION."""
    try:
        return cho_solve(cho_factor(precision, lower=True), np.eye(len(precision)))
    except np.linalg.LinAlgError:
        values, vectors = eigh(precision)
        return (vectors / np.maximum(np.abs(values), LEAST_PRECISION)) @ vectors.T


def _posterior(likelihood: Likelihood, prior: Prior, parameters: Floats) -> tuple[float, Floats]:
    value, slope = likelihood.value_and_gradient(parameters)
    return value + prior.log_density(parameters), slope - prior.precision * (parameters - prior.mean)


def _line_search(
    likelihood: Likelihood, prior: Prior, here: Floats, value: float, direction: Floats, gain: float
) -> tuple[Floats, float, Floats] | None:
    # A first step of more than a few units in any parameter leaves the region the curvature was measured in.
    share = min(1.0, 3.0 / max(float(np.abs(direction).max()), 1e-300))
    while share > SMALLEST_STEP:
        moved = here + share * direction
        new_value, new_slope = _posterior(likelihood, prior, moved)
        if np.isfinite(new_value) and np.isfinite(new_slope).all() and new_value >= value + 1e-4 * share * gain:
            return moved, new_value, new_slope
        share /= 2.0
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


def _ended(
    likelihood: Likelihood, prior: Prior, here: Floats, value: float, slope: Floats, steps: int, *, converged: bool
) -> Mode:
    likelihood_slope = slope + prior.precision * (here - prior.mean)
    return Mode(here, value - prior.log_density(here), likelihood_slope, steps, converged)
