"""The recursion compiled by JAX, over blocks of packed lanes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bidewell.engine.driver import RowGradients
from bidewell.engine.kernel import Kernel, as_observed, kernel
from bidewell.engine.model import Model
from bidewell.engine.packing import Packing, pack
from bidewell.engine.panel import Floats
from bidewell.engine.recursion import Observed, observed_rows
from bidewell.engine.threads import threads


@dataclass(frozen=True)
class JaxDriver:
    """Packed data and the compiled functions; see `Driver`. Memory: about 200 bytes a row."""

    packing: Packing
    observed: list[Observed]
    compiled: Kernel
    cores: int | None = None

    @classmethod
    def of(cls, model: Model, cores: int | None = None) -> "JaxDriver":
        """Pack the panel of a model. Compiling takes seconds the first time, less from the disk cache."""
        packing = pack(np.bincount(model.panel.of_person))
        return cls(packing, as_observed(_packed_data(model, packing)), kernel(model.link, model.channels), cores)

    def total(self, quantities: Floats, scalars: Floats) -> float:
        """Sum of the rows' log-likelihoods, in this thread alone."""
        blocks = zip(self.packing.in_blocks(quantities), self.observed, strict=True)
        return float(sum(self.compiled.rows(block, scalars, observed).sum() for block, observed in blocks))

    def rows(self, quantities: Floats, scalars: Floats) -> Floats:
        """Log-likelihoods, [slots]."""
        return self.packing.from_blocks(np.stack(self._per_block(self.compiled.rows, quantities, scalars)))

    def gradient(self, quantities: Floats, scalars: Floats) -> RowGradients:
        """Log-likelihoods and derivatives."""
        found = self._per_block(self.compiled.gradient, quantities, scalars)
        rows = self.packing.from_blocks(np.stack([block for block, _ in found]))
        by_quantity = self.packing.from_blocks(np.stack([block for _, (block, _) in found]))
        return RowGradients(rows, by_quantity, np.sum([block for _, (_, block) in found], axis=0))

    def _per_block(self, function: Callable[..., Any], quantities: Floats, scalars: Floats) -> list[Any]:
        laid = self.packing.in_blocks(quantities)

        def of_block(block: int) -> Any:
            return function(laid[block], scalars, self.observed[block])

        return list(threads(self.cores).map(of_block, range(self.packing.blocks)))


def _packed_data(model: Model, packing: Packing) -> dict[str, Floats]:
    def laid(columns: Floats) -> Floats:
        """Of several to a row, in the order of a scan: [blocks, periods, several, lanes]."""
        blocks = packing.in_blocks(packing.lay_out(columns))
        return blocks if columns.ndim == 1 else np.moveaxis(blocks, 1, 2)

    observed = observed_rows(model.panel, model.channels, model.growth)
    return {name: laid(values) for name, values in observed._asdict().items()}
