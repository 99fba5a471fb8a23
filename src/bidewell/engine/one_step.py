"""What each row was expected to bring just before it was seen, for several parameter vectors at once.

The recursion's own step, taken apart: a rating's distribution given all that came before it, and the chances of leaving
and of an agreed ending given also the rating of that period.
"""

from dataclasses import dataclass, fields

import numpy as np
from scipy.special import log_ndtr

from bidewell.engine import cell
from bidewell.engine.cell import Belief, Dynamics, Hazard
from bidewell.engine.links import Link
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.quadrature import hazard_on_numpy
from bidewell.engine.ratings import Kind, absorber
from bidewell.engine.recursion import Observed, dynamics_of


@dataclass(frozen=True)
class Expected:
    """[draws, rows]: mean and sd of the variable behind the rating, chance of leaving, and of an agreed ending.

    The chances are given that the row's contact took place and, for an agreed ending, that the client did not leave.
    `log_likelihood` is that of what the row then brought, 0 where it brought nothing.
    """

    rating: Floats
    rating_sd: Floats
    leaves: Floats
    agrees: Floats
    log_likelihood: Floats


def expected_rows(
    client: Integers, observed: Observed, quantities: Floats, scalars: Floats, link: Link, kind: Kind = "gaussian"
) -> Expected:
    """Expect every row of clients numbered 0, 1, ..., whose rows lie together, [rows] each.

    `quantities` are [draws, 7, rows], or 9 with the bounds of ratings of another `kind`, `scalars` [draws, 4]. Where a
    draw gives what happened no chance at all, all it expects of the client afterwards is nan. Time and memory: linear
    in draws x rows.
    """
    counts = np.bincount(client)
    first = np.cumsum(counts) - counts
    longest_first = np.argsort(-counts, kind="stable")
    dynamics = dynamics_of(scalars.T[:, :, None], np)
    belief = cell.newcomer(dynamics, np.zeros((len(quantities), counts.size)), np)
    found = Expected(*(np.empty((len(quantities), client.size)) for _ in fields(Expected)))
    for number in range(int(counts.max(initial=0))):
        active = int((counts > number).sum())
        rows = first[longest_first[:active]] + number
        row = Observed(*(column[rows] for column in observed))
        before = Belief(*(part[:, :active] for part in belief))
        with np.errstate(divide="ignore", invalid="ignore"):
            belief = _expect(found, rows, before, row, np.moveaxis(quantities[:, :, rows], 1, 0), dynamics, link, kind)
    return found


def _expect(
    found: Expected,
    rows: Integers,
    belief: Belief,
    row: Observed,
    quantities: Floats,
    dynamics: Dynamics,
    link: Link,
    kind: Kind,
) -> Belief:
    """Write down what is expected of one row of each client, and take in what came."""
    rating, level, leaving, loading, patch_loading, agreed, agreed_loading, *bounds = quantities
    belief = cell.predict(belief, row.periods, row.starts, row.renewed, dynamics, np)
    spread = belief.trait_variance + 2.0 * belief.covariance + belief.patch_variance
    found.rating[:, rows] = rating + level + belief.trait + belief.patch
    found.rating_sd[:, rows] = np.sqrt(spread + dynamics.rating_sd**2 / np.maximum(row.rating_count, 1.0))
    absorb = absorber(kind, log_ndtr, np)
    belief, from_rating = absorb(belief, row.rating, row.rating_count, rating + level, bounds, dynamics)
    hazard = hazard_on_numpy(link)
    to_leave = (leaving + loading * level, loading, loading + patch_loading)
    to_agree = (agreed + agreed_loading * level, agreed_loading, agreed_loading)
    found.leaves[:, rows] = _chance(belief, *to_leave, hazard)
    belief, from_leaving = cell.absorb_event(belief, row.left, row.at_risk, *to_leave, hazard, np)
    found.agrees[:, rows] = _chance(belief, *to_agree, hazard)
    not_left = row.at_risk * (1.0 - row.left)
    belief, from_agreed = cell.absorb_event(belief, row.agreed, not_left, *to_agree, hazard, np)
    found.log_likelihood[:, rows] = from_rating + from_leaving + from_agreed
    return belief


def _chance(belief: Belief, eta: Floats, trait_loading: Floats, patch_loading: Floats, hazard: Hazard) -> Floats:
    """Chance of an event with predictor eta + trait_loading*trait + patch_loading*patch, as `cell` takes it."""
    centre = eta + trait_loading * belief.trait + patch_loading * belief.patch
    variance = (
        trait_loading**2 * belief.trait_variance
        + 2.0 * trait_loading * patch_loading * belief.covariance
        + patch_loading**2 * belief.patch_variance
    )
    return np.asarray(hazard(0, centre, np.sqrt(variance + cell.VARIANCE_FLOOR)))
