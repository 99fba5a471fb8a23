"""Where clients stand now, and their chances ahead: the recursion of the fit, driven by NumPy. No compiler is needed.

The belief about a client comes from the mode of a fitted model; the chances ahead are taken over posterior draws, with
the clients' own beliefs carried forward under the mode. Arrays of clients are [clients], of future steps
[steps, clients], of posterior draws after these [steps, clients, draws].
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import combinations_with_replacement, product
from typing import Any, NamedTuple

import numpy as np

from bidewell.engine import cell, strain
from bidewell.engine.cell import Belief
from bidewell.engine.channels import ALLIANCE_ALONE, Channels
from bidewell.engine.hazards_ahead import HazardAtOnce, expected_chance
from bidewell.engine.links import Link
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.process import dynamics_on_numpy
from bidewell.engine.quadrature import integrals_on_numpy
from bidewell.engine.recursion import Observed, rows_of, step
from bidewell.engine.strain import Strained
from bidewell.engine.strain_rule import StrainRule


class Filtered(NamedTuple):
    """What the recursion leaves: belief after each client's last row; per row, the levels believed and log-likelihood.

    `levels` [ratings, rows] are those of each rating, the alliance's first, above or below the program's usual one:
    therapist's part, trait and patch. `strained` is how each client stands with strain, where that was followed.
    """

    belief: Belief
    levels: Floats
    log_likelihood: Floats
    strained: Strained | None = None

    @property
    def level(self) -> Floats:
        """The alliance's, [rows]."""
        return np.asarray(self.levels[0])


class Following(NamedTuple):
    """Strain, to be followed: how clients stood before the first rows, the number of each row, and the rule."""

    strained: Strained
    number: Integers
    rule: StrainRule


def current_beliefs(
    client: Integers,
    observed: Observed,
    quantities: Floats,
    scalars: Floats,
    link: Link,
    channels: Channels = ALLIANCE_ALONE,
    start: Belief | None = None,
    following: Following | None = None,
) -> Filtered:
    """Run the recursion over the rows of all clients at once, a row of each at a time.

    `client` [rows] numbers the clients 0, 1, ... with each client's rows together; `quantities` are [k, rows],
    beneath them the bounds of ratings known by bounds. `start` [clients] is what was believed before the first rows, of
    clients without rows as well; without it all are newcomers. With `following`, strain is followed beside the
    beliefs. Time and memory: linear in rows.
    """
    dynamics = dynamics_on_numpy(scalars, channels)
    integrals = integrals_on_numpy(link)._replace(hazard=HazardAtOnce(link))
    first_patch = len(channels.traits)
    clients = int(client[-1]) + 1 if client.size else 0
    begin = start or stacked(cell.newcomer(dynamics, np.zeros(clients), np))
    counts = np.bincount(client, minlength=begin.mean.shape[-1])
    first = np.cumsum(counts) - counts
    longest_first = np.argsort(-counts, kind="stable")
    belief = Belief(*(np.array(part[..., longest_first]) for part in begin))
    strained = following.strained.only(longest_first) if following else None
    of_level = [channels.place[name] for name in channels.loadings("level")]
    levels, log_likelihood = np.empty((len(of_level), client.size)), np.empty(client.size)
    for number in range(int(counts.max(initial=0))):
        active = int((counts > number).sum())
        rows = first[longest_first[:active]] + number
        now, row = quantities[:, rows], rows_of(observed, rows)
        before = Belief(*(part[..., :active] for part in belief))
        if following is None or strained is None:
            after, log_likelihood[rows] = step(before, row, now, dynamics, integrals, channels, np)
        else:
            stood, which, rule = strained.only(slice(active)), following.number[rows], following.rule
            after, stood, log_likelihood[rows] = strain.step(
                before, stood, row, which, now, rule, dynamics, integrals, channels
            )
            _write(strained, stood, active)
        for level, of_therapist, trait, patch in zip(
            levels, of_level, after.mean, after.mean[first_patch:], strict=False
        ):
            level[rows] = now[of_therapist] + trait + patch
        _write(belief, after, active)
    place = np.argsort(longest_first, kind="stable")
    found = Belief(*(part[..., place] for part in belief))
    return Filtered(found, levels, log_likelihood, strained.only(place) if strained else None)


def _write(parts: Iterable[Any], moved: Iterable[Any], active: int) -> None:
    for part, new in zip(parts, moved, strict=True):
        part[..., :active] = new


def stacked(belief: Belief) -> Belief:
    """A belief as it is kept, as arrays."""
    return Belief(*(np.stack(part) for part in belief))


def expected_hazard(
    belief: Belief,
    now: Mapping[str, Floats],
    link: Link,
    channel: str = "leaving",
    channels: Channels = ALLIANCE_ALONE,
) -> Floats:
    """Chance of the event at a contact over what is believed, [steps, clients, draws].

    `belief` is [steps, clients], the quantities in `now` are [steps, clients, draws] or broadcast to that, and say in
    which precision to work. The error of the integral: see `hazards_ahead.OUTER_NODE`.
    """
    precision = now[channel].dtype
    believed = Belief(*(part[..., None].astype(precision) for part in belief))
    return expected_chance(link, *_predictor(believed, now, channel, channels))


def _predictor(belief: Belief, now: Mapping[str, Floats], channel: str, channels: Channels) -> tuple[Floats, Floats]:
    """Centre and spread of an event's linear predictor: a loading on each rating's level, and on what is passing."""
    loadings = [now[name] for name in channels.loadings("loading" if channel == "leaving" else "agreed_loading")]
    levels = [now[name] for name in channels.loadings("level")]
    first_patch, centre = len(channels.traits), now[channel]
    parts = [(number, first_patch + number) for number in range(len(levels))]
    for loading, level, (trait, patch) in zip(loadings, levels, parts, strict=True):
        centre = centre + loading * (level + (belief.mean[trait] + belief.mean[patch]))
    passing = now["patch_loading"] if channel == "leaving" else np.zeros(())
    if not passing.any():
        return centre, _spread(belief, loadings, parts)
    centre = centre + passing * belief.mean[first_patch]
    return centre, _spread(belief, [*loadings, passing], [*parts, (first_patch,)])


def _spread(belief: Belief, weights: Sequence[Floats], parts: Sequence[tuple[int, ...]]) -> Floats:
    """Standard deviation of a weighted sum, each part of which is itself a sum of latent variables."""
    size = len(belief.mean)

    def covariance(one: tuple[int, ...], other: tuple[int, ...]) -> Floats:
        return reduce(np.add, [belief.covariance[cell.entry(i, j, size)] for i, j in product(one, other)])

    if len(parts) == 1:  # a root a client, not one a draw
        return np.asarray(np.abs(weights[0]) * np.sqrt(np.maximum(covariance(parts[0], parts[0]), 0.0)))
    pairs = combinations_with_replacement(zip(weights, parts, strict=True), 2)
    terms = [(a * b if p is q else 2.0 * a * b) * covariance(p, q) for (a, p), (b, q) in pairs]
    return np.sqrt(np.maximum(reduce(np.add, terms), 0.0))


def stay_chances(leaves: Floats, agrees: Floats, contacts: Floats, otherwise: float = 0.0) -> Floats:
    """Chance of not having left by the end of each step, [steps, clients, draws], for those in care before the first.

    `leaves` and `agrees` [steps, clients, draws] are the chances at a contact, `contacts` [steps, clients] the expected
    contacts (at most 1). At a contact a client may leave, else end by agreement, else in any other way (`otherwise`,
    the same chance for all), else goes on; whose care has ended does not leave later.
    """
    seen = contacts[..., None].astype(leaves.dtype)
    left = seen * leaves
    goes_on = (1.0 - left) * ((1.0 - seen * otherwise) * (1.0 - seen * agrees))
    stayed, in_care = np.empty_like(left), np.ones_like(left[0])
    before = in_care
    for number in range(len(left)):
        before = np.subtract(before, in_care * left[number], out=stayed[number])
        in_care *= goes_on[number]
    return stayed


def predictor_of(link: Link, chance: Floats) -> Floats:
    """The linear predictor at which the hazard is `chance`, 0 and 1 excluded by rounding."""
    inside = np.clip(chance, 1e-12, 1.0 - 1e-12)
    return np.log(-np.log1p(-inside)) if link == "cloglog" else np.log(inside) - np.log1p(-inside)
