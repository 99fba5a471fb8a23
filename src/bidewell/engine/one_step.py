"""What each row was expected to bring just before it was seen, for several parameter vectors at once.

The recursion's own step, taken apart: a rating's distribution given all that came before it, and the chances of leaving
and of an agreed ending given also the rating of that period.
"""

from dataclasses import dataclass

import numpy as np

from bidewell.engine import cell, measurement
from bidewell.engine.cell import Belief, Dynamics, Loads
from bidewell.engine.channels import ALLIANCE_ALONE, Channels
from bidewell.engine.links import Link
from bidewell.engine.measurement import Hazard
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.process import dynamics_of
from bidewell.engine.quadrature import integrals_on_numpy
from bidewell.engine.recursion import (
    Integrals,
    Observed,
    absorb_leaving,
    absorb_rating,
    predictor,
    rating_mean,
    rows_of,
)


@dataclass(frozen=True)
class Expected:
    """[draws, rows]: mean and sd of the variable behind each rating, chance of leaving, and of an agreed ending.

    Ratings are [ratings, draws, rows]; `counted` [counted channels, draws, rows] are the chances of each of the times.
    The chances are given that the row's contact took place and, for an agreed ending, that the client did not leave.
    `log_likelihood` is that of what the row then brought, 0 where it brought nothing.
    """

    rating: Floats
    rating_sd: Floats
    counted: Floats
    leaves: Floats
    agrees: Floats
    log_likelihood: Floats

    @classmethod
    def empty(cls, channels: Channels, draws: int, rows: int) -> "Expected":
        """Room for what is expected."""
        ratings, counted = len(channels.names), len(channels.counted)
        shapes = [(ratings, draws, rows)] * 2 + [(counted, draws, rows)] + [(draws, rows)] * 3
        return cls(*(np.zeros(shape) for shape in shapes))


def expected_rows(
    client: Integers,
    observed: Observed,
    quantities: Floats,
    scalars: Floats,
    link: Link,
    channels: Channels = ALLIANCE_ALONE,
) -> Expected:
    """Expect every row of clients (persons, where some come back) numbered 0, 1, ..., whose rows lie together, [rows].

    `quantities` are [draws, k, rows], beneath them the bounds of ratings known by bounds; `scalars` [draws, size].
    Where a draw gives what happened no chance at all, all it expects of the client afterwards is nan. Time and memory:
    linear in draws x rows.
    """
    counts = np.bincount(client)
    first = np.cumsum(counts) - counts
    longest_first = np.argsort(-counts, kind="stable")
    dynamics = dynamics_of(scalars.T[:, :, None], np, channels)
    belief = cell.newcomer(dynamics, np.zeros((len(quantities), counts.size)), np)
    found = Expected.empty(channels, len(quantities), client.size)
    for number in range(int(counts.max(initial=0))):
        active = int((counts > number).sum())
        rows = first[longest_first[:active]] + number
        row = rows_of(observed, rows)
        before = Belief(*(tuple(one[..., :active] for one in part) for part in belief))
        with np.errstate(divide="ignore", invalid="ignore"):
            now = np.moveaxis(quantities[:, :, rows], 1, 0)
            belief = _expect(found, rows, before, row, now, dynamics, link, channels)
    return found


def _expect(
    found: Expected,
    rows: Integers,
    belief: Belief,
    row: Observed,
    quantities: Floats,
    dynamics: Dynamics,
    link: Link,
    channels: Channels,
) -> Belief:
    """Write down what is expected of one row of each client, and take in what came."""
    now, integrals = channels.named(quantities), integrals_on_numpy(link)
    belief = cell.predict(belief, row.periods, row.starts, row.renewed, dynamics, np)
    came = np.zeros(now["leaving"].shape)
    for number in range(len(channels.names)):
        expected, loads = rating_mean(number, now, channels, row.growth)
        along, count = cell.project(belief, loads), np.maximum(row.rating_count[number], 1.0)
        found.rating[number][:, rows] = expected + along.mean
        found.rating_sd[number][:, rows] = np.sqrt(along.variance + dynamics.rating_sd[number] ** 2 / count)
        bounds = channels.bounds(quantities, number)
        belief, more = absorb_rating(belief, row, number, bounds, now, dynamics, integrals, channels, np)
        came = came + more
    for number, channel in enumerate(channels.counted):
        eta, loads = predictor(channel, now, channels, row.growth)
        happened, times, once = row.happened[number], row.times[number], np.ones_like(came)
        found.counted[number][:, rows] = np.exp(
            measurement.absorb_count(belief, loads, once, once, eta, integrals.counted, np)[1]
        )
        belief, more = measurement.absorb_count(belief, loads, happened, times, eta, integrals.counted, np)
        came = came + more
    return _expect_ending(found, rows, belief, row, now, came, integrals, channels)


def _expect_ending(
    found: Expected,
    rows: Integers,
    belief: Belief,
    row: Observed,
    now: dict[str, Floats],
    came: Floats,
    integrals: Integrals,
    channels: Channels,
) -> Belief:
    """The same of leaving and of an agreed ending; `came` is the log-likelihood of what the row brought before."""
    _, log_chance = absorb_leaving(belief, row._replace(left=np.ones_like(row.left)), now, integrals, channels, np)
    found.leaves[:, rows] = np.exp(log_chance)
    belief, from_leaving = absorb_leaving(belief, row, now, integrals, channels, np)
    eta, loads = predictor("agreed", now, channels, row.growth)
    found.agrees[:, rows] = _chance(belief, eta, loads, integrals.hazard)
    not_left = row.at_risk * (1.0 - row.left)
    belief, from_agreed = measurement.absorb_event(belief, loads, row.agreed, not_left, eta, integrals.hazard, np)
    found.log_likelihood[:, rows] = came + from_leaving + from_agreed
    return belief


def _chance(belief: Belief, eta: Floats, loads: Loads, hazard: Hazard) -> Floats:
    """Chance of an event with a linear predictor, as `measurement` takes it."""
    along = cell.project(belief, loads)
    return np.asarray(hazard(0, eta + along.mean, np.sqrt(along.variance + measurement.VARIANCE_FLOOR)))
