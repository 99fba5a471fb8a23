"""The log-likelihood with the effects that have an estimated standard deviation integrated out, as other engines tell
it: what the engine's own is compared with."""

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from bidewell.engine.curvature import second_derivatives
from bidewell.engine.fitters.mode import Prior
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.panel import Floats


def effects_integrated_out(likelihood: Likelihood, parameters: Floats, log_scales: Floats) -> float:
    """Log-likelihood of the other parameters; the effects' own values say where their curvature is taken.

    Exact where the likelihood is Gaussian in the effects (ratings alone); elsewhere Laplace's approximation when the
    effects are at their mode.
    """
    model, effects = likelihood.model, likelihood.model.with_scales
    value, gradient = likelihood.value_and_gradient(parameters)
    scales = dict(zip(model.scales, np.exp(log_scales).tolist(), strict=True))
    prior = Prior(np.zeros(int(effects.sum())), model.prior_precision(scales)[effects])
    information = -second_derivatives(likelihood, parameters, among=effects) + np.diag(prior.precision)
    factor, _ = cho_factor(information, lower=True)
    slope = gradient[effects] - prior.precision * parameters[effects]
    volume = 0.5 * slope.size * np.log(2.0 * np.pi) - np.log(np.diag(factor)).sum()
    at_mode = value + prior.log_density(parameters[effects]) + 0.5 * slope @ cho_solve((factor, True), slope)
    return float(at_mode + volume)
