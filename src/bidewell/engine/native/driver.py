"""The recursion in machine code, over groups of as many lanes as the processor has numbers in a vector."""

import ctypes
from collections.abc import Callable, Sequence
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
from bidewell.engine.packing import Lanes, pack_for_width
from bidewell.engine.panel import Floats
from bidewell.engine.recursion import observed_rows

# Small enough that what is worked out for a piece does not fill the memory, large enough that asking costs nothing.
SLOTS_A_PIECE = 8_192


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
    """Columns of data [columns, slots] and the compiled functions; see `Driver`. Memory: about 150 bytes a row.

    Time grows as the slots.
    """

    lanes: Lanes
    columns: Floats
    compiled: Compiled

    def rows(self, quantities: Floats, scalars: Floats) -> Floats:
        """Log-likelihoods, [slots]."""
        given, found = self._given(quantities, scalars), np.empty(self.lanes.row.size)
        self._call(self.compiled.rows, *given, found)
        return found

    def gradient(self, quantities: Floats, scalars: Floats) -> RowGradients:
        """Log-likelihoods and derivatives, shaped as `RowGradients` says."""
        given, width, kept = self._given(quantities, scalars), self.lanes.lanes, self.compiled.source.kept
        found, by_quantity = np.empty(self.lanes.row.size), np.empty(quantities.shape)
        by_scalar, behind = np.empty((scalars.size, width)), np.empty(self.lanes.length * kept * width)
        self._call(self.compiled.gradient, *given, found, by_quantity, by_scalar, behind)
        return RowGradients(found, by_quantity, by_scalar.sum(axis=1))

    def _given(self, quantities: Floats, scalars: Floats) -> tuple[Floats, ...]:
        """What the code reads by address alone: doubles from front to back, and as many as it will read."""
        source, slots = self.compiled.source, self.lanes.row.size
        if quantities.shape != (source.quantities, slots) or scalars.shape != (source.scalars,):
            raise ValueError(
                f"expected quantities ({source.quantities}, {slots}) and scalars ({source.scalars},), "
                f"not {quantities.shape} and {scalars.shape}"
            )
        return tuple(np.ascontiguousarray(one, dtype=np.float64) for one in (quantities, self.columns, scalars))

    def _call(self, function: Callable[..., None], *arrays: Floats) -> None:
        # Whoever calls holds the arrays, so that they outlive the call.
        function(*(array.ctypes.data for array in arrays), self.lanes.blocks, self.lanes.length, self.lanes.row.size)


def native_drivers(model: Model, cores: int) -> list[NativeDriver]:
    """Pack the panel of a model and share it out in pieces: one a core at least."""
    code = functions(model.link, model.channels)
    lanes = pack_for_width(np.bincount(model.panel.of_person), processor().width)
    observed = observed_rows(model.panel, model.channels, model.growth)._asdict()
    columns = [np.atleast_2d(observed[name])[number] for name, number in code.source.columns]
    pieces = lanes.in_pieces(max(cores, -(-lanes.row.size // SLOTS_A_PIECE)))
    return [NativeDriver(piece, _laid(columns, piece, code.source), code) for piece in pieces]


def _laid(columns: Sequence[Floats], lanes: Lanes, written: Source) -> Floats:
    # In a slot without a row somebody new starts every time: nothing is believed of nobody for certain.
    told = zip(columns, written.columns, strict=True)
    return np.stack([lanes.lay_out(column, fill=float(name == "starts")) for column, (name, _) in told])
