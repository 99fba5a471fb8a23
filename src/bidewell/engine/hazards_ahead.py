"""Expectations of a hazard for forecasting, in NumPy: the same numbers as `quadrature`, with fewer exponentials.

Two uses. `HazardAtOnce` moves a belief: all derivatives that one event asks for, from one pass over the nodes.
`expected_chance` turns beliefs into chances, millions at a time: a node is a factor on the rate, so a pair of nodes
costs one exponential for its place instead of two.
"""

from typing import Any

import numpy as np

from bidewell.engine.links import HIGHEST_PREDICTOR, LOWEST_PREDICTOR, Link
from bidewell.engine.nodes import NODES, WEIGHTS
from bidewell.engine.panel import Floats

# Three nodes. Against the exact integral: within 1e-4 where the predictor's spread is at most 0.5 and the hazard at its
# centre at most 0.3, within 1e-3 there at a spread of 0.75, and within 0.012 anywhere up to a spread of 1. Posterior
# draws differ by far more.
OUTER_NODE, OUTER_WEIGHT, CENTRE_WEIGHT = 3.0**0.5, 1.0 / 6.0, 2.0 / 3.0
# Beyond this spread an outermost node is certain either way; it keeps exp() finite.
_WIDEST = 15.0
_NODES = NODES[:, None]
_HIGHEST = {"cloglog": HIGHEST_PREDICTOR, "logit": -LOWEST_PREDICTOR}
# Where a belief is moved, 1e-13 is left of the chance of staying: who stayed although a value that nobody was fitted
# with (mistyped by a thousand) said otherwise would have had no chance of it, and the belief would be no number. A
# search for a fit wants just that, and turns back.
_HIGHEST_SEEN = {"cloglog": 3.4, "logit": 30.0}


def expected_chance(link: Link, centre: Floats, spread: Floats) -> Floats:
    """Chance of an event whose linear predictor is normal about `centre` with standard deviation `spread`.

    Any shapes that broadcast. By Gauss-Hermite quadrature with three nodes; see OUTER_NODE for its error.
    """
    # Between two bounds at a time: NumPy takes three times as long for the larger of an array and a number.
    negative_rate = centre.clip(-np.inf, _HIGHEST[link])
    np.negative(np.exp(negative_rate, out=negative_rate), out=negative_rate)
    factor = np.exp(OUTER_NODE * spread.clip(0.0, _WIDEST))
    happens = _survival(link, negative_rate * factor)
    happens += _survival(link, negative_rate / factor)
    happens *= OUTER_WEIGHT / CENTRE_WEIGHT
    happens += _survival(link, negative_rate)
    happens *= -CENTRE_WEIGHT
    happens += 1.0
    return happens.clip(0.0, 1.0, out=happens)


def _survival(link: Link, negative_rate: Floats) -> Floats:
    """Chance that the event does not happen, from -exp(predictor), which it overwrites."""
    if link == "cloglog":
        return np.exp(negative_rate, out=negative_rate)
    return np.divide(1.0, np.subtract(1.0, negative_rate, out=negative_rate), out=negative_rate)


class HazardAtOnce:
    """The recursion's hazard for one driver: derivatives 0 to 2 at the same centre and spread are computed together."""

    def __init__(self, link: Link) -> None:
        self._link: Link = link
        self._asked: tuple[Any, Any] = (None, None)
        self._found: Any = ()

    def __call__(self, order: int, centre: Any, spread: Any) -> Any:
        """E[h^(order)(centre + spread z)], z standard normal, for centre and spread [clients]."""
        if self._asked[0] is not centre or self._asked[1] is not spread:
            self._found = WEIGHTS @ derivatives(self._link, centre + spread * _NODES)
            self._asked = centre, spread
        return self._found[order]


def derivatives(link: Link, eta: Floats) -> Floats:
    """The hazard and its first two derivatives in the predictor, [3, ...], as in `links` but never certain.

    Worked out in place: new memory would cost more than the arithmetic.
    """
    found = np.empty((3, *eta.shape))
    chance, slope, curve = found
    rate = np.minimum(eta, _HIGHEST_SEEN[link])
    np.exp(rate, out=rate)
    if link == "logit":
        np.divide(rate, np.add(1.0, rate, out=slope), out=chance)
        np.multiply(chance, np.subtract(1.0, chance, out=slope), out=slope)
        np.multiply(1.0 - 2.0 * chance, slope, out=curve)
    else:
        np.negative(np.expm1(np.negative(rate, out=chance), out=chance), out=chance)
        np.multiply(rate, np.subtract(1.0, chance, out=slope), out=slope)
        np.multiply(np.subtract(1.0, rate, out=curve), slope, out=curve)
    return found
