"""The compiled functions: log-likelihoods of packed rows, and their derivatives, over groups of lanes.

Columns are [slots], slots in the order group, period, lane: everything is read and written once, from front to back.
Going forward, the belief before each period and the period's integrals are kept; going back, they are read again, so
that no quadrature of a hazard or a count is worked out twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from bidewell.engine.channels import Channels
from bidewell.engine.links import Link
from bidewell.engine.native.derivatives import reached
from bidewell.engine.native.emitting import DOUBLE, Emitter
from bidewell.engine.native.integrals import integrals_in
from bidewell.engine.native.loops import INDEX, loop
from bidewell.engine.native.processor import Processor
from bidewell.engine.native.symbols import Symbol
from bidewell.engine.native.traced import Backward, Traced, backward, of_the_process, trace

# A column of data that the recursion reads: its name in `Observed`, and which of several of that name.
Column = tuple[str, int]
# What the functions are called, and what they are given: addresses of arrays, then whole numbers.
ROWS, GRADIENT = "rows", "gradient"
ARRAYS = {
    ROWS: ("quantities", "columns", "scalars", "found"),
    GRADIENT: ("quantities", "columns", "scalars", "found", "by_quantity", "by_scalar", "kept"),
}
NUMBERS = ("groups", "periods", "slots")


@dataclass(frozen=True)
class Source:
    """LLVM's text of both functions; what they read; and how many vectors are kept for each period.

    They read so many `quantities` of each slot (bounds beneath them), these `columns`, and so many `scalars`.
    """

    text: str
    quantities: int
    columns: tuple[Column, ...]
    scalars: int
    kept: int


def source(link: Link, channels: Channels, machine: Processor) -> Source:
    """Write the functions for what is observed."""
    traced = trace(link, channels)
    turned = backward(traced)
    written = _Written(traced, turned, link, machine)
    module = ir.Module("recursion")
    written.rows(module)
    written.gradient(module)
    return Source(str(module), len(traced.quantities), written.columns, len(traced.scalars), len(written.kept))


class _Written:
    """Writes the functions of one traced period."""

    def __init__(self, traced: Traced, turned: Backward, link: Link, machine: Processor) -> None:
        self._traced, self._turned, self._link, self._machine = traced, turned, link, machine
        self._forward, self._backward = traced.found, turned.found
        self._fixed = of_the_process(traced)
        own = {*traced.quantities, *traced.scalars, *traced.before, *turned.slopes}
        inputs = [one for one in reached([*self._forward, *self._backward]) if one.operation == "input"]
        self._data = [one for one in inputs if one not in own]
        self.columns = tuple(one.detail for one in self._data)
        self.kept = [*traced.before, *integrals_in(self._backward)]

    def rows(self, module: ir.Module) -> None:
        """Log-likelihood of each row."""
        body = _Body(module, ROWS, self._machine, self._link)
        body.work_out_beforehand(self._traced.scalars, self._fixed, self._forward)
        with loop(body.builder, body.at["groups"]) as group:
            with loop(body.builder, body.at["periods"], body.zeros(len(self._traced.before))) as period:
                slot = body.slot(group.turn, period.turn)
                self._read(body, slot, self._forward, dict(zip(self._traced.before, period.carried, strict=True)))
                found, *period.carried_on = body.emitter.work_out(self._forward)
                body.write("found", 0, slot, found)
        body.builder.ret_void()

    def gradient(self, module: ir.Module) -> None:
        """Log-likelihood of each row, and the derivatives of their sum."""
        body = _Body(module, GRADIENT, self._machine, self._link)
        body.work_out_beforehand(self._traced.scalars, self._fixed, [*self._forward, *self._turned.scalars])
        sums = body.zeros(len(self._turned.sums))
        with loop(body.builder, body.at["groups"], sums) as group:
            with loop(body.builder, body.at["periods"], body.zeros(len(self._traced.before))) as period:
                period.carried_on = self._keep(body, group.turn, period.turn, period.carried)
            starts = [*body.zeros(len(self._turned.slopes)), *group.carried]
            with loop(body.builder, body.at["periods"], starts) as period:
                period.carried_on = self._turn_back(body, group.turn, period.turn, period.carried)
            group.carried_on = period.carried[len(self._turned.slopes) :]
        body.emitter.known = {**body.beforehand, **dict(zip(self._turned.sums, group.carried, strict=True))}
        for number, total in enumerate(body.emitter.work_out(self._turned.scalars)):
            body.store(body.builder.gep(body.at["by_scalar"], [body.index(number * self._machine.width)]), total)
        body.builder.ret_void()

    def _keep(self, body: "_Body", group: Any, period: Any, before: Sequence[Any]) -> Sequence[Any]:
        """A period forward; what it leaves behind is kept. Returns the belief after it."""
        slot = body.slot(group, period)
        self._read(body, slot, [*self._forward, *self.kept], dict(zip(self._traced.before, before, strict=True)))
        found, *after = body.emitter.work_out(self._forward)
        body.write("found", 0, slot, found)
        for place, value in zip(self._kept_at(body, period), body.emitter.work_out(self.kept), strict=True):
            body.store(place, value)
        return after

    def _turn_back(self, body: "_Body", group: Any, turn: Any, carried: Sequence[Any]) -> Sequence[Any]:
        """A period backward, the last one first. Returns the slopes in the belief before it, and the sums so far."""
        build, slopes = body.builder, len(self._turned.slopes)
        period = build.sub(build.sub(body.at["periods"], turn), body.index(1))
        slot = body.slot(group, period)
        known = dict(zip(self._turned.slopes, carried[:slopes], strict=True))
        known |= {one: body.load(at) for one, at in zip(self.kept, self._kept_at(body, period), strict=True)}
        self._read(body, slot, self._backward, known)
        found = body.emitter.work_out(self._backward)
        by_quantity = found[slopes : slopes + len(self._turned.quantities)]
        for number, value in enumerate(by_quantity):
            body.write("by_quantity", number, slot, value)
        parts = found[slopes + len(by_quantity) :]
        sums = [build.fadd(total, part) for total, part in zip(carried[slopes:], parts, strict=True)]
        return [*found[:slopes], *sums]

    def _read(self, body: "_Body", slot: Any, wanted: Iterable[Symbol], known: dict[Symbol, Any]) -> None:
        """Forget other periods; read what this one's row says of whatever is needed."""
        body.emitter.known = {**body.beforehand, **known}
        inputs = {one for one in reached(wanted) if one.operation == "input"}
        for number, one in enumerate(self._traced.quantities):
            if one in inputs:
                body.emitter.known[one] = body.read("quantities", number, slot)
        for number, one in enumerate(self._data):
            if one in inputs:
                body.emitter.known[one] = body.read("columns", number, slot)

    def _kept_at(self, body: "_Body", period: Any) -> list[Any]:
        first = body.builder.mul(period, body.index(len(self.kept) * self._machine.width))
        return [
            body.builder.gep(body.at["kept"], [body.builder.add(first, body.index(number * self._machine.width))])
            for number in range(len(self.kept))
        ]


class _Body:
    """A function while it is written: its arguments by name, and how its arrays are read and written."""

    def __init__(self, module: ir.Module, name: str, machine: Processor, link: Link) -> None:
        pointers = ARRAYS[name]
        kinds = [*[DOUBLE.as_pointer()] * len(pointers), *[INDEX] * len(NUMBERS)]
        function = ir.Function(module, ir.FunctionType(ir.VoidType(), kinds), name)
        for pointer in function.args[: len(pointers)]:
            pointer.add_attribute("noalias")
        self.at = dict(zip((*pointers, *NUMBERS), function.args, strict=True))
        self.builder = ir.IRBuilder(function.append_basic_block("entry"))
        self.emitter, self._width = Emitter(self.builder, machine, link), machine.width
        self.beforehand: dict[Symbol, Any] = {}

    def work_out_beforehand(self, scalars: Sequence[Symbol], fixed: set[Symbol], wanted: Iterable[Symbol]) -> None:
        """What is worked out from the process's numbers alone, once for all rows."""
        for number, scalar in enumerate(scalars):
            value = self.builder.load(self.builder.gep(self.at["scalars"], [self.index(number)]))
            self.emitter.known[scalar] = self.emitter.broadcast(value)
        self.emitter.work_out(one for one in reached(wanted) if one in fixed)
        self.beforehand = dict(self.emitter.known)

    def zeros(self, size: int) -> list[Any]:
        """So many vectors of nothing."""
        return [ir.Constant(self.emitter.vector, [0.0] * self._width)] * size

    def index(self, value: int) -> Any:
        """A whole number known beforehand."""
        return ir.Constant(INDEX, value)

    def slot(self, group: Any, period: Any) -> Any:
        """Where the vector of a group's period begins in a column."""
        place = self.builder.add(self.builder.mul(group, self.at["periods"]), period)
        return self.builder.mul(place, self.index(self._width))

    def read(self, array: str, column: int, slot: Any) -> Any:
        """The vector at a slot of a column."""
        return self.load(self._place(array, column, slot))

    def write(self, array: str, column: int, slot: Any, value: Any) -> None:
        """Put a vector at a slot of a column."""
        self.store(self._place(array, column, slot), value)

    def load(self, place: Any) -> Any:
        """The vector at a place."""
        return self.builder.load(self._vector(place), align=8)

    def store(self, place: Any, value: Any) -> None:
        """Put a vector at a place."""
        self.builder.store(value, self._vector(place), align=8)

    def _vector(self, place: Any) -> Any:
        return self.builder.bitcast(place, self.emitter.vector.as_pointer())

    def _place(self, array: str, column: int, slot: Any) -> Any:
        first = self.builder.mul(self.at["slots"], self.index(column))
        return self.builder.gep(self.at[array], [self.builder.add(first, slot)])
