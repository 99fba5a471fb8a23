"""The chance with one thing otherwise, all else alike: what goes with it in this program, not what would come of it."""

from dataclasses import dataclass, replace

import numpy as np

from bidewell.analysis.chances import Chances, Standing, chances_of, only
from bidewell.analysis.days_ahead import Columns
from bidewell.analysis.in_care import InCare
from bidewell.analysis.saved_program import SavedProgram
from bidewell.engine.cell import Belief
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.process import dynamics_of

DRAWS = 50
RIDE_USED = "used"
# A fall smaller than this many standard deviations of the ratings is not one anybody would see.
SMALLEST_FALL = 0.2
ALLIANCE_BACK, RIDE = "alliance_back", "ride_used"


@dataclass(frozen=True)
class WhatIf:
    """Chances under one change, for the clients it concerns: their places among all clients."""

    change: str
    clients: Integers
    chances: Chances


def what_ifs(saved: SavedProgram, clients: InCare, stand: Standing, days: int) -> tuple[WhatIf, ...]:
    """Every change that can be asked about, for whom it would be one."""
    steps = clients.step_of(days) + 1
    found = []
    fall = fallen_by(clients, stand)
    if saved.forecast.has_alliance and (concerned := np.flatnonzero(fall > SMALLEST_FALL)).size:
        some, beliefs = only(clients, stand, concerned)
        lifted = _lifted(saved, some, beliefs, fall[concerned])
        found.append(WhatIf(ALLIANCE_BACK, concerned, _asked(saved, some, lifted, some.ahead, steps)))
    for name in (factor.name for factor in saved.factors if factor.kind == "ride"):
        now = clients.ahead[name].reshape(-1, clients.clients)[1]
        if (concerned := np.flatnonzero(now != RIDE_USED)).size:
            some, beliefs = only(clients, stand, concerned)
            found.append(WhatIf(RIDE, concerned, _asked(saved, some, beliefs, _with_ride(some, name), steps)))
    return tuple(found)


def _asked(saved: SavedProgram, clients: InCare, stand: Standing, columns: Columns, steps: int) -> Chances:
    return chances_of(saved.forecast, clients, stand, (steps,), columns=columns, draws=DRAWS)


def _with_ride(clients: InCare, name: str) -> Columns:
    column = clients.ahead[name].reshape(-1, clients.clients).copy()
    column[1:] = RIDE_USED  # what was so at the last contact stays so
    return {**clients.ahead, name: column.ravel()}


def _lifted(saved: SavedProgram, clients: InCare, stand: Standing, fall: Floats) -> Standing:
    """Back at the earlier level today; from there a patch fades as patches do."""
    persistence = dynamics_of(saved.forecast.scalars(saved.forecast.mode), np).persistence[0][0]
    up = fall * persistence ** np.cumsum(clients.steps.periods, axis=0)
    ahead = zip(stand.ahead, up, strict=True)
    patch = len(saved.forecast.channels.traits)
    return replace(stand, ahead=tuple(_moved(belief, patch, more) for belief, more in ahead))


def _moved(belief: Belief, variable: int, by: Floats) -> Belief:
    mean = belief.mean.copy()
    mean[variable] += by
    return belief._replace(mean=mean)


def fallen_by(clients: InCare, stand: Standing) -> Floats:
    """How far the alliance believed now lies below the client's own earlier level, [clients]; 0 where it does not.

    The earlier level is the average of what was believed at rated periods before the latest one.
    """
    panel = clients.history.panel
    rated = panel.rating_count > 0
    latest = np.full(clients.clients, -1)
    latest[panel.client[rated]] = np.flatnonzero(rated)  # the last one stands
    earlier = rated & (np.arange(panel.rows) != latest[panel.client])
    counts = np.bincount(panel.client[earlier], minlength=clients.clients)
    sums = np.bincount(panel.client[earlier], weights=stand.level[earlier], minlength=clients.clients)
    now = stand.level[np.append(np.flatnonzero(panel.starts)[1:], panel.rows) - 1]
    return np.where(counts > 0, np.maximum(sums / np.maximum(counts, 1) - now, 0.0), 0.0)
