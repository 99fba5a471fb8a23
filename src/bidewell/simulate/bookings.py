"""Sessions still in the book when a client has left: scheduled, and not kept."""

import numpy as np

from bidewell.simulate.arrays import Ints, happens
from bidewell.simulate.attendance import missed
from bidewell.simulate.caseload import Caseload
from bidewell.simulate.endings import EARLIEST_CHART_DAYS, LEFT
from bidewell.simulate.log import Columns, Log

CHANCE_OF_BOOKING = (0.8, 0.4)  # a next session, and one more after it


def log_bookings_not_kept(log: Log, cases: Caseload, chance: np.random.Generator) -> None:
    """One or two sessions at the planned interval after the last contact, before any chart is closed."""
    left = np.flatnonzero(cases.exit == LEFT)
    for position, probability in enumerate(CHANCE_OF_BOOKING):
        booked = left[happens(chance, probability, len(left))]
        later = 7 * cases.people.interval_weeks[booked] * (position + 1)
        day = cases.last_contact[booked] + later
        known = (later < EARLIEST_CHART_DAYS) & (day <= cases.world.last_day)
        log.sessions.append(booked_sessions(log, cases, booked[known], day[known], chance))


def booked_sessions(log: Log, cases: Caseload, who: Ints, day: Ints, chance: np.random.Generator) -> Columns:
    n = len(who)
    return {
        "number": log.next_numbers(n),
        "stretch": who,
        "day": day,
        "minute": np.full(n, 10 * 60),
        "status": missed(chance, n),
        "therapist": cases.therapist[who],
        "telehealth": np.zeros(n, np.bool_),
        "group": np.zeros(n, np.bool_),
    }
