"""The chance with one thing otherwise, all else alike: what goes with it in this program, not what would come of it."""

from dataclasses import dataclass, replace

import numpy as np

from bidewell.analysis.chances import Chances, Standing, chances_of, only
from bidewell.analysis.in_care import InCare
from bidewell.analysis.saved_program import SavedProgram
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.recursion import dynamics_of

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
    rides = tuple(_ride(saved, clients, stand, factor.name, steps) for factor in saved.factors if factor.kind == "ride")
    back = (_alliance_back(saved, clients, stand, steps),) if saved.forecast.has_alliance else ()
    return tuple(one for one in (*back, *rides) if one.clients.size)


def _ride(saved: SavedProgram, clients: InCare, stand: Standing, name: str, steps: int) -> WhatIf:
    now = clients.ahead[name].reshape(-1, clients.clients)[1]
    some, beliefs = only(clients, stand, chosen := np.flatnonzero(now != RIDE_USED))
    column = some.ahead[name].reshape(-1, chosen.size).copy()
    column[1:] = RIDE_USED  # what was true at the last contact stays so
    changed = dict(some.ahead) | {name: column.ravel()}
    return WhatIf(RIDE, chosen, chances_of(saved.forecast, some, beliefs, columns=changed, steps=steps, draws=DRAWS))


def _alliance_back(saved: SavedProgram, clients: InCare, stand: Standing, steps: int) -> WhatIf:
    fall = fallen_by(clients, stand)
    some, beliefs = only(clients, stand, chosen := np.flatnonzero(fall > SMALLEST_FALL))
    persistence = dynamics_of(saved.forecast.scalars(saved.forecast.mode), np).persistence
    # Back at the earlier level today; from there a patch fades as patches do.
    left = fall[chosen] * persistence ** np.cumsum(some.steps.periods, axis=0)
    raised = tuple(belief._replace(patch=belief.patch + up) for belief, up in zip(beliefs.ahead, left, strict=True))
    lifted = replace(beliefs, ahead=raised)
    return WhatIf(ALLIANCE_BACK, chosen, chances_of(saved.forecast, some, lifted, steps=steps, draws=DRAWS))


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
    now = stand.level[np.append(np.flatnonzero(panel.starts)[1:], panel.rows) - 1] if panel.rows else np.zeros(0)
    return np.where(counts > 0, np.maximum(sums / np.maximum(counts, 1) - now, 0.0), 0.0)
