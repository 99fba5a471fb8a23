"""A model as a list of blocks: which columns enter which row quantity, with which prior. Fixed before fitting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from bidewell.engine.channels import Channels
from bidewell.engine.design import Design, at_rest
from bidewell.engine.links import Link
from bidewell.engine.panel import Flags, Floats, Integers, Panel
from bidewell.engine.process import ScalarPriors, scalar_names
from bidewell.engine.ratings import Gaussian, Ratings

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
        """Refuse a block without a design or with two, and columns that are not the labels'."""
        if (self.columns is None) == (self.level_of_row is None):
            raise ModelRefused(f"block {self.name}: give columns or level_of_row, one of them")
        if self.columns is not None and self.columns.shape[1:] != (self.size,):
            raise ModelRefused(f"block {self.name}: {self.columns.shape} columns for {self.size} labels")

    @property
    def size(self) -> int:
        """Number of parameters."""
        return len(self.labels)

    @property
    def parameters(self) -> tuple[str, ...]:
        """What a fit calls each parameter: the block's name, or NAME[label]."""
        return tuple(f"{self.name}[{label}]" if self.size > 1 or label else self.name for label in self.labels)

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
class Model:
    """A panel, the blocks, the link, and the priors of the latent process (None: no ratings, nothing latent).

    `ratings` says how the alliance's are read and `more` how those of the panel's further ratings are (unless said:
    as measurements). With `growth` an alliance also has a slope of its own, by so many periods.
    """

    panel: Panel
    blocks: tuple[Block, ...]
    link: Link = "cloglog"
    latent: ScalarPriors | None = ScalarPriors()
    ratings: Ratings = Gaussian()
    more: Mapping[str, Ratings] = field(default_factory=dict)
    growth: float | None = None

    def __post_init__(self) -> None:
        """Refuse blocks whose rows are not the panel's, names used twice, and quantities of nothing observed."""
        names = [block.name for block in self.blocks]
        if len(set(names)) < len(names):
            raise ModelRefused(f"block names must differ: {names}")
        for block in self.blocks:
            design = block.columns if block.columns is not None else block.level_of_row
            if design is None or design.shape[0] != self.panel.rows:
                raise ModelRefused(f"block {block.name}: one design row for each of the panel's {self.panel.rows} rows")
            if block.quantity not in self.channels.place:
                known = ", ".join(self.channels.quantities)
                raise ModelRefused(f"block {block.name}: quantity is one of {known}, not {block.quantity!r}")
        for channel in self.channels.counted:
            if channel not in self.panel.counts:
                raise ModelRefused(f"a block speaks of {channel}, which the panel does not count")
        is_split = self._speaks("patch_loading") or self.channels.caseload
        if self.channels.curved and (len(self.channels.names) > 1 or is_split):
            raise ModelRefused("an effect that bends needs the alliance alone, with one effect of its whole level")
        if len(self.channels.names) > 1 and np.any(self.panel.period % 1):
            raise ModelRefused("several ratings need whole periods")

    def _speaks(self, quantity: str) -> bool:
        return any(block.quantity == quantity for block in self.blocks)

    @cached_property
    def kinds(self) -> tuple[Ratings, ...]:
        """How each rating is read, the alliance's first."""
        return self.ratings, *(self.more.get(name, Gaussian()) for name in self.panel.more)

    @cached_property
    def channels(self) -> Channels:
        """What the model observes: a channel is in it if a block speaks into it."""
        spoken, kinds = {block.quantity for block in self.blocks}, (ratings.kind for ratings in self.kinds)
        return Channels.spoken(spoken, kinds, self.panel.more, grows=self.growth is not None)

    @cached_property
    def scalar_names(self) -> tuple[str, ...]:
        """The latent process's numbers, in the order of a parameter vector; none where nothing is latent."""
        return () if self.latent is None else scalar_names(self.channels)

    @cached_property
    def _threshold_counts(self) -> tuple[int, ...]:
        return () if self.latent is None else tuple(ratings.thresholds for ratings in self.kinds)

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
        return sum(block.size for block in self.blocks) + len(self.scalar_names) + sum(self._threshold_counts)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """A name for each parameter."""
        named = [name for block in self.blocks for name in block.parameters]
        counts = zip(("", *(f":{name}" for name in self.channels.more)), self._threshold_counts, strict=False)
        own = [f"threshold{of}[{place + 1}]" for of, count in counts for place in range(count)]
        return (*named, *self.scalar_names, *own)

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
        """Prior mean of the parameter vector, [size]."""
        return self._fixed_priors[0].copy()

    def prior_precision(self, scales: dict[str, float]) -> Floats:
        """Prior precision of each parameter, [size] (0: flat), given the estimated standard deviations."""
        estimated = np.array([*(1.0 / scales[name] ** 2 for name in self.scales), 0.0])
        return np.where(self.with_scales, estimated[self.scale_of], self._fixed_priors[1])

    @cached_property
    def _fixed_priors(self) -> tuple[Floats, Floats]:
        """Mean and precision of each parameter; effects with an estimated standard deviation have mean 0."""
        means = [np.broadcast_to(0.0 if b.scale else b.prior_mean, b.size) for b in self.blocks]
        sds = [np.broadcast_to(np.inf if b.scale else b.prior_sd, b.size) for b in self.blocks]
        mean, sd = (
            np.concatenate([*parts, of_latent]).astype(float)
            for parts, of_latent in zip((means, sds), self._latent_priors, strict=True)
        )
        return mean, np.where(np.isinf(sd), 0.0, 1.0 / np.square(sd))

    @cached_property
    def scale_of(self) -> Integers:
        """Which estimated standard deviation each parameter has, by its place among them, [size]; -1: none."""
        names = list(self.scales)
        each = [np.full(b.size, names.index(b.scale) if b.scale else -1) for b in self.blocks]
        return np.concatenate([*each, np.full(self._latent_priors[0].size, -1)]).astype(np.int64)

    @cached_property
    def _latent_priors(self) -> tuple[Floats, Floats]:
        if self.latent is None:
            return np.zeros(0), np.zeros(0)
        (mean, sd), own = self.latent.of(self.channels), sum(self._threshold_counts)
        return np.append(mean, np.zeros(own)), np.append(sd, np.full(own, THRESHOLD_PRIOR_SD))

    def scalars(self, parameters: Floats) -> Floats:
        """The latent scalars of a parameter vector [size]; where nothing is latent, a process that does nothing."""
        if self.latent is None:
            return np.zeros(len(scalar_names(self.channels)))
        return parameters[self.layout["latent"]][: len(self.scalar_names)]

    def thresholds(self, parameters: Floats) -> list[Floats]:
        """The parameters of each rating's own, [thresholds]."""
        own = parameters[parameters.size - sum(self._threshold_counts) :]
        return np.split(own, np.cumsum(self._threshold_counts)[:-1]) if self._threshold_counts else [own]

    @cached_property
    def design(self) -> Design:
        """The design matrices, in the order of the panel's rows."""
        return Design.of(self)

    def quantities(self, parameters: Floats) -> Floats:
        """The row quantities [k, rows] at a parameter vector; beneath them the bounds of ratings known by bounds."""
        return self.design.quantities(parameters)


def quantities_of(blocks: Sequence[Block], coefficients: Mapping[str, Floats], rows: int, channels: Channels) -> Floats:
    """What the blocks add up to: the row quantities [k, rows]."""
    values = np.repeat(at_rest(channels)[:, None], rows, axis=1)
    for block in blocks:
        values[channels.place[block.quantity]] += block.contribution(coefficients[block.name])
    return values
