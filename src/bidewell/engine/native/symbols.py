"""Arithmetic that is written down instead of done: what the recursion computes, as a graph of operations.

The cell and all it calls are written against an array namespace. Given symbols for numbers and `Namespace` for `xp`,
running them once leaves their arithmetic on a tape; equal operations of equal arguments are one symbol, and what is
known (0 times anything) is worked out at once.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

# Below this the exponential's series, cut after five terms, is exact to rounding.
SMALL = 1e-3

# What is done to one number, and what Python does where the number is known.
KNOWN: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
}


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

    def __add__(self, other: Any) -> "Symbol":
        """Sum."""
        return self.tape.add(self, self.tape.symbol(other))

    def __radd__(self, other: Any) -> "Symbol":
        """Sum."""
        return self.tape.add(self, self.tape.symbol(other))

    def __sub__(self, other: Any) -> "Symbol":
        """Difference."""
        return self.tape.subtract(self, self.tape.symbol(other))

    def __rsub__(self, other: Any) -> "Symbol":
        """Difference."""
        return self.tape.subtract(self.tape.symbol(other), self)

    def __mul__(self, other: Any) -> "Symbol":
        """Product."""
        return self.tape.multiply(self, self.tape.symbol(other))

    def __rmul__(self, other: Any) -> "Symbol":
        """Product."""
        return self.tape.multiply(self, self.tape.symbol(other))

    def __truediv__(self, other: Any) -> "Symbol":
        """Quotient."""
        return self.tape.divide(self, self.tape.symbol(other))

    def __rtruediv__(self, other: Any) -> "Symbol":
        """Quotient."""
        return self.tape.divide(self.tape.symbol(other), self)

    def __neg__(self) -> "Symbol":
        """Less than nothing by as much."""
        return 0.0 - self

    def __pow__(self, power: int) -> "Symbol":
        """A whole power, by multiplying."""
        return self if power == 1 else self * self ** (power - 1)

    def __gt__(self, other: Any) -> "Symbol":
        """Whether it is larger; for `where`."""
        return self.tape.made("greater", self, self.tape.symbol(other))

    def __lt__(self, other: Any) -> "Symbol":
        """Whether it is smaller; for `where`."""
        return self.tape.made("greater", self.tape.symbol(other), self)

    def exp(self) -> "Symbol":
        """Exponential; NumPy asks elements of its arrays for it by this name."""
        return self.tape.made("exp", self)

    def log(self) -> "Symbol":
        """Natural logarithm."""
        return self.tape.made("log", self)

    def sqrt(self) -> "Symbol":
        """Square root."""
        return self.tape.made("sqrt", self)

    def tanh(self) -> "Symbol":
        """Hyperbolic tangent."""
        return 1.0 - 2.0 / (1.0 + (2.0 * self).exp())


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
        return self._each("exp", value)

    def log(self, value: Any) -> Any:
        """Natural logarithm."""
        return self._each("log", value)

    def sqrt(self, value: Any) -> Any:
        """Square root."""
        return self._each("sqrt", value)

    def tanh(self, value: Any) -> Any:
        """Hyperbolic tangent."""
        return self._each("tanh", value)

    def expm1(self, value: Any) -> Symbol:
        """exp(value) - 1, keeping its digits where value is small."""
        small = value * (1.0 + value / 2.0 * (1.0 + value / 3.0 * (1.0 + value / 4.0 * (1.0 + value / 5.0))))
        return self.where(self.maximum(value, -value) < SMALL, small, value.exp() - 1.0)

    def log1p(self, value: Any) -> Symbol:
        """log(1 + value), keeping its digits where value is small (Kahan)."""
        more = 1.0 + value
        return self.where(more - 1.0 > 0.0, more.log() * value / (more - 1.0), value)

    def maximum(self, one: Any, other: Any) -> Symbol:
        """The larger of two."""
        return self._tape.made("max", self._tape.symbol(one), self._tape.symbol(other))

    def minimum(self, one: Any, other: Any) -> Symbol:
        """The smaller of two."""
        return self._tape.made("min", self._tape.symbol(one), self._tape.symbol(other))

    def clip(self, value: Any, lowest: float, highest: float) -> Symbol:
        """No less than the lowest and no more than the highest."""
        return self.minimum(self.maximum(value, lowest), highest)

    def where(self, condition: Symbol, one: Any, other: Any) -> Symbol:
        """One where a comparison holds, the other elsewhere."""
        return self._tape.made("where", condition, self._tape.symbol(one), self._tape.symbol(other))

    def zeros_like(self, _: Any) -> Symbol:
        """Nothing."""
        return self._tape.symbol(0.0)

    def ones_like(self, _: Any) -> Symbol:
        """One."""
        return self._tape.symbol(1.0)

    def _each(self, operation: str, value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return np.array([self._each(operation, one) for one in value], dtype=object)
        return getattr(self._tape.symbol(value), operation)()
