"""Derivatives by differences, for comparing with exact ones."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Model

Floats = NDArray[np.float64]


def by_differences(value: Callable[[Floats], float | Floats], at: Floats, step: float = 3e-4) -> Floats:
    """Fourth-order central differences of a value along every parameter."""
    steps = step * np.eye(at.size)
    near = np.array([value(at + one) - value(at - one) for one in steps])
    far = np.array([value(at + 2 * one) - value(at - 2 * one) for one in steps])
    return (8 * near - far) / (12 * step)


def gradient_and_differences(model: Model) -> tuple[Floats, Floats]:
    """The gradient of a model's log-likelihood somewhere near its priors' middle, exact and by differences."""
    likelihood = Likelihood.of(model)
    at = model.prior_mean() + 0.2 * np.random.default_rng(2).standard_normal(model.size)
    return likelihood.value_and_gradient(at)[1], by_differences(likelihood.value, at)
