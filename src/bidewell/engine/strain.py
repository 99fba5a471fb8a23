"""Strain: the alliance's patch below the client's own norm, and below what its last rating let expect.

A patch's norm is 0: what lasts of a client is the trait. That a good patch comes to its end is no strain, and neither
is a low one that lifts as low ones do. A strain begins at the rating where its rule fires, and is over at the one where
the alliance is more likely near the own norm than not, or where the patch is drawn afresh.
"""

from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtr

from bidewell.engine.bivariate import both_below
from bidewell.engine.by_client import only
from bidewell.engine.cell import Belief, Dynamics, entry
from bidewell.engine.channels import Channels
from bidewell.engine.fall import Fall, anew, predict, taken_apart, with_fall
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.recursion import Integrals, Observed, absorb
from bidewell.engine.strain_rule import StrainRule

NEVER = -1
# Where no strain began there is nothing to divide by.
_LEAST_VARIANCE = 1e-12
_LEAST_SD = np.finfo(float).tiny


class Strained(NamedTuple):
    """How clients stand with strain, [clients] each; row numbers count a client's rows, and NEVER is none.

    fall_...     belief about the fall since the last rating (`fall.Fall`)
    rated        row of the last rating of this patch
    chance       of strain, given all up to then
    fires_at     chance from which the rule fires there
    back         of standing near the own norm, given all up to then
    began        row at which the last strain began
    ended        row of the rating at which the alliance was back
    mean, covariance   belief about the patches where it began, [patches] and upper triangle
    """

    fall_mean: Floats
    fall_variance: Floats
    fall_covariances: Floats
    rated: Integers
    chance: Floats
    fires_at: Floats
    back: Floats
    began: Integers
    ended: Integers
    mean: Floats
    covariance: Floats

    @classmethod
    def of_newcomers(cls, size: int, patches: int, clients: int) -> "Strained":
        """Of clients of whom no row has been taken in; a belief has `size` variables."""

        def zero(*axes: int) -> Floats:
            return np.zeros((*axes, clients))

        never = np.full(clients, NEVER)
        return cls(
            zero(), zero(), zero(size), never, zero(), zero(), zero(), never, never,
            zero(patches), zero(patches * (patches + 1) // 2),
        )  # fmt: skip

    def added_to(self, belief: Belief) -> Belief:
        """A belief with the fall as its last variable, as `step` moves it."""
        return with_fall(belief, Fall(self.fall_mean, self.fall_variance, self.fall_covariances))

    def taken_from(self, belief: Belief) -> tuple[Belief, "Strained"]:
        """Such a belief without the fall, and how they stand with what is believed of that."""
        plain, (mean, variance, covariances) = taken_apart(belief)
        return plain, self._replace(fall_mean=mean, fall_variance=variance, fall_covariances=np.array(covariances))

    @property
    def is_open(self) -> Flags:
        """Whose last strain has not been seen to end."""
        return np.asarray((self.began != NEVER) & (self.ended == NEVER))

    def only(self, chosen: Any) -> "Strained":
        """Of some of the clients."""
        return only(self, chosen)

    def after(
        self, belief: Belief, row: Observed, number: Integers, rule: StrainRule, dynamics: Dynamics
    ) -> "Strained":
        """How they stand after one more row of each, `number`, whose `belief` holds the fall as well."""
        # With another therapist, or in another episode, the patch is another one.
        is_new, is_rated = (row.starts + row.renewed) > 0, row.rating_count[0] > 0
        before = self._without(is_new) if is_new.any() else self
        if not is_rated.any():
            return before
        chance, fires_at, back = _chances(belief, rule, dynamics.traits)
        is_open = before.is_open
        begins = is_rated & ~is_open & (chance >= fires_at)
        found = before._replace(
            rated=np.where(is_rated, number, before.rated),
            chance=np.where(is_rated, chance, before.chance),
            fires_at=np.where(is_rated, fires_at, before.fires_at),
            back=np.where(is_rated, back, before.back),
            ended=np.where(is_rated & is_open & (back >= 0.5), number, before.ended),
        )
        return found._beginning(begins, belief, number, dynamics) if begins.any() else found

    def _without(self, is_new: Flags) -> "Strained":
        none = {name: np.where(is_new, 0.0, getattr(self, name)) for name in ("chance", "fires_at", "back")}
        return self._replace(
            **none, **{name: np.where(is_new, NEVER, getattr(self, name)) for name in ("rated", "began", "ended")}
        )

    def _beginning(self, begins: Flags, belief: Belief, number: Integers, dynamics: Dynamics) -> "Strained":
        mean, covariance = _of_patches(belief, dynamics)
        return self._replace(
            began=np.where(begins, number, self.began),
            ended=np.where(begins, NEVER, self.ended),
            mean=np.where(begins, mean, self.mean),
            covariance=np.where(begins, covariance, self.covariance),
        )

    def expected_back(self, periods: Floats, rule: StrainRule, dynamics: Dynamics) -> Floats:
        """Chance [clients] that so many periods after it began the alliance is near the own norm, with nobody acting.

        By A alone: patches fade, and new ones come. Of clients without a strain it says nothing.
        """
        kept, patches = dynamics.kept(periods), range(dynamics.patches)
        mean = sum(kept[0][m] * self.mean[m] for m in patches)
        variance = dynamics.patch_covariance[0] + sum(
            kept[0][m] * kept[0][n] * (self.covariance[place] - dynamics.patch_covariance[place])
            for m in patches
            for n in patches
            for place in [entry(m, n, len(patches))]
        )
        return np.asarray(ndtr((mean + rule.near) / np.sqrt(np.maximum(variance, _LEAST_VARIANCE))))


def step(
    belief: Belief,
    strained: Strained,
    row: Observed,
    number: Integers,
    quantities: Floats,
    rule: StrainRule,
    dynamics: Dynamics,
    integrals: Integrals,
    channels: Channels,
) -> tuple[Belief, Strained, Floats]:
    """One period, as `recursion.step`, of a belief with the fall, and with it how clients stand with strain.

    `number` [clients] is that of the row.
    """
    belief = predict(belief, row, dynamics)
    belief, log_likelihood = absorb(belief, row, quantities, dynamics, integrals, channels, np)
    found = strained.after(belief, row, number, rule, dynamics)
    return anew(belief, row.rating_count[0] > 0), found, log_likelihood


def _chances(belief: Belief, rule: StrainRule, traits: int) -> tuple[Floats, Floats, Floats]:
    """Chance of strain, that from which the rule fires, and that of standing near the own norm.

    The fall is the belief's last variable.
    """
    size = len(belief.mean)
    patch, fall = belief.mean[traits], belief.mean[size - 1]
    patch_sd, fall_sd = (np.sqrt(belief.covariance[entry(i, i, size)]) for i in (traits, size - 1))
    # A period of its own in which nothing can have happened has no fall: any sign of it does.
    known = np.maximum(fall_sd, _LEAST_SD)
    correlation = belief.covariance[entry(traits, size - 1, size)] / (patch_sd * known)
    chance = both_below((-rule.below - patch) / patch_sd, -fall / known, correlation)
    return chance, rule.fires_at(patch_sd**2), ndtr((patch + rule.near) / patch_sd)


def _of_patches(belief: Belief, dynamics: Dynamics) -> tuple[Floats, Floats]:
    size, traits = len(belief.mean), dynamics.traits
    patches = range(traits, traits + dynamics.patches)
    covariance = [belief.covariance[entry(i, j, size)] for i in patches for j in patches if i <= j]
    return np.stack([belief.mean[i] for i in patches]), np.stack(covariance)
