"""Symbols turned into LLVM's instructions, a vector of clients at a time."""

from collections.abc import Callable, Iterable
from typing import Any

from llvmlite import ir

from bidewell.engine.links import Link
from bidewell.engine.native.derivatives import reached
from bidewell.engine.native.integrals import WORKED_OUT, worked_out
from bidewell.engine.native.processor import Processor
from bidewell.engine.native.symbols import Symbol

DOUBLE = ir.DoubleType()
# Functions of one number, as the C library calls them.
FUNCTIONS = ("exp", "log", "sqrt", "floor", "erfc")
# A product and a sum may be one instruction: rounded once instead of twice.
_CONTRACT = ("contract",)


class Emitter:
    """Writes instructions where its builder stands; a symbol that is known there is not worked out again."""

    def __init__(self, builder: ir.IRBuilder, machine: Processor, link: Link) -> None:
        """Nothing is known yet: say what inputs are in `known`."""
        self.builder, self._machine, self._link = builder, machine, link
        self.vector = ir.VectorType(DOUBLE, machine.width)
        self.known: dict[Symbol, Any] = {}

    def work_out(self, symbols: Iterable[Symbol]) -> list[Any]:
        """The values of symbols, worked out from what is known."""
        wanted = list(symbols)
        for one in reached(wanted, self.known):
            if one.operation in WORKED_OUT:
                (self.known[one],) = self.work_out([worked_out(one, self._link)])
            elif one not in self.known:
                self.known[one] = self._instruction(one)
        return [self.known[one] for one in wanted]

    def broadcast(self, value: Any) -> Any:
        """One number for every client of the vector."""
        first = self.builder.insert_element(
            ir.Constant(self.vector, ir.Undefined), value, ir.Constant(ir.IntType(32), 0)
        )
        everywhere = ir.Constant(ir.VectorType(ir.IntType(32), self._machine.width), [0] * self._machine.width)
        return self.builder.shuffle_vector(first, ir.Constant(self.vector, ir.Undefined), everywhere)

    def _instruction(self, one: Symbol) -> Any:
        if one.operation == "constant":
            return ir.Constant(self.vector, [one.detail] * self._machine.width)
        values = [self.known[part] for part in one.of]
        if one.operation in FUNCTIONS:
            return self._called(one.operation, *values)
        return self._arithmetic[one.operation](*values)

    @property
    def _arithmetic(self) -> dict[str, Callable[..., Any]]:
        build = self.builder

        def chosen(comparison: str) -> Callable[..., Any]:
            # Unordered: a first argument that is not a number stays it, and is seen in the end. The second is a bound.
            return lambda a, b: build.select(build.fcmp_unordered(comparison, a, b), a, b)

        return {
            "add": lambda a, b: build.fadd(a, b, flags=_CONTRACT),
            "sub": lambda a, b: build.fsub(a, b, flags=_CONTRACT),
            "mul": lambda a, b: build.fmul(a, b, flags=_CONTRACT),
            "div": build.fdiv,
            "greater": lambda a, b: build.fcmp_ordered(">", a, b),
            "where": build.select,
            "max": chosen(">"),
            "min": chosen("<"),
        }

    def _called(self, name: str, value: Any) -> Any:
        """A function of a vector; number by number where the processor or its library has none of vectors."""
        whole = self._machine.vector_function(name)
        if whole is not None:
            return self.builder.call(self._function(whole, self.vector), [value])
        alone, found = self._function(name, DOUBLE), ir.Constant(self.vector, ir.Undefined)
        for number in range(self._machine.width):
            place = ir.Constant(ir.IntType(32), number)
            one = self.builder.call(alone, [self.builder.extract_element(value, place)])
            found = self.builder.insert_element(found, one, place)
        return found

    def _function(self, name: str, kind: Any) -> ir.Function:
        module = self.builder.module
        return module.globals.get(name) or ir.Function(module, ir.FunctionType(kind, [kind]), name)
