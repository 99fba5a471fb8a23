"""Expectations of a hazard over a normal linear predictor, by Gauss-Hermite quadrature."""

from typing import Any

import numpy as np

from bidewell.engine.cell import Hazard
from bidewell.engine.links import LINKS, Link

NODES_USED = 7  # agreed with 11 to ten digits at realistic loadings
NODES, _RAW = np.polynomial.hermite_e.hermegauss(NODES_USED)
WEIGHTS = _RAW / _RAW.sum()


def expected_derivative(link: Link, order: int, power: int, centre: Any, spread: Any, xp: Any) -> Any:
    """E[z^power h^(order)(centre + spread z)], z standard normal, shaped as `centre`.

    Differentiating in `centre` raises the order by one; in `spread`, order and power: exact for the quadrature itself.
    """
    # All nodes in one array: for narrow lanes most of the time is the number of operations, not their size.
    nodes = NODES.reshape(-1, *([1] * np.ndim(centre)))
    values = LINKS[link](centre + spread * nodes, order, xp)
    return xp.tensordot(WEIGHTS * NODES**power, values, axes=1)


def hazard_on_numpy(link: Link) -> Hazard:
    """The recursion's hazard for the NumPy driver."""
    return lambda order, centre, spread: expected_derivative(link, order, 0, centre, spread, np)
