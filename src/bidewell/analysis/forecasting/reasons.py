"""Why this client's chance differs from a typical client's at the same time in care: exact Shapley shares by group.

A chance is (1 - chance of having left already) times the product over steps of 1 - contacts x hazard, with the hazards
that make it the chance told. Giving a group its typical value moves each hazard's linear predictor; the shares average
that over every order in which groups can be given, so they sum to the whole difference, whatever interacts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import factorial

import numpy as np

from bidewell.analysis.forecasting.chances import Chances
from bidewell.analysis.forecasting.factor_groups import GROUPS, Shares, shares_of
from bidewell.analysis.forecasting.gone_quiet import chance_left_already
from bidewell.analysis.forecasting.in_care import InCare
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.standing import Standing
from bidewell.analysis.forecasting.typical import Typical, stretch_of
from bidewell.engine.links import LINKS, Link
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.prediction import predictor_of


@dataclass(frozen=True)
class Split:
    """Shares [clients, groups] of the difference between a client's chance and a typical one's, both [clients]."""

    groups: tuple[str, ...]
    shares: Floats
    chance: Floats
    typical: Floats
    level: Floats  # the alliance level believed now, less the typical one
    believed: Floats  # that level itself
    further: "Mapping[str, Apart]"  # the same of each further rating


@dataclass(frozen=True)
class Apart:
    """How far a rating's level lies from a typical client's, and what that comes to in the leaving predictor."""

    level: Floats
    predictor: Floats

    @property
    def now(self) -> "Apart":
        """Of arrays [1 + steps, clients], those at the last contact."""
        return Apart(self.level[0], self.predictor[0])


def split(saved: SavedProgram, clients: InCare, stand: Standing, chances: Chances, days: int) -> Split:
    """Split the chance of staying so many days."""
    steps = clients.step_of(days) + 1
    shares = shares_of(saved.forecast, saved.factors, clients.ahead).first((1 + steps) * clients.clients)
    course = _Course.of(saved, clients, stand, chances, shares, steps)
    present = {*shares.direct, *shares.loading, "attendance"}
    if saved.forecast.has_alliance:
        present.add("alliance")
    if course.further:
        present.add("ratings")
    groups = tuple(group for group in GROUPS if group in present)
    values = {
        own: course.chance(dict(zip(groups, own, strict=True))) for own in product((False, True), repeat=len(groups))
    }
    everything, nothing = (True,) * len(groups), (False,) * len(groups)
    level, further = course.level[0] - course.typical_level[0], {name: one.now for name, one in course.further.items()}
    return Split(groups, shapley(values), values[everything], values[nothing], level, course.level[0], further)


def shapley(values: dict[tuple[bool, ...], Floats]) -> Floats:
    """Exact Shapley shares [..., players] of a game given by the value of every coalition."""
    players = len(next(iter(values)))
    weight = [factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)]
    shares = []
    for player in range(players):
        share: Floats = np.zeros(())
        for coalition, value in values.items():
            if not coalition[player]:
                joined = values[(*coalition[:player], True, *coalition[player + 1 :])]
                share = share + weight[sum(coalition)] * (joined - value)
        shares.append(share)
    return np.stack(shares, axis=-1) if shares else np.zeros((*np.shape(next(iter(values.values()))), 0))


@dataclass(frozen=True)
class _Course:
    """A client's way through the steps, the last contact first: arrays are [1 + steps, clients]."""

    link: Link
    predictor: Floats
    contacts: Floats
    still_away: Floats
    own: dict[str, Floats]
    typical: dict[str, Floats]
    own_loading: dict[str, Floats]
    typical_loading: dict[str, Floats]
    loading: Floats
    level: Floats
    typical_level: Floats
    further: Mapping[str, Apart]

    @classmethod
    def of(
        cls, saved: SavedProgram, clients: InCare, stand: Standing, chances: Chances, shares: Shares, steps: int
    ) -> "_Course":
        shape = (1 + steps, clients.clients)
        contacts = clients.steps.contacts[:steps]
        stretch = stretch_of(clients.ahead["period"][: (1 + steps) * clients.clients]).reshape(shape)
        place = len(saved.forecast.channels.traits)
        trait, patch = stand.course.mean[0, : 1 + steps], stand.course.mean[place, : 1 + steps]
        own = {group: values.reshape(shape) for group, values in shares.direct.items()}
        if shares.patch_loading.any():
            own["alliance"] = shares.patch_loading.reshape(shape) * patch
        return cls(
            link=saved.forecast.link,
            predictor=_predictor(saved.forecast.link, chances.mean[:, : 1 + steps].T, contacts, clients.still_away),
            contacts=contacts,
            still_away=clients.still_away,
            own=own,
            typical=_typical(saved.typical, "direct", own, stretch),
            own_loading={group: values.reshape(shape) for group, values in shares.loading.items()},
            typical_loading=_typical(saved.typical, "loading", shares.loading, stretch),
            loading=shares.loading_for_all.reshape(shape),
            level=shares.level.reshape(shape) + trait + patch,
            typical_level=np.array(saved.typical.level)[stretch],
            further=_further(saved, stand, shares, stretch),
        )

    def chance(self, own: dict[str, bool]) -> Floats:
        """Chance of staying with the groups marked at the client's values and the others at the typical ones."""
        hazard = LINKS[self.link](self.predictor + self._moved(own), 0, np)
        away = self.still_away if own.get("attendance", True) else np.ones_like(self.still_away)
        came = 1.0 - chance_left_already(hazard[0], away)
        return np.asarray(came * np.prod(1.0 - self.contacts * hazard[1:], axis=0))

    def _moved(self, own: dict[str, bool]) -> Floats:
        """What the linear predictor is with the typical values, less what it is."""
        level = self.level if own.get("alliance", True) else self.typical_level
        moved = self.loading * (level - self.level)
        for group, values in self.own.items():
            if not own[group]:
                moved = moved + self.typical[group] - values
        if not own.get("ratings", True):
            moved = moved - sum(one.predictor for one in self.further.values())
        for group, values in self.own_loading.items():
            loading = values if own[group] else self.typical_loading[group]
            moved = moved + loading * level - values * self.level
        return moved


def _further(saved: SavedProgram, stand: Standing, shares: Shares, stretch: Integers) -> dict[str, Apart]:
    """Each further rating's level believed at the last contact and the steps, and what it is apart from usual."""
    found, first_patch = {}, len(saved.forecast.channels.traits)
    for number, (name, (loading, of_therapist)) in enumerate(shares.further.items(), start=1):
        believed = stand.course.mean[number] + stand.course.mean[first_patch + number]
        level = of_therapist.reshape(stretch.shape) + believed[: len(stretch)]
        apart = level - np.array(saved.typical.further[name])[stretch]
        found[name] = Apart(apart, loading.reshape(stretch.shape) * apart)
    return found


def _predictor(link: Link, stayed: Floats, contacts: Floats, still_away: Floats) -> Floats:
    """Predictors that give exactly the chances told, the last contact first."""
    left_odds = (1.0 - stayed[0]) / np.maximum(stayed[0], 1e-12) * still_away
    at_last = left_odds / (1.0 + left_odds)
    gone = 1.0 - stayed[1:] / np.maximum(stayed[:-1], 1e-12)
    ahead = np.where(contacts > 0, gone / np.maximum(contacts, 1e-12), 0.0)
    return predictor_of(link, np.concatenate([at_last[None], ahead]))


def _typical(typical: Typical, part: str, groups: dict[str, Floats], stretch: "np.ndarray") -> dict[str, Floats]:
    known = getattr(typical, part)
    return {group: np.array(known[group])[stretch] if group in known else np.zeros(stretch.shape) for group in groups}
