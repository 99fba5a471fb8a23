"""The design of future rows for many posterior draws at once: small products, a few clients at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import add
from typing import Any

import numpy as np

from bidewell.engine.channels import ALLIANCE_ALONE, Channels
from bidewell.engine.links import LOWEST_PREDICTOR
from bidewell.engine.model import Block, ModelRefused
from bidewell.engine.panel import Floats, Integers

# Quantities of leaving that chances ahead know nothing of: a forecast without them would be one of another model.
NOT_AHEAD = ("curve", "caseload_loading")
# Chances are told to a hundredth and their quadrature is right to 1e-4: seven digits will do, at half the cost.
PRECISION = np.float32
# Products up to this size stay on one core. Larger ones would be shared among threads that wait for one another: five
# times the work on a busy machine.
_PRODUCT_ON_ONE_CORE = 200_000


def ahead_of(channels: Channels) -> tuple[str, ...]:
    """Quantities that the chances ahead depend on; a rating to come has not been given."""
    of_ratings = (channels.loadings(quantity) for quantity in ("level", "loading", "agreed_loading"))
    return ("leaving", "patch_loading", "agreed", *chain.from_iterable(of_ratings))


@dataclass(frozen=True)
class DesignAhead:
    """The blocks of future rows, those of one quantity side by side: one product for many draws.

    `columns` [steps, clients, k] with `coefficients` [k, draws]; `levels` are pairs of an index [steps, clients] and
    the effects [n, draws], the last of them 0 for an unknown level. What is the same at all steps, or for all clients
    too, stands there once.
    """

    columns: Mapping[str, tuple[Any, Any]]
    levels: Mapping[str, tuple[tuple[Integers, Any], ...]]

    @classmethod
    def of(
        cls,
        blocks: Sequence[Block],
        coefficients: Mapping[str, Floats],
        steps: int,
        channels: Channels = ALLIANCE_ALONE,
    ) -> "DesignAhead":
        """Lay the blocks, whose rows are steps x clients in that order, side by side by quantity.

        `coefficients` are [draws, size] by block. Raises ModelRefused for a block into one of NOT_AHEAD, and for
        slopes.
        """
        if channels.growth:
            raise ModelRefused("no forecast is made from a model with slopes of the alliance")
        for block in blocks:
            if block.quantity in NOT_AHEAD:
                raise ModelRefused(f"block {block.name}: no forecast is made from a model with {block.quantity}")
        columns: dict[str, tuple[Any, Any]] = {}
        levels: dict[str, tuple[tuple[Integers, Any], ...]] = {}
        for quantity in ahead_of(channels):
            here = [block for block in blocks if block.quantity == quantity]
            laid = [(block.columns, coefficients[block.name]) for block in here if block.columns is not None]
            if laid:
                side_by_side = np.hstack([c for c, _ in laid])
                columns[quantity] = (
                    _once(side_by_side.reshape(steps, -1, side_by_side.shape[1])).astype(PRECISION),
                    np.ascontiguousarray(np.hstack([values for _, values in laid]).T, dtype=PRECISION),
                )
            levels[quantity] = tuple(
                (_once(block.level_of_row.reshape(steps, -1)), _with_none(coefficients[block.name]))
                for block in here
                if block.level_of_row is not None
            )
        return cls(columns, levels)

    def quantities(self, clients: slice) -> dict[str, Any]:
        """Row quantities of some clients, {name: [steps, clients, draws]}; axes of length 1 where nothing differs."""
        found: dict[str, Any] = {name: np.zeros((1, 1, 1), dtype=PRECISION) for name in self.levels}
        for name, (columns, coefficients) in self.columns.items():
            found[name] = _products(_of(columns, clients), coefficients)
        for name, indexed in self.levels.items():
            if indexed:
                found[name] = found[name] + reduce(add, [effects[_of(index, clients)] for index, effects in indexed])
        if "agreed" not in self.columns:
            found["agreed"] = np.full((1, 1, 1), LOWEST_PREDICTOR, dtype=PRECISION)
        return found


def _with_none(effects: Floats) -> Any:
    """Effects [draws, levels] as [levels + 1, draws]: the last is of rows without a level."""
    return np.pad(effects.T, ((0, 1), (0, 0))).astype(PRECISION)


def _once(laid: Any) -> Any:
    """Without repetition over steps, and then over clients."""
    for axis in (0, 1):
        first = laid.take([0], axis=axis)
        if laid.shape[1] and (laid == first).all():
            laid = first
    return laid


def _of(laid: Any, clients: slice) -> Any:
    return laid if laid.shape[1] == 1 else laid[:, clients]


def _products(columns: Any, coefficients: Any) -> Any:
    """[steps, clients, draws] from [steps, clients, k] and [k, draws], as many rows at a time as stay on one core."""
    laid = columns.reshape(-1, columns.shape[-1])
    rows, at_once = len(laid), max(_PRODUCT_ON_ONE_CORE // coefficients.size, 1)
    found = np.empty((rows, coefficients.shape[1]), dtype=PRECISION)
    for begin in range(0, rows, at_once):
        np.matmul(laid[begin : begin + at_once], coefficients, out=found[begin : begin + at_once])
    return found.reshape(*columns.shape[:-1], -1)
