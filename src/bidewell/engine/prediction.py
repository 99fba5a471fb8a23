"""Where clients stand now, and their chances ahead: the recursion of the fit, driven by NumPy. Nothing here needs JAX.

The belief about a client comes from the mode of a fitted model; the chances ahead are taken over posterior draws, with
the clients' own beliefs carried forward under the mode. Arrays of clients are [clients], of future steps
[steps, clients], of posterior draws ahead of these [draws, ...].
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bidewell.engine import cell
from bidewell.engine.cell import Belief, Dynamics, Hazard
from bidewell.engine.channels import ALLIANCE_ALONE, Channels
from bidewell.engine.links import LINKS, Link
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.process import dynamics_of
from bidewell.engine.quadrature import integrals_on_numpy
from bidewell.engine.recursion import Observed, predictor, rows_of, step

# Three nodes integrate a hazard over the spread of a client's state to four digits; the draws differ by far more.
_NODES, _RAW = np.polynomial.hermite_e.hermegauss(3)
_WEIGHTS = _RAW / _RAW.sum()


class Filtered(NamedTuple):
    """What the recursion leaves: belief after each client's last row; per row, the level believed and log-likelihood.

    The level is that of the alliance above or below the program's usual one: therapist's part, trait and patch.
    """

    belief: Belief
    level: Floats
    log_likelihood: Floats


def current_beliefs(
    client: Integers,
    observed: Observed,
    quantities: Floats,
    scalars: Floats,
    link: Link,
    channels: Channels = ALLIANCE_ALONE,
    start: Belief | None = None,
) -> Filtered:
    """Run the recursion over the rows of all clients at once, a row of each at a time.

    `client` [rows] numbers the clients 0, 1, ... with each client's rows together; `quantities` are [k, rows],
    beneath them the bounds of ratings known by bounds. `start` [clients] is what was believed before the first
    rows; without it they are newcomers. Time: linear in rows.
    """
    counts = np.bincount(client)
    first = np.cumsum(counts) - counts
    longest_first = np.argsort(-counts, kind="stable")
    dynamics, integrals = dynamics_of(scalars[:, None], np, channels), integrals_on_numpy(link)
    begin = start or cell.newcomer(dynamics, np.zeros(counts.size), np)
    belief = stacked(begin, longest_first)
    level, log_likelihood = np.empty(client.size), np.empty(client.size)
    for number in range(int(counts.max(initial=0))):
        active = int((counts > number).sum())
        rows = first[longest_first[:active]] + number
        now, before = quantities[:, rows], Belief(*(part[:, :active] for part in belief))
        after, log_likelihood[rows] = step(before, rows_of(observed, rows), now, dynamics, integrals, channels, np)
        level[rows] = now[channels.place["level"]] + after.mean[0] + after.mean[len(channels.traits)]
        for part, moved in zip(belief, after, strict=True):
            part[:, :active] = moved
    place = np.argsort(longest_first, kind="stable")
    return Filtered(Belief(*(part[:, place] for part in belief)), level, log_likelihood)


def stacked(belief: Belief, clients: Integers | slice = slice(None)) -> Belief:
    """A belief as it is kept, as arrays: of some clients, in their order."""
    return Belief(*(np.stack(part)[:, clients] for part in belief))


@dataclass(frozen=True)
class Steps:
    """Steps of time ahead, [steps, clients]: expected contacts in each, and how many periods it lies after the last."""

    contacts: Floats
    periods: Floats


def beliefs_ahead(
    belief: Belief, ahead: Mapping[str, Floats], steps: Steps, dynamics: Dynamics, hazard: Hazard
) -> Iterator[Belief]:
    """Belief about each client at each step if in care until then. `ahead` holds the quantities [steps, clients]."""
    never = np.zeros_like(belief.mean[0])
    for number, weight in enumerate(steps.contacts):
        belief = cell.predict(belief, steps.periods[number], never, never, dynamics, np)
        yield stacked(belief)
        now = {name: values[number] for name, values in ahead.items()}
        for channel in ("leaving", "agreed"):
            eta, loads = predictor(channel, now, ALLIANCE_ALONE)
            belief, _ = cell.absorb_event(belief, loads, never, weight, eta, hazard, np)


def expected_hazard(belief: Belief, now: Mapping[str, Floats], link: Link, channel: str = "leaving") -> Floats:
    """Chance of the event at a contact over what is believed; quantities in `now` [..., clients] give its shape."""
    eta, loads = predictor(channel, now, ALLIANCE_ALONE)
    by_draw = (..., *[None] * (eta.ndim - 1), slice(None))
    along = cell.project(Belief(*(part[by_draw] for part in belief)), loads)
    centre, spread = eta + along.mean, np.sqrt(np.maximum(along.variance, 0.0))
    hazard = LINKS[link]
    return np.asarray(sum(w * hazard(centre + z * spread, 0, np) for z, w in zip(_NODES, _WEIGHTS, strict=True)))


def stay_chances(
    beliefs: Sequence[Belief], ahead: Mapping[str, Floats], contacts: Floats, link: Link, otherwise: float = 0.0
) -> Floats:
    """Chance of not having left by the end of each step, for those in care before the first.

    `beliefs` are those at each step, `ahead` the quantities [steps, draws, clients], `contacts` [steps, clients] the
    expected contacts (at most 1). At a contact a client may leave, else end by agreement, else in any other way
    (`otherwise`, the same chance for all), else goes on; whose care has ended does not leave later. Returns [steps,
    draws, clients].
    """
    draws, clients = ahead["leaving"].shape[1:]
    in_care, stayed = np.ones((draws, clients)), np.ones((draws, clients))
    chances = np.empty((len(beliefs), draws, clients))
    for number, belief in enumerate(beliefs):
        now = {name: values[number] for name, values in ahead.items()}
        leaves = contacts[number] * expected_hazard(belief, now, link)
        agrees = contacts[number] * expected_hazard(belief, now, link, "agreed")
        stayed = stayed - in_care * leaves
        in_care = in_care * (1.0 - leaves) * (1.0 - agrees) * (1.0 - contacts[number] * otherwise)
        chances[number] = stayed
    return chances


def predictor_of(link: Link, chance: Floats) -> Floats:
    """The linear predictor at which the hazard is `chance`, 0 and 1 excluded by rounding."""
    inside = np.clip(chance, 1e-12, 1.0 - 1e-12)
    return np.log(-np.log1p(-inside)) if link == "cloglog" else np.log(inside) - np.log1p(-inside)
