"""The recursion compiled by JAX, over blocks of packed lanes."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.driver import RowGradients
from bidewell.engine.kernel import Kernel, as_observed, kernel
from bidewell.engine.model import Model
from bidewell.engine.packing import Lanes, pack
from bidewell.engine.panel import Floats
from bidewell.engine.recursion import Observed, observed_rows


@dataclass(frozen=True)
class JaxDriver:
    """One block of lanes and the compiled functions; see `Driver`. Memory: about 200 bytes a row."""

    lanes: Lanes
    observed: Observed
    compiled: Kernel

    def rows(self, quantities: Floats, scalars: Floats) -> Floats:
        """Log-likelihoods, [slots]."""
        found = self.compiled.rows(self._block(quantities), scalars, self.observed)
        return np.ravel(found)

    def gradient(self, quantities: Floats, scalars: Floats) -> RowGradients:
        """Log-likelihoods and derivatives, shaped as `RowGradients` says."""
        rows, (by_quantity, by_scalar) = self.compiled.gradient(self._block(quantities), scalars, self.observed)
        return RowGradients(np.ravel(rows), by_quantity.reshape(len(by_quantity), -1), by_scalar)

    def _block(self, laid: Floats) -> Floats:
        block: Floats = self.lanes.in_blocks(laid)[0]
        return block


def jax_drivers(model: Model) -> list[JaxDriver]:
    """Pack the panel of a model, a driver a block. Compiling takes seconds the first time, less from the disk cache."""
    compiled, observed = kernel(model.link, model.channels), observed_rows(model.panel, model.channels, model.growth)
    whole = pack(np.bincount(model.panel.of_person))
    return [JaxDriver(lanes, _laid(observed, lanes), compiled) for lanes in whole.in_pieces(whole.blocks)]


def _laid(observed: Observed, lanes: Lanes) -> Observed:
    """In the order of a scan: [periods, lanes], of several to a row [periods, several, lanes]."""

    def laid(columns: Floats) -> Floats:
        block = lanes.in_blocks(lanes.lay_out(columns))[0]
        return block if columns.ndim == 1 else np.moveaxis(block, 0, 1)

    return as_observed({name: laid(values) for name, values in observed._asdict().items()})
