"""Expectations of a chance over a normal linear predictor, by Gauss-Hermite quadrature."""

from typing import Any

import numpy as np
from scipy.special import log_ndtr

from bidewell.engine.links import LINKS, Link, so_many
from bidewell.engine.measurement import Hazard
from bidewell.engine.nodes import NODES, WEIGHTS
from bidewell.engine.recursion import Integrals


def expected_derivative(link: Link, order: int, power: int, centre: Any, spread: Any, xp: Any) -> Any:
    """E[z^power h^(order)(centre + spread z)], z standard normal, shaped as `centre`.

    Differentiating in `centre` raises the order by one; in `spread`, order and power: exact for the quadrature itself.
    """
    return xp.tensordot(WEIGHTS * NODES**power, LINKS[link](_at_nodes(centre, spread), order, xp), axes=1)


def expected_count(order: int, power: int, happened: Any, times: Any, centre: Any, spread: Any, xp: Any) -> Any:
    """E[z^power L^(order)(centre + spread z)], L the probability of so many of so many, shaped as `centre`."""
    values = so_many(_at_nodes(centre, spread), happened, times, order, xp)
    return xp.tensordot(WEIGHTS * NODES**power, values, axes=1)


def _at_nodes(centre: Any, spread: Any) -> Any:
    # All nodes in one array: for narrow lanes most of the time is the number of operations, not their size.
    return centre + spread * NODES.reshape(-1, *([1] * np.ndim(centre)))


def hazard_on_numpy(link: Link) -> Hazard:
    """The recursion's hazard for the NumPy driver."""
    return lambda order, centre, spread: expected_derivative(link, order, 0, centre, spread, np)


def integrals_on_numpy(link: Link) -> Integrals:
    """All that the recursion needs integrated, for the NumPy driver."""
    return Integrals(
        hazard_on_numpy(link),
        lambda order, happened, times, centre, spread: expected_count(order, 0, happened, times, centre, spread, np),
        log_ndtr,
        lambda eta: LINKS[link](eta, 0, np),
        lambda counts: bool(np.count_nonzero(counts)),
    )
