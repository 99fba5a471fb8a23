"""Arithmetic that is written down instead of done: what the recursion computes, as a graph of operations.

The cell and all it calls are written against an array namespace. Given symbols for numbers and `Namespace` for `xp`,
running them once leaves their arithmetic on a tape; equal operations of equal arguments are one symbol, and what is
known (0 times anything) is worked out at once.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from itertools import repeat
from operator import add
from typing import Any

import numpy as np

# Below this the exponential's series, cut after five terms, is exact to rounding.
SMALL = 1e-3

# What is done to known numbers. Where that has no answer, tracing stops with Python's error.
KNOWN: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "floor": math.floor,
}


def _with(tape: "Tape", other: Any, operation: Callable[["Symbol"], "Symbol"]) -> Any:
    """An operation with a number, a symbol, or every element of an array of them."""
    if isinstance(other, np.ndarray):
        return np.array([operation(tape.symbol(one)) for one in other.tolist()], dtype=object)
    return operation(tape.symbol(other))


class Symbol:
    """A number nobody knows yet: an input, a constant, or an operation on other symbols. Made by its tape."""

    __slots__ = ("detail", "of", "operation", "place", "tape")
    # NumPy's numbers leave the arithmetic to the symbol.
    __array_ufunc__ = None

    def __init__(self, tape: "Tape", operation: str, of: tuple["Symbol", ...], detail: Any) -> None:
        """Use the tape's methods instead: they see to it that equal symbols are one."""
        self.tape, self.operation, self.of, self.detail = tape, operation, of, detail
        self.place = len(tape)

    def is_known(self, value: float) -> bool:
        """Whether this is the constant `value`."""
        return self.operation == "constant" and self.detail == value

    def __add__(self, other: Any) -> Any:
        """Sum."""
        return _with(self.tape, other, lambda one: self.tape.add(self, one))

    def __radd__(self, other: Any) -> Any:
        """Sum."""
        return _with(self.tape, other, lambda one: self.tape.add(one, self))

    def __sub__(self, other: Any) -> Any:
        """Difference."""
        return _with(self.tape, other, lambda one: self.tape.subtract(self, one))

    def __rsub__(self, other: Any) -> Any:
        """Difference."""
        return _with(self.tape, other, lambda one: self.tape.subtract(one, self))

    def __mul__(self, other: Any) -> Any:
        """Product."""
        return _with(self.tape, other, lambda one: self.tape.multiply(self, one))

    def __rmul__(self, other: Any) -> Any:
        """Product."""
        return _with(self.tape, other, lambda one: self.tape.multiply(one, self))

    def __truediv__(self, other: Any) -> Any:
        """Quotient."""
        return _with(self.tape, other, lambda one: self.tape.divide(self, one))

    def __rtruediv__(self, other: Any) -> Any:
        """Quotient."""
        return _with(self.tape, other, lambda one: self.tape.divide(one, self))

    def __neg__(self) -> "Symbol":
        """Less than nothing by as much."""
        return self.tape.subtract(self.tape.symbol(0.0), self)

    def __pow__(self, power: int) -> "Symbol":
        """A whole power, by multiplying."""
        return self if power == 1 else self.tape.multiply(self, self ** (power - 1))

    def __gt__(self, other: Any) -> "Symbol":
        """Whether it is larger; for `where`."""
        return self.tape.made("greater", self, self.tape.symbol(other))

    def __lt__(self, other: Any) -> "Symbol":
        """Whether it is smaller; for `where`."""
        return self.tape.made("greater", self.tape.symbol(other), self)

    def __bool__(self) -> bool:
        """Nobody knows yet: a branch on it would be taken for all clients alike."""
        raise TypeError("a symbol is neither true nor false: choose with `where`")


@dataclass
class Tape:
    """Every symbol once, in an order in which each comes after what it is made of."""

    _symbols: dict[Any, Symbol] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._symbols)

    def symbol(self, value: Any) -> Symbol:
        """A symbol for a constant; a symbol stays what it is."""
        return value if isinstance(value, Symbol) else self.made("constant", detail=float(value))

    def inputs(self, name: str, size: int) -> tuple[Symbol, ...]:
        """So many inputs of one name, numbered."""
        return tuple(self.made("input", detail=(name, number)) for number in range(size))

    def made(self, operation: str, *of: Symbol, detail: Any = None) -> Symbol:
        """The one symbol of an operation on arguments, worked out where these are known."""
        if operation in KNOWN and all(one.operation == "constant" for one in of):
            return self.symbol(KNOWN[operation](*(one.detail for one in of)))
        key = (operation, *map(id, of), detail)
        if key not in self._symbols:
            self._symbols[key] = Symbol(self, operation, of, detail)
        return self._symbols[key]

    def add(self, one: Symbol, other: Symbol) -> Symbol:
        """Sum; nothing added is nothing done."""
        if one.is_known(0.0) or other.is_known(0.0):
            return other if one.is_known(0.0) else one
        return self.made("add", one, other)

    def subtract(self, one: Symbol, other: Symbol) -> Symbol:
        """Difference."""
        return one if other.is_known(0.0) else self.made("sub", one, other)

    def multiply(self, one: Symbol, other: Symbol) -> Symbol:
        """Product; of nothing nothing, of one the other."""
        if one.is_known(0.0) or other.is_known(1.0):
            return one
        if other.is_known(0.0) or one.is_known(1.0):
            return other
        return self.made("mul", one, other)

    def divide(self, one: Symbol, other: Symbol) -> Symbol:
        """Quotient; a division by what is known is a product."""
        if other.operation == "constant":
            return self.multiply(one, self.symbol(1.0 / other.detail))
        return one if one.is_known(0.0) else self.made("div", one, other)


class Namespace:
    """What the recursion asks of an array namespace, for symbols and for NumPy's arrays of symbols."""

    def __init__(self, tape: Tape) -> None:
        """Symbols come from this tape."""
        self._tape = tape

    def exp(self, value: Any) -> Any:
        """Exponential."""
        return self._made("exp", value)

    def log(self, value: Any) -> Any:
        """Natural logarithm."""
        return self._made("log", value)

    def sqrt(self, value: Any) -> Any:
        """Square root."""
        return self._made("sqrt", value)

    def floor(self, value: Any) -> Any:
        """The whole number below."""
        return self._made("floor", value)

    def log_normal_cdf(self, value: Any) -> Any:
        """Logarithm of the standard normal distribution function."""
        return self._made("log_normal_cdf", value)

    def tanh(self, value: Any) -> Any:
        """Hyperbolic tangent."""
        return 1.0 - 2.0 / (1.0 + self.exp(2.0 * value))

    def expm1(self, value: Any) -> Any:
        """exp(value) - 1, keeping its digits where value is small."""
        small = value * (1.0 + value / 2.0 * (1.0 + value / 3.0 * (1.0 + value / 4.0 * (1.0 + value / 5.0))))
        return self.where(self._made("greater", SMALL, self.maximum(value, -value)), small, self.exp(value) - 1.0)

    def log1p(self, value: Any) -> Any:
        """log(1 + value), keeping its digits where value is small (Kahan)."""
        more = 1.0 + value
        beyond = more - 1.0
        is_nothing = self._made("greater", np.finfo(float).tiny, self.maximum(beyond, -beyond))
        return self.where(is_nothing, value, self.log(more) * value / self.where(is_nothing, 1.0, beyond))

    def maximum(self, one: Any, other: Any) -> Any:
        """The larger of two."""
        return self._made("max", one, other)

    def minimum(self, one: Any, other: Any) -> Any:
        """The smaller of two."""
        return self._made("min", one, other)

    def clip(self, value: Any, lowest: float, highest: float) -> Any:
        """No less than the lowest and no more than the highest."""
        return self.minimum(self.maximum(value, lowest), highest)

    def where(self, condition: Any, one: Any, other: Any) -> Any:
        """One where a comparison holds, the other elsewhere."""
        return self._made("where", condition, one, other)

    def zeros_like(self, _: Any) -> Symbol:
        """Nothing."""
        return self._tape.symbol(0.0)

    def ones_like(self, _: Any) -> Symbol:
        """One."""
        return self._tape.symbol(1.0)

    def tensordot(self, weights: Any, values: Any, axes: int) -> Any:
        """The weighted sum of several symbols."""
        return reduce(add, [weight * value for weight, value in zip(weights.tolist(), values, strict=True)])

    def _made(self, operation: str, *of: Any) -> Any:
        """An operation, element by element where an argument is an array."""
        if not any(isinstance(one, np.ndarray) for one in of):
            return self._tape.made(operation, *map(self._tape.symbol, of))
        rows = zip(*(one if isinstance(one, np.ndarray) else repeat(one) for one in of), strict=False)
        return np.array([self._made(operation, *row) for row in rows], dtype=object)
