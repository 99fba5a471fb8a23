"""Chances of two normal variables at once, in closed form."""

import numpy as np
from scipy.special import ndtr, owens_t

from bidewell.engine.panel import Floats

# Owen's formula divides by both bounds and by how far a correlation lies from one; so near to none it changes nothing.
_LEAST_BOUND, _MOST_CORRELATED = 1e-9, 1.0 - 1e-9


def both_below(one: Floats, other: Floats, correlation: Floats) -> Floats:
    """P(X < one, Y < other) of standard normal X and Y, arrays alike in shape; accurate to about 1e-9.

    By Owen's T function (Owen 1956, Annals of Mathematical Statistics 27:1075).
    """
    h, k = (np.where(np.abs(bound) < _LEAST_BOUND, _LEAST_BOUND, bound) for bound in (one, other))
    rho = np.minimum(np.maximum(correlation, -_MOST_CORRELATED), _MOST_CORRELATED)
    alone = np.sqrt(1.0 - rho**2)
    apart = owens_t(h, (k - rho * h) / (h * alone)) + owens_t(k, (h - rho * k) / (k * alone))
    found = 0.5 * (ndtr(h) + ndtr(k) - (h * k < 0.0)) - apart
    return np.asarray(np.minimum(np.maximum(found, 0.0), 1.0))
