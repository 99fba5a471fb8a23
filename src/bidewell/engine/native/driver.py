"""The recursion in machine code, over groups of as many lanes as the processor has numbers in a vector."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from bidewell.engine.channels import Channels
from bidewell.engine.driver import RowGradients
from bidewell.engine.links import Link
from bidewell.engine.model import Model
from bidewell.engine.native.functions import ARRAYS, GRADIENT, NUMBERS, ROWS, Source, source
from bidewell.engine.native.processor import compiled, processor
from bidewell.engine.packing import Packing, pack_for_width
from bidewell.engine.panel import Floats
from bidewell.engine.recursion import observed_rows
from bidewell.engine.threads import count, threads


@dataclass(frozen=True)
class Compiled:
    """Both functions, ready to call with addresses and whole numbers; `engine` holds their code."""

    source: Source
    rows: Callable[..., None]
    gradient: Callable[..., None]
    engine: Any


@cache
def functions(link: Link, channels: Channels) -> Compiled:
    """Trace and compile the recursion, once a process: a third of a second."""
    written = source(link, channels, processor())
    engine = compiled(written.text)

    def callable_from(name: str) -> Callable[..., None]:
        kinds = [*[ctypes.c_void_p] * len(ARRAYS[name]), *[ctypes.c_int64] * len(NUMBERS)]
        # ctypes lets go of Python's lock while the code runs: threads run side by side.
        return ctypes.CFUNCTYPE(None, *kinds)(engine.get_function_address(name))

    return Compiled(written, callable_from(ROWS), callable_from(GRADIENT), engine)


@dataclass(frozen=True)
class NativeDriver:
    """Packed columns [columns, slots] and the compiled functions; see `Driver`. Memory: about 150 bytes a row.

    Time grows as the slots. Sums over rows are taken core by core: cores change them by rounding alone.
    """

    packing: Packing
    columns: Floats
    compiled: Compiled
    cores: int | None = None

    @classmethod
    def of(cls, model: Model, cores: int | None = None) -> "NativeDriver":
        """Pack the panel of a model."""
        packing = pack_for_width(np.bincount(model.panel.of_person), processor().width)
        code = functions(model.link, model.channels)
        observed = observed_rows(model.panel, model.channels, model.growth)._asdict()
        # In a slot without a row somebody new starts every time: nothing is believed of nobody for certain.
        columns = [
            packing.lay_out(np.atleast_2d(observed[name])[number], fill=float(name == "starts"))
            for name, number in code.source.columns
        ]
        return cls(packing, np.stack(columns), code, cores)

    def total(self, quantities: Floats, scalars: Floats) -> float:
        """Sum of the rows' log-likelihoods, in this thread alone."""
        given, found = self._given(quantities, scalars), np.empty(self.packing.slots)
        self._call(self.compiled.rows, (*given, found), 0, self.packing.blocks)
        return float(found.sum())

    def rows(self, quantities: Floats, scalars: Floats) -> Floats:
        """Log-likelihoods, [slots]."""
        given, found = self._given(quantities, scalars), np.empty(self.packing.slots)

        def of_part(part: tuple[int, int]) -> None:
            self._call(self.compiled.rows, (*given, found), *part)

        # Asked for, so that what goes wrong in a thread is heard of.
        list(threads(self.cores).map(of_part, self._parts()))
        return found

    def gradient(self, quantities: Floats, scalars: Floats) -> RowGradients:
        """Log-likelihoods and derivatives."""
        given, width, kept = self._given(quantities, scalars), self.packing.lanes, self.compiled.source.kept
        found, by_quantity = np.empty(self.packing.slots), np.empty(quantities.shape)

        def of_part(part: tuple[int, int]) -> Floats:
            by_scalar = np.empty((scalars.size, width))
            behind = np.empty(self.packing.length * kept * width)
            self._call(self.compiled.gradient, (*given, found, by_quantity, by_scalar, behind), *part)
            return np.asarray(by_scalar.sum(axis=1))

        by_scalar = sum(threads(self.cores).map(of_part, self._parts()), np.zeros(scalars.size))
        return RowGradients(found, by_quantity, by_scalar)

    def _given(self, quantities: Floats, scalars: Floats) -> tuple[Floats, ...]:
        """What the code reads by address alone: doubles from front to back, and as many as it will read."""
        source, slots = self.compiled.source, self.packing.slots
        if quantities.shape != (source.quantities, slots) or scalars.shape != (source.scalars,):
            raise ValueError(
                f"expected quantities ({source.quantities}, {slots}) and scalars ({source.scalars},), "
                f"not {quantities.shape} and {scalars.shape}"
            )
        return tuple(np.ascontiguousarray(one, dtype=np.float64) for one in (quantities, self.columns, scalars))

    def _call(self, function: Callable[..., None], arrays: tuple[Floats, ...], first: int, groups: int) -> None:
        # Whoever calls holds the arrays, so that they outlive the call.
        function(*(array.ctypes.data for array in arrays), first, groups, self.packing.length, self.packing.slots)

    def _parts(self) -> list[tuple[int, int]]:
        """The groups shared out among the cores: first, and how many."""
        ends = np.linspace(0, self.packing.blocks, count(self.cores) + 1).astype(int).tolist()
        return [(first, end - first) for first, end in zip(ends, ends[1:], strict=False) if end > first]
