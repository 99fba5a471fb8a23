"""The marginal log-likelihood of a model: value, gradient and curvature by packed lanes, on every core."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from bidewell.engine.kernel import Kernel, as_observed, kernel
from bidewell.engine.model import Model
from bidewell.engine.packing import Packing, pack
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.recursion import Observed, observed_rows

# Parameters are on scales near one, so one step size serves all.
DIFFERENCE = 1e-5


@dataclass(frozen=True)
class Likelihood:
    """A model bound to its packed data. Rows are summed by client, so any subset of persons is a likelihood too."""

    model: Model
    packing: Packing
    observed: list[Observed]
    compiled: Kernel
    cores: int | None = None

    @classmethod
    def of(cls, model: Model, cores: int | None = None) -> "Likelihood":
        """Pack the panel of a model, for so many cores (None: all). Memory: about 200 bytes a row plus the design."""
        packing = pack(np.bincount(model.panel.of_person))
        compiled = kernel(model.link, model.channels)
        return cls(model, packing, as_observed(_packed_data(model, packing)), compiled, cores)

    def value(self, parameters: Floats) -> float:
        """Log-likelihood at a parameter vector [size]; -inf where it is not a number."""
        total = float(self.by_client(parameters).sum())
        return total if np.isfinite(total) else -np.inf

    def values(self, parameters: Floats) -> Floats:
        """Log-likelihood at each of several parameter vectors [n, size]; -inf where it is not a number."""
        # Side by side in whole vectors: the design products, too, and programs of a single block keep every core busy.
        totals = np.array(list(_threads(self.cores).map(self._total, parameters)))
        return np.where(np.isfinite(totals), totals, -np.inf)

    def by_client(self, parameters: Floats) -> Floats:
        """Log-likelihood of each client, [clients]: of one who came back, given what the person brought before."""
        return self._sum_by(self.model.panel.client, parameters)

    def by_person(self, parameters: Floats) -> Floats:
        """Log-likelihood of each person, [persons]."""
        return self._sum_by(self.model.panel.of_person, parameters)

    def value_and_gradient(self, parameters: Floats) -> tuple[float, Floats]:
        """Log-likelihood and its gradient [size], for about four times the cost of the value."""
        total, rows, scalars = self._gradients(parameters)
        return (total if np.isfinite(total) else -np.inf), self.model.pull_back(parameters, rows, scalars)

    def row_gradients(self, parameters: Floats) -> Floats:
        """Gradient in the row quantities, [k, rows]."""
        return self._gradients(parameters)[1]

    def curvature_along(self, parameters: Floats, directions: Floats) -> Floats:
        """Second derivative times each direction, [k, size] for directions [k, size], at a gradient's cost each.

        Differences of exact gradients: relative error about 1e-5, which neither a Newton step nor an interval feels,
        and a third of the cost of differentiating twice.
        """
        _, here = self.value_and_gradient(parameters)
        steps = [self.value_and_gradient(parameters + DIFFERENCE * along)[1] for along in directions]
        return (np.stack(steps) - here) / DIFFERENCE

    def _total(self, parameters: Floats) -> float:
        quantities, scalars = self.packing.scatter(self.model.quantities(parameters)), self.model.scalars(parameters)
        blocks = zip(quantities, self.observed, strict=True)
        return float(sum(self.compiled.rows(block, scalars, observed).sum() for block, observed in blocks))

    def _gradients(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        results = self._per_block(self.compiled.gradient, parameters)
        total = float(sum(rows.sum() for rows, _ in results))
        gradients = self.packing.gather(np.stack([block for _, (block, _) in results]))
        return total, gradients, np.sum([block for _, (_, block) in results], axis=0)

    def _per_block(self, function: Callable[..., Any], parameters: Floats) -> list[Any]:
        quantities = self.packing.scatter(self.model.quantities(parameters))
        scalars = self.model.scalars(parameters)

        def of_block(block: int) -> Any:
            return function(quantities[block], scalars, self.observed[block])

        return list(_threads(self.cores).map(of_block, range(self.packing.blocks)))

    def _sum_by(self, index: Integers, parameters: Floats) -> Floats:
        rows = self._per_block(self.compiled.rows, parameters)
        return np.bincount(index, weights=self.packing.gather(np.stack(rows))).astype(float)


@cache
def _threads(cores: int | None) -> ThreadPoolExecutor:
    """One pool for the process: starting threads anew for every value takes longer than a small value itself."""
    return ThreadPoolExecutor(max_workers=cores or os.cpu_count())


def _packed_data(model: Model, packing: Packing) -> dict[str, Floats]:
    def laid(columns: Floats) -> Floats:
        """Of several to a row, in the order of a scan: [blocks, periods, several, lanes]."""
        return packing.scatter(columns) if columns.ndim == 1 else np.moveaxis(packing.scatter(columns), 1, 2)

    observed = observed_rows(model.panel, model.channels, model.growth)
    return {name: laid(values) for name, values in observed._asdict().items()}
