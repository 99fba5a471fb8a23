"""A model as a list of blocks: which columns enter which row quantity, with which prior. Fixed before fitting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bidewell.engine.links import LOWEST_PREDICTOR, Link
from bidewell.engine.panel import Flags, Floats, Integers, Panel
from bidewell.engine.ratings import Gaussian, Ratings
from bidewell.engine.recursion import QUANTITIES, SCALARS

# Of the logarithm of an inner category's width, against the width half-way values give it.
THRESHOLD_PRIOR_SD = 0.5


class ModelRefused(ValueError):
    """The blocks make no sense together or with the panel; the message names the block."""


@dataclass(frozen=True)
class Block:
    """Parameters that enter one row quantity linearly.

    Either `columns` [rows, size] or `level_of_row` [rows] (an index 0..size-1, -1 for none) says how. The prior of each
    parameter is normal with `prior_mean` and `prior_sd` (infinite: flat), unless `scale` names a standard deviation
    that is itself estimated: then all are N(0, scale^2) and scale is half-normal with `scale_prior_sd`.
    """

    name: str
    quantity: str
    labels: tuple[str, ...]
    columns: Floats | None = None
    level_of_row: Integers | None = None
    prior_mean: Floats | float = 0.0
    prior_sd: Floats | float = 1.0
    scale: str | None = None
    scale_prior_sd: float = 0.5

    def __post_init__(self) -> None:
        """Refuse an unknown quantity, a block without a design or with two, and columns that are not the labels'."""
        if self.quantity not in QUANTITIES:
            raise ModelRefused(f"block {self.name}: quantity is one of {', '.join(QUANTITIES)}, not {self.quantity!r}")
        if (self.columns is None) == (self.level_of_row is None):
            raise ModelRefused(f"block {self.name}: give columns or level_of_row, one of them")
        if self.columns is not None and self.columns.shape[1:] != (self.size,):
            raise ModelRefused(f"block {self.name}: {self.columns.shape} columns for {self.size} labels")

    @property
    def size(self) -> int:
        """Number of parameters."""
        return len(self.labels)

    def contribution(self, coefficients: Floats) -> Floats:
        """What the block adds to its quantity, [rows], for coefficients [size]."""
        if self.columns is not None:
            return self.columns @ coefficients
        assert self.level_of_row is not None
        return np.append(coefficients, 0.0)[self.level_of_row]

    def pull_back(self, gradients: Floats) -> Floats:
        """Gradient in the coefficients [size] from the gradient in the quantity [rows]."""
        if self.columns is not None:
            return gradients @ self.columns
        assert self.level_of_row is not None
        known = self.level_of_row >= 0
        return np.bincount(self.level_of_row[known], weights=gradients[known], minlength=self.size).astype(float)


@dataclass(frozen=True)
class ScalarPriors:
    """Normal priors of the four scalars of the latent process, in the order of SCALARS (ratings have unit variance)."""

    mean: tuple[float, float, float, float] = (-0.5, -0.35, 0.0, 1.1)
    sd: tuple[float, float, float, float] = (0.5, 0.35, 1.2, 1.0)


@dataclass(frozen=True)
class Model:
    """A panel, the blocks, the link, and the priors of the latent process (None: no ratings, nothing latent)."""

    panel: Panel
    blocks: tuple[Block, ...]
    link: Link = "cloglog"
    latent: ScalarPriors | None = ScalarPriors()
    ratings: Ratings = Gaussian()

    def __post_init__(self) -> None:
        """Refuse blocks whose rows are not the panel's, and names used twice."""
        names = [block.name for block in self.blocks]
        if len(set(names)) < len(names):
            raise ModelRefused(f"block names must differ: {names}")
        for block in self.blocks:
            design = block.columns if block.columns is not None else block.level_of_row
            if design is None or design.shape[0] != self.panel.rows:
                raise ModelRefused(f"block {block.name}: one design row for each of the panel's {self.panel.rows} rows")

    @cached_property
    def layout(self) -> dict[str, slice]:
        """Where each block's parameters, and then the scalars and the ratings' own, lie in the parameter vector."""
        ends = np.cumsum([block.size for block in self.blocks]).tolist()
        places = {b.name: slice(end - b.size, end) for b, end in zip(self.blocks, ends, strict=True)}
        last = ends[-1] if ends else 0
        return places if self.latent is None else places | {"latent": slice(last, self.size)}

    @cached_property
    def size(self) -> int:
        """Length of the parameter vector."""
        return sum(block.size for block in self.blocks) + (
            0 if self.latent is None else len(SCALARS) + self.ratings.thresholds
        )

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """A name for each parameter: block, or block[label]."""
        named = [f"{b.name}[{label}]" if b.size > 1 or label else b.name for b in self.blocks for label in b.labels]
        own = [f"threshold[{place + 1}]" for place in range(self.ratings.thresholds)]
        return tuple(named) if self.latent is None else (*named, *SCALARS, *own)

    @cached_property
    def scales(self) -> dict[str, float]:
        """The estimated standard deviations and the scale of their half-normal priors."""
        return {block.scale: block.scale_prior_sd for block in self.blocks if block.scale is not None}

    @cached_property
    def with_scales(self) -> Flags:
        """Which parameters are effects whose standard deviation is estimated, [size]."""
        scaled = np.zeros(self.size, dtype=bool)
        for block in self.blocks:
            scaled[self.layout[block.name]] = block.scale is not None
        return scaled

    def prior_mean(self) -> Floats:
        """Prior mean of the parameter vector."""
        parts = [np.broadcast_to(0.0 if b.scale else b.prior_mean, b.size) for b in self.blocks]
        own = np.zeros(self.ratings.thresholds)
        return np.concatenate([*parts, *([] if self.latent is None else [self.latent.mean, own])]).astype(float)

    def prior_precision(self, scales: dict[str, float]) -> Floats:
        """Prior precision of each parameter (0: flat), given the estimated standard deviations."""
        parts = [np.broadcast_to(scales[b.scale] if b.scale else b.prior_sd, b.size) for b in self.blocks]
        own = np.full(self.ratings.thresholds, THRESHOLD_PRIOR_SD)
        sd = np.concatenate([*parts, *([] if self.latent is None else [self.latent.sd, own])]).astype(float)
        return np.where(np.isinf(sd), 0.0, 1.0 / np.square(sd))

    def scalars(self, parameters: Floats) -> Floats:
        """The latent scalars; where nothing is latent, a process that does nothing."""
        return np.zeros(len(SCALARS)) if self.latent is None else parameters[self.layout["latent"]][: len(SCALARS)]

    def thresholds(self, parameters: Floats) -> Floats:
        """The parameters of the ratings' own, [thresholds]."""
        return np.zeros(0) if self.latent is None else parameters[self.layout["latent"]][len(SCALARS) :]

    @cached_property
    def _stacked(self) -> tuple[tuple[int, Integers, Floats], ...]:
        """Per quantity: its number, where its parameters lie, and all its columns as [parameters, rows]."""
        stacked = []
        for which, quantity in enumerate(QUANTITIES):
            blocks = [block for block in self.blocks if block.quantity == quantity and block.columns is not None]
            if blocks:
                places = np.concatenate([np.r_[self.layout[block.name]] for block in blocks])
                columns = np.concatenate([block.columns.T for block in blocks if block.columns is not None])
                stacked.append((which, places, np.ascontiguousarray(columns)))
        return tuple(stacked)

    def quantities(self, parameters: Floats) -> Floats:
        """The row quantities [7, rows] at a parameter vector; with ratings known by bounds these follow, [9, rows]."""
        values = _at_rest(self.blocks, self.panel.rows)
        for block in self.blocks:
            if block.columns is None:
                values[QUANTITIES.index(block.quantity)] += block.contribution(parameters[self.layout[block.name]])
        # One product per quantity: thirty small ones would wait for memory, and for each other, most of the time.
        for which, places, columns in self._stacked:
            values[which] += parameters[places] @ columns
        return np.concatenate([values, self.ratings.bounds(self.panel.known_ratings, self.thresholds(parameters))])

    def pull_back(self, parameters: Floats, gradients: Floats, scalar_gradients: Floats) -> Floats:
        """Gradient in the parameters [size], at these, from those in quantities [7 or 9, rows] and in scalars [4]."""
        found = np.zeros(self.size)
        for which, places, columns in self._stacked:
            found[places] = columns @ gradients[which]
        for block in self.blocks:
            if block.columns is None:
                found[self.layout[block.name]] = block.pull_back(gradients[QUANTITIES.index(block.quantity)])
        if self.latent is not None:
            bounds, own = gradients[len(QUANTITIES) :], self.thresholds(parameters)
            by_threshold = self.ratings.pull_back(bounds, self.panel.known_ratings, own)
            found[self.layout["latent"]] = np.concatenate([scalar_gradients, by_threshold])
        return found


def quantities_of(blocks: Sequence[Block], coefficients: Mapping[str, Floats], rows: int) -> Floats:
    """What the blocks add up to: the row quantities [7, rows]."""
    values = _at_rest(blocks, rows)
    for block in blocks:
        values[QUANTITIES.index(block.quantity)] += block.contribution(coefficients[block.name])
    return values


def _at_rest(blocks: Sequence[Block], rows: int) -> Floats:
    """The quantities [7, rows] before any block: zero, but nobody ends by agreement in a model without the channel."""
    values = np.zeros((len(QUANTITIES), rows))
    if all(block.quantity != "agreed" for block in blocks):
        values[QUANTITIES.index("agreed")] = LOWEST_PREDICTOR
    return values
