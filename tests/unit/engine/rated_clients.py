"""Clients who do nothing but rate, with a latent process that is known: drawn, and as the recursion reads them."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.cell import Dynamics
from bidewell.engine.channels import Channels
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.prediction import Following, current_beliefs
from bidewell.engine.process import dynamics_of, dynamics_on_numpy
from bidewell.engine.recursion import Observed
from bidewell.engine.strain import Strained
from bidewell.engine.strain_rule import rule_of


def scalars_of(trait_sd: float, patch_sd: float, error_sd: float, persistence: float) -> Floats:
    """The numbers of a latent process with one rating."""
    share = patch_sd**2 / (patch_sd**2 + error_sd**2)
    odds = np.log([share / (1.0 - share), persistence / (1.0 - persistence)])
    return np.array([np.log(trait_sd), np.log(np.hypot(patch_sd, error_sd)), *odds])


@dataclass(frozen=True)
class Rated:
    """Ratings [ratings, clients, rows], NaN where there is none, and the period of each row."""

    rating: Floats
    periods: Floats
    scalars: Floats
    channels: Channels
    renewed: Flags | None = None

    @property
    def dynamics(self) -> Dynamics:
        return dynamics_on_numpy(self.scalars, self.channels)

    def followed(self, until: int | None = None) -> Strained:
        """How each client stands with strain after so many rows (all)."""
        rating = self.rating[..., :until]
        ratings, clients, rows = rating.shape
        gaps = np.diff(self.periods[:rows], prepend=self.periods[0])
        known, nothing = np.isfinite(rating).reshape(ratings, -1), np.zeros(clients * rows)
        none = np.zeros((0, clients * rows))
        renewed = nothing if self.renewed is None else self.renewed[:, :rows].ravel().astype(float)
        observed = Observed(
            np.where(known, rating.reshape(ratings, -1), 0.0), known.astype(float), none, none, nothing, nothing,
            nothing, nothing, np.tile(np.arange(rows) == 0, clients).astype(float), renewed, np.tile(gaps, clients),
            nothing,
        )  # fmt: skip
        client: Integers = np.repeat(np.arange(clients), rows)
        quantities = np.zeros((len(self.channels.quantities), clients * rows))
        begin = Strained.of_newcomers(2 * ratings, ratings, clients)
        following = Following(begin, np.tile(np.arange(rows), clients), rule_of(self.dynamics))
        found = current_beliefs(
            client, observed, quantities, self.scalars, "cloglog", self.channels, following=following
        ).strained
        assert found is not None
        return found


def drawn_patches(scalars: Floats, clients: int, rows: int, seed: int) -> Floats:
    """Patches of one rating, a row a period: [clients, rows]."""
    random, dynamics = np.random.default_rng(seed), dynamics_of(scalars, np)
    sd, lasts = float(dynamics.patch_sd), float(dynamics.persistence[0][0])
    shocks = random.normal(0.0, sd, (clients, rows))
    patches = np.empty((clients, rows))
    patches[:, 0] = shocks[:, 0]
    for row in range(1, rows):
        patches[:, row] = lasts * patches[:, row - 1] + np.sqrt(1.0 - lasts**2) * shocks[:, row]
    return patches


def rated(scalars: Floats, patches: Floats, seed: int, share: float = 0.8) -> Rated:
    """The patches on top of traits, rated with error; a share of the rows is rated."""
    random, dynamics = np.random.default_rng(seed), dynamics_of(scalars, np)
    clients, rows = patches.shape
    level = patches + random.normal(0.0, float(dynamics.trait_sd), (clients, 1))
    rating = level + random.normal(0.0, float(dynamics.rating_sd[0]), patches.shape)
    rating = np.where(random.random(patches.shape) < share, rating, np.nan)
    return Rated(rating[None], np.arange(rows, dtype=float), scalars, Channels())
