"""Derivatives of what a tape says, as more of the same tape (reverse accumulation)."""

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

from bidewell.engine.native.symbols import Symbol

HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)
# From a symbol and the derivative in it, those in each of its arguments (None: no matter).
Rule = Callable[[Symbol, Symbol], Sequence[Any]]


def _of_expectation(one: Symbol, slope: Symbol) -> Sequence[Any]:
    """Exact for a quadrature: its derivative in the centre raises the order, in the spread order and power."""
    order, power = one.detail
    *given, centre, spread = one.of
    raised = (one.tape.made(one.operation, *one.of, detail=(order + 1, power + more)) for more in (0, 1))
    return *[None] * len(given), *(slope * value for value in raised)


def _of_log_normal_cdf(one: Symbol, slope: Symbol) -> Sequence[Any]:
    (value,) = one.of
    return (slope * one.tape.made("exp", -0.5 * value * value - HALF_LOG_TWO_PI - one),)


def _of_larger(one: Symbol, slope: Symbol) -> Sequence[Any]:
    first, second = one.of
    return _chosen(first > second, slope)


def _of_smaller(one: Symbol, slope: Symbol) -> Sequence[Any]:
    first, second = one.of
    return _chosen(first < second, slope)


def _chosen(is_first: Symbol, slope: Symbol) -> Sequence[Any]:
    zero = slope.tape.symbol(0.0)
    return slope.tape.made("where", is_first, slope, zero), slope.tape.made("where", is_first, zero, slope)


def _of_choice(one: Symbol, slope: Symbol) -> Sequence[Any]:
    return None, *_chosen(one.of[0], slope)


RULES: dict[str, Rule] = {
    "add": lambda one, slope: (slope, slope),
    "sub": lambda one, slope: (slope, -slope),
    "mul": lambda one, slope: (slope * one.of[1], slope * one.of[0]),
    "div": lambda one, slope: (slope / one.of[1], -(slope * one) / one.of[1]),
    "exp": lambda one, slope: (slope * one,),
    "log": lambda one, slope: (slope / one.of[0],),
    "sqrt": lambda one, slope: (0.5 * slope / one,),
    "max": _of_larger,
    "min": _of_smaller,
    "where": _of_choice,
    "log_normal_cdf": _of_log_normal_cdf,
    "hazard": _of_expectation,
    "count": _of_expectation,
}


def reached(symbols: Iterable[Symbol], known: Container[Symbol] = ()) -> list[Symbol]:
    """All that these are made of, and they themselves, each after what it is made of; nothing beneath what is known."""
    found: dict[int, Symbol] = {}
    waiting = [one for one in symbols if one not in known]
    while waiting:
        one = waiting.pop()
        if one.place not in found:
            found[one.place] = one
            waiting.extend(part for part in one.of if part not in known)
    return [found[place] for place in sorted(found)]


def derivatives(slopes: Mapping[Symbol, Symbol], wanted: Sequence[Symbol]) -> list[Symbol]:
    """Derivatives in the wanted symbols of what has these derivatives in some outputs.

    A wanted symbol that another wanted one is made of counts for itself: not what the other passes on. Raises KeyError
    at an operation that has no rule.
    """
    zero, known, leaves = wanted[0].tape.symbol(0.0), dict(slopes), set(wanted)
    matters = _made_of(wanted, reached(slopes))
    for one in reversed(reached(slopes)):
        slope = known.get(one, zero)
        if one in leaves or one not in matters or slope.is_known(0.0):
            continue
        for argument, part in zip(one.of, RULES[one.operation](one, slope), strict=True):
            if part is not None and argument in matters:
                known[argument] = known.get(argument, zero) + part
    return [known.get(one, zero) for one in wanted]


def _made_of(wanted: Sequence[Symbol], symbols: Sequence[Symbol]) -> set[Symbol]:
    """Those of the symbols, in order, that are made of a wanted one."""
    found = set(wanted)
    for one in symbols:
        if any(part in found for part in one.of):
            found.add(one)
    return found
