"""Weeks of care, one after the other, for everyone at once."""

import numpy as np

from bidewell.simulate.arrays import Ints
from bidewell.simulate.attendance import book_next, week_of_visits
from bidewell.simulate.caseload import Caseload, move_on
from bidewell.simulate.endings import end_some
from bidewell.simulate.leaving import hazard_of_leaving, remember_order_end
from bidewell.simulate.log import Log, log_contacts, log_week
from bidewell.simulate.ratings import rate


def follow(cases: Caseload, chance: np.random.Generator) -> Log:
    """Live through the weeks until nobody is left in care or the records end."""
    log = Log()
    week = 0
    while (in_care := cases.active & (cases.start + 7 * week <= cases.world.last_day)).any():
        live_one_week(cases, week, np.flatnonzero(in_care), log, chance)
        week += 1
    return log


def live_one_week(cases: Caseload, week: int, who: Ints, log: Log, chance: np.random.Generator) -> None:
    """States move, sessions happen, some contacts turn out to be the last, check-ins are answered."""
    if week > 0:
        move_on(cases, week, who, chance)
    visits = week_of_visits(cases, week, who, chance)
    leaving = hazard_of_leaving(cases, week, visits)
    book_next(cases, week, visits)
    end_some(cases, week, visits, leaving, chance)
    log_week(log, cases, week, visits, rate(cases, week, who, chance))
    log_contacts(log, cases, week, visits, leaving)
    remember_order_end(cases, visits)
    cases.new_therapist[visits.who[visits.contact]] = False
