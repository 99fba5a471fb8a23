"""Integrals over a normal variable, worked out: a quadrature node by node, the distribution function by the error's."""

import math
from collections.abc import Callable, Iterable
from functools import reduce
from operator import add
from typing import Any

from bidewell.engine.links import LINKS, Link, so_many
from bidewell.engine.native.derivatives import HALF_LOG_TWO_PI, reached
from bidewell.engine.native.symbols import Namespace, Symbol
from bidewell.engine.nodes import NODES, WEIGHTS

# Below this many standard deviations the error function runs out of numbers, and a series has converged.
FAR_BELOW = -30.0


def integrals_in(symbols: Iterable[Symbol]) -> list[Symbol]:
    """All integrals that symbols are made of."""
    return [one for one in reached(symbols) if one.operation in WORKED_OUT]


def worked_out(integral: Symbol, link: Link) -> Symbol:
    """An integral as arithmetic."""
    return integral.tape.symbol(WORKED_OUT[integral.operation](integral, link))


def _hazard(integral: Symbol, link: Link) -> Any:
    xp = Namespace(integral.tape)
    return _at_nodes(integral, lambda eta, order: LINKS[link](eta, order, xp))


def _count(integral: Symbol, link: Link) -> Any:
    xp, (happened, times) = Namespace(integral.tape), integral.of[:2]
    return _at_nodes(integral, lambda eta, order: so_many(eta, happened, times, order, xp))


def _at_nodes(integral: Symbol, derivative: Callable[[Any, int], Any]) -> Any:
    """E[z^power f^(order)(centre + spread z)] as a sum over nodes."""
    (order, power), (centre, spread) = integral.detail, integral.of[-2:]
    # The middle node is nothing but rounding away from 0.
    nodes = [0.0 if abs(node) < 1e-12 else node for node in NODES.tolist()]
    weights = (WEIGHTS * NODES**power).tolist()
    told = [(node, weight) for node, weight in zip(nodes, weights, strict=True) if node or not power]
    return reduce(add, [weight * derivative(centre + spread * node, order) for node, weight in told])


def _log_normal_cdf(integral: Symbol, link: Link) -> Any:
    (value,), xp = integral.of, Namespace(integral.tape)
    near = xp.maximum(value, FAR_BELOW)
    beyond = 0.5 * integral.tape.made("erfc", xp.maximum(near, -near) / math.sqrt(2.0))
    usual = xp.log(xp.where(near > 0.0, 1.0 - beyond, beyond))
    far = xp.minimum(value, FAR_BELOW)
    once = 1.0 / (far * far)
    less = once * (1.0 - 3.0 * once * (1.0 - 5.0 * once * (1.0 - 7.0 * once)))
    series = -0.5 * far * far - xp.log(-far) - HALF_LOG_TWO_PI - less * (1.0 + less * (0.5 + less / 3.0))
    return xp.where(near > FAR_BELOW, usual, series)


WORKED_OUT: dict[str, Callable[[Symbol, Link], Any]] = {
    "hazard": _hazard,
    "count": _count,
    "log_normal_cdf": _log_normal_cdf,
}
