"""The design of future rows for many posterior draws at once: small products, a few clients at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bidewell.engine.links import LOWEST_PREDICTOR
from bidewell.engine.model import Block
from bidewell.engine.panel import Floats, Integers

# Quantities that the chances ahead depend on; a rating to come has not been given.
AHEAD = ("level", "leaving", "loading", "patch_loading", "agreed", "agreed_loading")


@dataclass(frozen=True)
class Design:
    """The blocks of future rows, those of one quantity side by side: one product for many draws.

    Rows are steps x clients in that order. `columns` [rows, k] with `coefficients` [draws, k]; `levels` are pairs of an
    index [rows] and the effects [draws, n], the last of them 0 for an unknown level.
    """

    steps: int
    columns: Mapping[str, tuple[Floats, Floats]]
    levels: Mapping[str, tuple[tuple[Integers, Floats], ...]]

    @classmethod
    def of(cls, blocks: Sequence[Block], coefficients: Mapping[str, Floats], steps: int) -> "Design":
        """Lay the blocks of one quantity side by side; `coefficients` are [draws, size] by block."""
        columns: dict[str, tuple[Floats, Floats]] = {}
        levels: dict[str, tuple[tuple[Integers, Floats], ...]] = {}
        for quantity in AHEAD:
            here = [block for block in blocks if block.quantity == quantity]
            laid = [(block.columns, coefficients[block.name]) for block in here if block.columns is not None]
            if laid:
                columns[quantity] = (np.hstack([c for c, _ in laid]), np.hstack([values for _, values in laid]))
            indexed = [
                (block.level_of_row, coefficients[block.name]) for block in here if block.level_of_row is not None
            ]
            levels[quantity] = tuple((index, np.pad(values, ((0, 0), (0, 1)))) for index, values in indexed)
        return cls(steps, columns, levels)

    def quantities(self, clients: slice) -> dict[str, Floats]:
        """Row quantities of some clients, {name: [steps, draws, clients]}; [steps, 1, 1] where no block speaks."""
        found = {name: np.zeros((1, 1, 1)) for name in AHEAD}
        for name, (columns, coefficients) in self.columns.items():
            laid = columns.reshape(self.steps, -1, columns.shape[1])[:, clients]
            found[name] = _products(coefficients, laid)
        for name, indexed in self.levels.items():
            for index, effects in indexed:
                chosen = effects[:, index.reshape(self.steps, -1)[:, clients]]
                found[name] = found[name] + np.moveaxis(chosen, 0, 1)
        if "agreed" not in self.columns:
            found["agreed"] = np.full((1, 1, 1), LOWEST_PREDICTOR)
        return {name: np.broadcast_to(values, (self.steps, *values.shape[1:])) for name, values in found.items()}


def _products(coefficients: Floats, columns: Floats) -> Floats:
    """[steps, draws, clients] from [draws, k] and [steps, clients, k], ten draws at a time.

    Products so small stay on one core. Larger ones would be shared among threads that wait for one another: five times
    the work on a busy machine.
    """
    draws = len(coefficients)
    few = next(size for size in range(10, 0, -1) if draws % size == 0)
    parts = coefficients.reshape(1, draws // few, few, -1) @ np.moveaxis(columns, 1, 2)[:, None]
    return np.asarray(parts.reshape(len(columns), draws, -1))
