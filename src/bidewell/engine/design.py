"""A model's design matrices in some order of its rows: what row quantities are at parameters, and gradients back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.channels import QUANTITIES, Channels
from bidewell.engine.links import LOWEST_PREDICTOR
from bidewell.engine.packing import Lanes
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.ratings import Ratings

if TYPE_CHECKING:
    from bidewell.engine.model import Model

# What stands in rows, [(k,) rows], in another order; and what stands there where there is no row.
Order = Callable[[NDArray[Any], float], NDArray[Any]]


class Columns(NamedTuple):
    """All columns that enter one quantity, [parameters, rows], and where their parameters lie."""

    quantity: int
    places: Integers
    values: Floats


class LevelEffects(NamedTuple):
    """The effect that each row has in one quantity, [rows] (-1: none), among parameters that lie together."""

    quantity: int
    places: slice
    of_row: Integers


@dataclass(frozen=True)
class Design:
    """The design of a model: columns, levels, and what is known of ratings, [ratings, rows]."""

    model: "Model"
    columns: tuple[Columns, ...]
    levels: tuple[LevelEffects, ...]
    known: Floats

    @classmethod
    def of(cls, model: "Model", lanes: Lanes | None = None) -> "Design":
        """In the order of the panel's rows, or of lanes' slots: then nothing is moved at each look at the rows."""
        order: Order = lanes.lay_out if lanes else _as_they_are
        levels = [
            LevelEffects(model.channels.place[block.quantity], model.layout[block.name], order(block.level_of_row, -1))
            for block in model.blocks
            if block.level_of_row is not None
        ]
        return cls(model, _columns(model, order), tuple(levels), order(model.panel.known_ratings, 0))

    def quantities(self, parameters: Floats) -> Floats:
        """The row quantities [k, rows] at a parameter vector; beneath them the bounds of ratings known by bounds."""
        return np.asarray(self.quantities_at(parameters[None])[0])

    def quantities_at(self, parameters: Floats) -> Floats:
        """The same at each of several parameter vectors [n, size]: [n, k, rows]. The columns are read once for all."""
        model, rows = self.model, self.known.shape[1]
        values = np.empty((len(parameters), len(model.channels.quantities), rows))
        values[:] = at_rest(model.channels)[:, None]
        for quantity, places, of_row in self.levels:
            for laid, one in zip(values, parameters, strict=True):
                laid[quantity] += np.append(one[places], 0.0)[of_row]
        # One product per quantity: thirty small ones would wait for memory, and for each other, most of the time.
        for quantity, chosen, columns in self.columns:
            values[:, quantity] += parameters[:, chosen] @ columns
        if not model.channels.bounded:
            return values
        told = zip(values, parameters, strict=True)
        return np.stack([with_bounds(one, model.kinds, self.known, model.thresholds(at)) for one, at in told])

    def pull_back(self, parameters: Floats, gradients: Floats, scalar_gradients: Floats) -> Floats:
        """Gradient in the parameters [size], at these, from those in quantities and bounds [k, rows] and in scalars."""
        found = np.zeros(self.model.size)
        for quantity, chosen, columns in self.columns:
            found[chosen] = columns @ gradients[quantity]
        for quantity, places, of_row in self.levels:
            # Rows without a level are counted where none is, in front of the first.
            size = places.stop - places.start
            found[places] = np.bincount(of_row + 1, weights=gradients[quantity], minlength=size + 1)[1:]
        if self.model.latent is not None:
            own = self._by_threshold(parameters, gradients)
            found[self.model.layout["latent"]] = np.concatenate([scalar_gradients, *own])
        return found

    def _by_threshold(self, parameters: Floats, gradients: Floats) -> list[Floats]:
        first = len(self.model.channels.quantities)
        own, found = self.model.thresholds(parameters), []
        for number in self.model.channels.bounded:
            bounds, first = gradients[first : first + 2], first + 2
            found.append(self.model.kinds[number].pull_back(bounds, self.known[number], own[number]))
        return found


def _as_they_are(values: NDArray[Any], fill: float) -> NDArray[Any]:
    return values


def _columns(model: "Model", order: Order) -> tuple[Columns, ...]:
    stacked = []
    for quantity, which in model.channels.place.items():
        blocks = [block for block in model.blocks if block.quantity == quantity and block.columns is not None]
        if blocks:
            places = np.concatenate([np.r_[model.layout[block.name]] for block in blocks])
            columns = np.concatenate([order(block.columns.T, 0) for block in blocks if block.columns is not None])
            stacked.append(Columns(which, places, np.ascontiguousarray(columns)))
    return tuple(stacked)


def at_rest(channels: Channels) -> Floats:
    """The quantities [k] before any block: zero, but nobody ends by agreement in a model without the channel."""
    values = np.zeros(len(channels.quantities))
    if not channels.agreed:
        values[QUANTITIES.index("agreed")] = LOWEST_PREDICTOR
    return values


def with_bounds(quantities: Floats, kinds: Sequence[Ratings], known: Floats, thresholds: Sequence[Floats]) -> Floats:
    """Row quantities [k, rows], and beneath them lower and upper bounds of each rating that is known by them."""
    told = zip(kinds, known, thresholds, strict=False)
    bounds = [ratings.bounds(one, own) for ratings, one, own in told if ratings.kind != "gaussian"]
    return np.concatenate([quantities, *bounds]) if bounds else quantities
