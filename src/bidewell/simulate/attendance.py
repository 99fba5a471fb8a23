"""Scheduled sessions of one week and what became of them."""

from dataclasses import dataclass

import numpy as np

from bidewell.domain.sessions import SessionStatus
from bidewell.simulate.arrays import Flags, Ints, happens, pick
from bidewell.simulate.caseload import Caseload

STATUSES = (
    SessionStatus.ATTENDED,
    SessionStatus.NO_SHOW,
    SessionStatus.CANCELLED_BY_CLIENT,
    SessionStatus.CANCELLED_BY_PROGRAM,
)
ATTENDED, NO_SHOW, BY_CLIENT, BY_PROGRAM = range(4)
MISSED_SHARES = (0.55, 0.33, 0.12)

# A client in care is reached within four weeks: no gap is longer than the definition's window, so that who truly left
# and who left by the definition are the same people.
REACHED_WITHIN_WEEKS = 4
GROUP_ATTENDANCE = 0.7


@dataclass(frozen=True)
class Visits:
    """One row per client in care this week. Individual session and group; `contact` if either was attended."""

    who: Ints
    scheduled: Flags
    day: Ints
    minute: Ints
    status: Ints
    telehealth: Flags
    group_scheduled: Flags
    group_day: Ints
    group_status: Ints

    @property
    def seen(self) -> Flags:
        return np.asarray(self.scheduled & (self.status == ATTENDED))

    @property
    def seen_in_group(self) -> Flags:
        return np.asarray(self.group_scheduled & (self.group_status == ATTENDED))

    @property
    def contact(self) -> Flags:
        return self.seen | self.seen_in_group

    @property
    def contact_day(self) -> Ints:
        """The last day of contact in the week; without contact, the day it would have been."""
        return np.where(self.seen_in_group, self.group_day, self.day)

    @property
    def without_travel(self) -> Flags:
        """Seen from afar, and nowhere else this week."""
        return self.seen & self.telehealth & ~self.seen_in_group


def week_of_visits(cases: Caseload, week: int, who: Ints, chance: np.random.Generator) -> Visits:
    """Individual sessions for those due, a group for those in intensive care; nothing after the extract date."""
    n = len(who)
    weekday = cases.start[who] + 7 * week
    day = weekday + (happens(chance, 0.1, n) & ((weekday + 3) % 7 < 4) & (week > 0))
    group_day = weekday + np.where((weekday + 3) % 7 < 3, 2, 4)
    due = (cases.next_due_week[who] <= week) & (day <= cases.world.last_day)
    group = (cases.people.level_of_care[who] == 1) & (group_day <= cases.world.last_day)
    return Visits(
        who=who,
        scheduled=due,
        day=day,
        minute=30 * chance.integers(18, 33, size=n),  # from 9:00 to 16:00
        status=what_became(cases, week, who, chance),
        telehealth=happens(chance, cases.truth.telehealth_share, n) & (week > 0),
        group_scheduled=group,
        group_day=group_day,
        group_status=np.where(happens(chance, GROUP_ATTENDANCE, n), ATTENDED, missed(chance, n)),
    )


def what_became(cases: Caseload, week: int, who: Ints, chance: np.random.Generator) -> Ints:
    """Attended by everyone on the first day, later by chance, and by those who have been away for long."""
    truth = cases.truth
    logit = truth.attendance + truth.attendance_alliance * cases.level(who)
    logit = logit + truth.attendance_travel * cases.people.travel[who]
    must = (week == 0) | (week - cases.last_contact_week[who] >= REACHED_WITHIN_WEEKS)
    attends = must | happens(chance, 1 / (1 + np.exp(-logit)), len(who))
    return np.where(attends, ATTENDED, missed(chance, len(who)))


def missed(chance: np.random.Generator, n: int) -> Ints:
    """How sessions were missed."""
    return NO_SHOW + pick(chance, MISSED_SHARES, n)


def book_next(cases: Caseload, week: int, visits: Visits) -> None:
    """After a session the client's own interval; after a missed one, the week after."""
    seen, missed_it = visits.who[visits.seen], visits.who[visits.scheduled & ~visits.seen]
    cases.next_due_week[seen] = week + cases.people.interval_weeks[seen]
    cases.next_due_week[missed_it] = week + 1
    with_contact = visits.who[visits.contact]
    cases.last_contact_week[with_contact] = week
    cases.last_contact[with_contact] = visits.contact_day[visits.contact]
