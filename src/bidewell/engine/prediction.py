"""Where clients stand now, and their chances ahead: the recursion of the fit, driven by NumPy. No compiler is needed.

The belief about a client comes from the mode of a fitted model; the chances ahead are taken over posterior draws, with
the clients' own beliefs carried forward under the mode. Arrays of clients are [clients], of future steps
[steps, clients], of posterior draws after these [steps, clients, draws].
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import product
from operator import add, mul
from typing import Any, NamedTuple

import numpy as np

from bidewell.engine import cell, strain
from bidewell.engine.by_client import joined, only
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
    clients = int(client[-1]) + 1 if client.size else 0
    begin = start or cell.newcomer(dynamics, np.zeros(clients), np)
    counts = np.bincount(client, minlength=begin.mean[0].size)
    first, (longest_first, place) = counts.cumsum() - counts, _orders(counts)
    belief, strained = Belief(*map(tuple, begin)), following.strained if following else None
    moving = only((strained.added_to(belief) if strained else belief, strained), longest_first)
    levels, log_likelihood = np.empty((len(channels.names), client.size)), np.empty(client.size)
    done, going = [], counts.size
    for number in range(int(counts.max(initial=0))):
        if (still := int(np.count_nonzero(counts > number))) < going:
            done.append(only(moving, slice(still, going)))
            moving, going = only(moving, slice(still)), still
        rows: Any = slice(None) if still == client.size else first[longest_first][:still] + number
        now, row = quantities[:, rows], rows_of(observed, rows)
        belief, strained = moving
        if following is None or strained is None:
            belief, log_likelihood[rows] = step(belief, row, now, dynamics, integrals, channels, np)
        else:
            belief, strained, log_likelihood[rows] = strain.step(
                belief, strained, row, following.number[rows], now, following.rule, dynamics, integrals, channels
            )
        levels[:, rows] = _levels(belief, now, channels)
        moving = belief, strained
    belief, strained = only(joined([moving, *reversed(done)]), place)
    if strained:
        belief, strained = strained.taken_from(belief)
    return Filtered(stacked(belief), levels, log_likelihood, strained)


def _orders(counts: Integers) -> tuple[Any, Any]:
    """Places of clients with those of most rows first, and from there back; all as it is where they stand so."""
    if not (counts[1:] > counts[:-1]).any():
        return slice(None), slice(None)
    longest_first = np.argsort(-counts, kind="stable")
    return longest_first, np.argsort(longest_first, kind="stable")


def _levels(belief: Belief, now: Floats, channels: Channels) -> list[Floats]:
    """Of each rating: therapist's part, trait and patch."""
    patches = belief.mean[len(channels.traits) :]
    of_therapists = [now[channels.place[name]] for name in channels.loadings("level")]
    return [of + trait + patch for of, trait, patch in zip(of_therapists, belief.mean, patches, strict=False)]


def stacked(belief: Belief) -> Belief:
    """A belief as it is kept, as arrays."""
    return Belief(*map(np.array, belief))


def expected_hazards(
    belief: Belief, now: Mapping[str, Floats], link: Link, channels: Channels = ALLIANCE_ALONE
) -> tuple[Floats, Floats]:
    """Chances of leaving and of an agreed ending at a contact over what is believed, [steps, clients, draws] each.

    `belief` is [steps, clients], the quantities in `now` are [steps, clients, draws] or broadcast to that, and say in
    which precision to work. The error of the integral: see `hazards_ahead.OUTER_NODE`.
    """
    precision = now["leaving"].dtype
    believed = Belief(*(part[..., None].astype(precision) for part in belief))
    of_leaving, of_agreed = ([now[name] for name in channels.loadings(of)] for of in ("loading", "agreed_loading"))
    parts = _levels_of(channels)
    if (passing := now["patch_loading"]).any():
        of_leaving, parts = [*of_leaving, passing], [*parts, parts[0][-1:]]
    mean, covariance = _of_sums(believed, parts)
    for number, name in enumerate(channels.loadings("level")):
        mean[number] = now[name] + mean[number]
    leaves, agrees = (
        expected_chance(link, reduce(add, map(mul, loadings, mean), at_rest), _spread(covariance, loadings))
        for at_rest, loadings in ((now["leaving"], of_leaving), (now["agreed"], of_agreed))
    )
    return leaves, agrees


def _levels_of(channels: Channels) -> list[tuple[int, ...]]:
    """The latent variables whose sum each rating's level is: trait and patch."""
    return [(number, len(channels.traits) + number) for number in range(len(channels.names))]


def _of_sums(belief: Belief, sums: Sequence[tuple[int, ...]]) -> tuple[list[Floats], list[list[Floats]]]:
    """What is believed of sums of latent variables: means, and the rows of a covariance from its diagonal on."""
    size = len(belief.mean)
    covariance: list[list[Floats]] = [
        [reduce(add, [belief.covariance[cell.entry(i, j, size)] for i, j in product(one, other)]) for other in sums[k:]]
        for k, one in enumerate(sums)
    ]
    return [reduce(add, [belief.mean[i] for i in one]) for one in sums], covariance


def _spread(covariance: Sequence[Sequence[Floats]], weights: Sequence[Floats]) -> Floats:
    """Standard deviation of a weighted sum of the first of what has this covariance."""
    if len(weights) == 1:  # a root a client, not one a draw
        return np.asarray(np.abs(weights[0]) * np.sqrt(np.maximum(covariance[0][0], 0.0)))
    terms = [
        (one * other if k == 0 else 2.0 * one * other) * covariance[i][k]
        for i, one in enumerate(weights)
        for k, other in enumerate(weights[i:])
    ]
    return np.sqrt(np.maximum(reduce(add, terms), 0.0))


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
    """The linear predictor at which the hazard is `chance`, shaped as it; 0 and 1 are excluded by rounding."""
    inside = np.clip(chance, 1e-12, 1.0 - 1e-12)
    return np.log(-np.log1p(-inside)) if link == "cloglog" else np.log(inside) - np.log1p(-inside)
