"""The chance with one thing otherwise, all else alike: what goes with it in this program, not what would come of it."""

from dataclasses import dataclass, replace

import numpy as np

from bidewell.analysis.forecasting.chances import Chances, chances_of
from bidewell.analysis.forecasting.days_ahead import Columns
from bidewell.analysis.forecasting.in_care import InCare
from bidewell.analysis.forecasting.pieces import without_history
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.standing import Standing
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.process import dynamics_on_numpy
from bidewell.engine.strain_rule import SMALLEST_FALL

DRAWS = 50
RIDE_USED = "used"
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
    fall = fallen_by(stand)
    if saved.follows_alliance and (concerned := np.flatnonzero(fall > SMALLEST_FALL)).size:
        some, beliefs = without_history(clients, concerned), stand.only(concerned)
        lifted = _lifted(saved, some, beliefs, fall[concerned])
        found.append(WhatIf(ALLIANCE_BACK, concerned, _asked(saved, some, lifted, some.ahead, steps)))
    for name in saved.rides_compared:
        now = clients.ahead[name].reshape(-1, clients.clients)[1]
        if (concerned := np.flatnonzero(now != RIDE_USED)).size:
            some, beliefs = without_history(clients, concerned), stand.only(concerned)
            found.append(WhatIf(RIDE, concerned, _asked(saved, some, beliefs, _with_ride(some, name), steps)))
    return tuple(found)


def _asked(saved: SavedProgram, clients: InCare, stand: Standing, columns: Columns, steps: int) -> Chances:
    return chances_of(saved.forecast, clients, stand, (steps,), columns=columns, draws=DRAWS)


def _with_ride(clients: InCare, name: str) -> Columns:
    column = clients.ahead[name].reshape(-1, clients.clients).copy()
    column[1:] = RIDE_USED  # what was so at the last contact stays so
    return {**clients.ahead, name: column.ravel()}


def _lifted(saved: SavedProgram, clients: InCare, stand: Standing, fall: Floats) -> Standing:
    """Back at the earlier level today; from there patches go on as patches do, those of other ratings with it."""
    model, mean = saved.forecast, stand.course.mean.copy()
    kept = dynamics_on_numpy(model.scalars(model.mode), model.channels).kept(np.cumsum(clients.steps.periods, axis=0))
    for number, of_rating in enumerate(kept, start=len(model.channels.traits)):
        mean[number, 1:] += fall * of_rating[0]
    return replace(stand, course=stand.course._replace(mean=mean))


def fallen_by(stand: Standing) -> Floats:
    """How far the alliance believed now lies below the client's own earlier level, [clients]; 0 where it does not.

    The earlier level is the average of what was believed at rated periods before the latest one.
    """
    earlier = np.maximum(stand.rated.rows - 1.0, 1.0)
    fall = (stand.rated.total - stand.rated.latest) / earlier - stand.level
    return np.where(stand.rated.rows > 1.0, np.maximum(fall, 0.0), 0.0)
