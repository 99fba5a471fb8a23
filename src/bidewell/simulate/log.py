"""What happened, column by column and week by week: sessions, check-ins, contacts, measurements of distress."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bidewell.simulate.arrays import Flags, Ints
from bidewell.simulate.attendance import Visits
from bidewell.simulate.caseload import IN_CARE, Caseload
from bidewell.simulate.endings import LEFT
from bidewell.simulate.leaving import Leaving
from bidewell.simulate.ratings import ANSWERED, CheckIns

Columns = dict[str, NDArray[Any]]

GROUP_MINUTE = 17 * 60
MINUTES_TO_CHECK_IN = 55


@dataclass
class Log:
    """Lists of columns, one entry a week, joined when the last week is over. `stretch` is a row of the caseload."""

    sessions: list[Columns] = field(default_factory=list)
    checkins: list[Columns] = field(default_factory=list)
    contacts: list[Columns] = field(default_factory=list)
    distress: list[Columns] = field(default_factory=list)
    numbered: int = 0

    def next_numbers(self, n: int) -> Ints:
        """The next n session numbers."""
        self.numbered += n
        return np.arange(self.numbered - n, self.numbered)


def joined(weeks: list[Columns]) -> Columns:
    """One array per column over all weeks."""
    return {name: np.concatenate([week[name] for week in weeks]) for name in weeks[0]} if weeks else {}


def log_week(log: Log, cases: Caseload, week: int, visits: Visits, answers: CheckIns) -> None:
    """Sessions of the week, the check-ins after them, and what was measured."""
    own = log.next_numbers(int(visits.scheduled.sum()))
    log.sessions.append(own_sessions(cases, visits, own))
    held = in_the_book(cases, visits)
    log.sessions.append(group_sessions(cases, visits, held, log.next_numbers(int(held.sum()))))
    numbers = np.full(len(visits.who), -1)
    numbers[visits.scheduled] = own
    log.checkins.append(check_ins(cases, visits, answers, numbers))
    log.distress.append(measured_distress(cases, week, visits))


def own_sessions(cases: Caseload, visits: Visits, numbers: Ints) -> Columns:
    held = visits.scheduled
    return {
        "number": numbers,
        "stretch": visits.who[held],
        "day": visits.day[held],
        "minute": visits.minute[held],
        "status": visits.status[held],
        "therapist": cases.therapist[visits.who[held]],
        "telehealth": visits.telehealth[held],
        "group": np.zeros(int(held.sum()), np.bool_),
    }


def in_the_book(cases: Caseload, visits: Visits) -> Flags:
    """Groups of the week; one still to come is taken out of the book when the client and the program part before it."""
    goes_on = np.isin(cases.exit[visits.who], (IN_CARE, LEFT))
    return np.asarray(visits.group_scheduled & (visits.seen_in_group | goes_on))


def group_sessions(cases: Caseload, visits: Visits, held: Flags, numbers: Ints) -> Columns:
    n = int(held.sum())
    return {
        "number": numbers,
        "stretch": visits.who[held],
        "day": visits.group_day[held],
        "minute": np.full(n, GROUP_MINUTE),
        "status": visits.group_status[held],
        "therapist": cases.therapist[visits.who[held]],
        "telehealth": np.zeros(n, np.bool_),
        "group": np.ones(n, np.bool_),
    }


def check_ins(cases: Caseload, visits: Visits, answers: CheckIns, numbers: Ints) -> Columns:
    """After attended individual sessions. Only those who stay in care answer days later; nobody after the extract."""
    stays = cases.active[visits.who]
    later = answers.days_later * (stays & (answers.status == ANSWERED))
    given = visits.seen & answers.offered & (visits.day + later <= cases.world.last_day)
    return {
        "session": numbers[given],
        "stretch": visits.who[given],
        "day": (visits.day + later)[given],
        "minute": visits.minute[given] + MINUTES_TO_CHECK_IN,
        "status": answers.status[given],
        "value": answers.value[given],
        "further": answers.further[given],
    }


def measured_distress(cases: Caseload, week: int, visits: Visits) -> Columns:
    """Every other week from the second on; the first measurement is taken before treatment."""
    who = visits.who if week % 2 == 0 and week > 0 else visits.who[:0]
    return {"stretch": who, "day": cases.start[who] + 7 * week, "value": cases.distress_seen[who]}


def log_contacts(log: Log, cases: Caseload, week: int, visits: Visits, leaving: Leaving) -> None:
    """The truth behind every contact: the level as it was, the hazard, and whether it was the last."""
    contact = visits.contact
    who = visits.who[contact]
    log.contacts.append(
        {
            "stretch": who,
            "week": np.full(len(who), week),
            "day": visits.contact_day[contact],
            "level": cases.level(who),
            "log_hazard": leaving.log_hazard[contact],
            "probability_left": leaving.probability[contact],
            "exit": cases.exit[who],
        }
    )
