"""Expectations over a normal predictor, worked out node by node: what the quadrature amounts to, as symbols."""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

from bidewell.engine.links import LINKS, Link, so_many
from bidewell.engine.native.derivatives import reached
from bidewell.engine.native.symbols import Namespace, Symbol
from bidewell.engine.nodes import NODES, WEIGHTS

EXPECTATIONS = ("hazard", "count")


def expectations_in(symbols: Iterable[Symbol]) -> list[Symbol]:
    """All expectations that symbols are made of."""
    return [one for one in reached(symbols) if one.operation in EXPECTATIONS]


def at_nodes(expectation: Symbol, link: Link) -> Symbol:
    """E[z^power f^(order)(centre + spread z)], f the hazard or the probability of so many of so many, as a sum."""
    order, power = expectation.detail
    *given, centre, spread = expectation.of
    xp = Namespace(expectation.tape)

    def value(node: float) -> Any:
        eta = centre + spread * node
        if expectation.operation == "hazard":
            return LINKS[link](eta, order, xp)
        happened, times = given
        return so_many(eta, happened, times, order, xp)

    # The middle node is nothing but rounding away from 0.
    nodes = [0.0 if abs(node) < 1e-12 else node for node in NODES.tolist()]
    weights = (WEIGHTS * NODES**power).tolist()
    summed = [weight * value(node) for node, weight in zip(nodes, weights, strict=True) if node or not power]
    return expectation.tape.symbol(reduce(add, summed))
