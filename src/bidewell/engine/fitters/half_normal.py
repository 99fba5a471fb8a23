"""The prior of estimated standard deviations, where these are looked for on the log scale."""

import numpy as np

from bidewell.engine.panel import Floats


def log_density(log_scales: Floats, widths: Floats) -> float:
    """Log density of the logs of independent half-normal scales with these widths, [scales]; Jacobian included."""
    normal = 0.5 * np.log(2.0 / np.pi) - np.log(widths) - 0.5 * (np.exp(log_scales) / widths) ** 2
    return float((normal + log_scales).sum())
