"""A fitted model as it is kept and used: terms, draws, diagnostics; no data. JSON and arrays, never pickle."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zipfile import Path as ZipPath

import numpy as np

from bidewell.engine import ratings as kinds
from bidewell.engine.channels import Channels
from bidewell.engine.design import with_bounds
from bidewell.engine.diagnostics import HIGHEST_TRUSTED_K, Chains
from bidewell.engine.draws import equal_draws
from bidewell.engine.links import Link
from bidewell.engine.model import Block, quantities_of
from bidewell.engine.panel import Floats, Integers, Panel
from bidewell.engine.process import scalar_names
from bidewell.engine.ratings import Gaussian, Ratings
from bidewell.engine.terms.registry import from_plain, to_plain
from bidewell.engine.terms.term import Rows, Term

FORMAT = 2
# What comes of reading JSON that is JSON, and not what was written: a number where there were names, an unknown kind.
NOT_AS_WRITTEN = (AttributeError, KeyError, TypeError, ValueError)


class ModelUnreadable(ValueError):
    """A saved model is of another format or damaged; the message says which file and what was expected."""


@dataclass(frozen=True)
class Diagnostics:
    """Whether to believe a fit: whether and how the mode was found, and where its draws come from.

    Without `chains` the draws are the quadratic's, corrected, and Pareto's k judges them; with, they are NUTS's, and
    k only says how far off the quadratic's would have been.
    """

    pareto_k: float
    converged: bool
    rounds: int
    steps: int
    log_likelihood: float
    chains: Chains | None = None

    @property
    def trusted(self) -> bool:
        """Whether the posterior may carry a verdict."""
        drawn_well = self.chains.trusted if self.chains else self.pareto_k <= HIGHEST_TRUSTED_K
        return self.converged and drawn_well


@dataclass(frozen=True)
class FittedModel:
    """What was learned. `layout` says where each block lies in a parameter vector; `draws` are [n, parameters].

    `scales` are the estimated standard deviations at their mode and `scale_draws` [n, scales] their posterior.
    `spoken` are the row quantities that some block speaks into; `more` and `growth` as in `Model`.
    """

    terms: tuple[Term, ...]
    link: Link
    layout: dict[str, tuple[int, int]]
    labels: tuple[str, ...]
    prior_mean: Floats
    prior_sd: Floats
    mode: Floats
    draws: Floats
    scales: dict[str, float]
    scale_prior_sd: dict[str, float]
    scale_draws: Floats
    diagnostics: Diagnostics
    seed: int
    ratings: Ratings = Gaussian()
    more: Mapping[str, Ratings] = field(default_factory=dict)
    growth: float | None = None
    spoken: tuple[str, ...] = ("agreed",)

    @cached_property
    def kinds(self) -> tuple[Ratings, ...]:
        """How each rating is read, the alliance's first."""
        return self.ratings, *self.more.values()

    @cached_property
    def channels(self) -> Channels:
        """What the model observes."""
        kinds = (ratings.kind for ratings in self.kinds)
        return Channels.spoken(self.spoken, kinds, self.more, grows=self.growth is not None)

    @property
    def has_alliance(self) -> bool:
        """Whether ratings were there to learn a latent alliance from."""
        return "latent" in self.layout

    @cached_property
    def means(self) -> Floats:
        """Posterior mean of the parameters, [size]."""
        return np.asarray(self.draws.mean(axis=0))

    @cached_property
    def equal_draws(self) -> float:
        """So many independent draws these are worth: what a draw weighs beyond one is no other draw, nor is a chain's
        next step wholly another."""
        kept, chains = equal_draws(self.draws), self.diagnostics.chains
        return min(kept, chains.effective) if chains else kept

    def block(self, name: str, parameters: Floats | None = None) -> Floats:
        """Draws [n, size] (or the given parameters' values [size]) of a block."""
        start, stop = self.layout[name]
        return (self.draws if parameters is None else parameters)[..., start:stop]

    def scale(self, name: str) -> Floats:
        """Draws [n] of an estimated standard deviation."""
        return np.asarray(self.scale_draws[:, list(self.scales).index(name)])

    def scalars(self, parameters: Floats) -> Floats:
        """The latent process of `parameters` [..., size]; where nothing is latent, one that does nothing."""
        size = len(scalar_names(self.channels))
        return self.block("latent", parameters)[..., :size] if self.has_alliance else np.zeros(size)

    def with_bounds(self, quantities: Floats, panel: Panel, parameters: Floats) -> Floats:
        """Row quantities [k, rows] and beneath them the bounds of ratings known by bounds."""
        return with_bounds(quantities, self.kinds, panel.known_ratings, self.thresholds(parameters))

    def thresholds(self, parameters: Floats) -> list[Floats]:
        """The parameters of each rating's own, [thresholds] of a parameter vector."""
        counts = [ratings.thresholds if self.has_alliance else 0 for ratings in self.kinds]
        return np.split(parameters[parameters.size - sum(counts) :], np.cumsum(counts)[:-1])

    def written(self, rating: int, variables: Floats, draws: Integers) -> Floats:
        """What is behind a rating [draws, rows] as it gets written down on its scale, each under its posterior draw.

        What is nan, under a draw that what happened is impossible with, stays so.
        """
        kind, pairs = self.kinds[rating], zip(variables, self.draws[draws], strict=True)
        found = np.stack([kind.written(one, self.thresholds(own)[rating]) for one, own in pairs])
        return np.where(np.isnan(variables), np.nan, found)

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """The design of every term for new rows."""
        return tuple(block for term in self.terms for block in term.blocks(rows))

    def quantities(self, blocks: Sequence[Block], parameters: Floats, rows: int) -> Floats:
        """Row quantities [k, rows] for a design at a parameter vector."""
        coefficients = {block.name: self.block(block.name, parameters) for block in blocks}
        return quantities_of(blocks, coefficients, rows, self.channels)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that is saved but draws and priors: it tells beliefs under this model from others'."""
        plain = json.dumps(self._plain(), sort_keys=True)
        return hashlib.sha256(plain.encode() + self.mode.tobytes()).hexdigest()

    def _agrees(self) -> bool:
        """Whether the arrays are numbers, and of the sizes that labels, layout and scales say."""
        size, draws = len(self.labels), len(self.draws)
        of_parameters = (self.prior_mean, self.prior_sd, self.mode)
        return (
            draws > 0
            and {one.shape for one in of_parameters} == {(size,)}
            and self.draws.shape == (draws, size)
            and self.scale_draws.shape == (draws, len(self.scales))
            and all(0 <= start <= stop <= size for start, stop in self.layout.values())
            and all(np.isfinite(one).all() for one in (self.prior_mean, self.mode, self.draws))
            # A flat prior's is infinite, and so may be the draw of a scale that nothing holds.
            and not np.isnan(self.prior_sd).any()
            and not np.isnan(self.scale_draws).any()
        )

    def _plain(self) -> dict[str, Any]:
        return {
            "format": FORMAT, "link": self.link, "layout": self.layout, "labels": self.labels, "seed": self.seed,
            "terms": [to_plain(term) for term in self.terms], "scales": self.scales,
            "scale_prior_sd": self.scale_prior_sd, "ratings": kinds.to_plain(self.ratings),
            "more": {name: kinds.to_plain(one) for name, one in self.more.items()}, "growth": self.growth,
            "spoken": self.spoken,
            "diagnostics": asdict(self.diagnostics),
        }  # fmt: skip

    def save(self, folder: Path) -> None:
        """Write `model.json` and `arrays.npz` into an existing folder."""
        plain = self._plain()
        arrays = {name: getattr(self, name) for name in ("prior_mean", "prior_sd", "mode", "draws", "scale_draws")}
        (folder / "model.json").write_text(json.dumps(plain, indent=1), encoding="utf-8")
        np.savez_compressed(folder / "arrays.npz", allow_pickle=False, **arrays)

    @classmethod
    def load(cls, folder: Path | ZipPath) -> "FittedModel":
        """Read what `save` wrote, from a folder or one inside an archive. Raises ModelUnreadable."""
        try:
            plain: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            with (folder / "arrays.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
                arrays = dict(stored)
            if plain.pop("format") != FORMAT:
                raise ModelUnreadable(f"model.json: expected format {FORMAT}; fit the program again with this version")
            terms = tuple(from_plain(term) for term in plain.pop("terms"))
            judged = plain.pop("diagnostics")
            chains = judged.pop("chains")
            diagnostics = Diagnostics(**judged, chains=Chains(**chains) if chains else None)
            layout = {name: (int(start), int(stop)) for name, (start, stop) in plain.pop("layout").items()}
            plain |= {"labels": tuple(plain["labels"]), "spoken": tuple(plain["spoken"])}
            plain["ratings"] = kinds.from_plain(plain["ratings"])
            plain["more"] = {name: kinds.from_plain(one) for name, one in plain["more"].items()}
            read = cls(terms=terms, diagnostics=diagnostics, layout=layout, **plain, **arrays)
            if not read._agrees():
                raise ModelUnreadable("arrays.npz does not go with model.json, or is no numbers; fit the program again")
            return read
        except (OSError, *NOT_AS_WRITTEN, EOFError, BadZipFile, zlib.error) as damage:
            if isinstance(damage, ModelUnreadable):
                raise
            raise ModelUnreadable("model.json or arrays.npz is missing or damaged; fit the program again") from damage
