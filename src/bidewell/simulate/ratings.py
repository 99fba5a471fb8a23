"""Check-ins after attended sessions: what the client answers, and how often not at all."""

from dataclasses import dataclass

import numpy as np

from bidewell.domain.sessions import CheckInStatus
from bidewell.simulate.arrays import Flags, Floats, Ints, happens, pick
from bidewell.simulate.caseload import Caseload
from bidewell.simulate.further import in_points

LOWEST, HIGHEST, ITEMS = 1.0, 5.0, 5

STATUSES = (
    CheckInStatus.ANSWERED,
    CheckInStatus.DECLINED,
    CheckInStatus.UNDELIVERED,
    CheckInStatus.SHOWN,
    CheckInStatus.OFFERED,
)
ANSWERED = 0
STATUS_SHARES = (0.85, 0.06, 0.04, 0.03, 0.02)
OFFERED_SHARE = 0.88
LATE_SHARE = 0.06


@dataclass(frozen=True)
class CheckIns:
    """Per visit: was a check-in offered after it, how far it got, how many days later, the rating and further ones."""

    offered: Flags
    status: Ints
    days_later: Ints
    value: Floats
    further: Floats


def rate(cases: Caseload, week: int, who: Ints, chance: np.random.Generator) -> CheckIns:
    """The level with error, on a mean of five items from 1 to 5; the scale ends where many clients are."""
    n = len(who)
    rating = cases.truth.rating
    grown = rating.growth * (1 - np.exp(-week / 8))
    unbounded = cases.level(who) * rating.level_sd + grown + chance.normal(0, rating.error_sd, n)
    points = rating.average + rating.points * unbounded
    late = happens(chance, LATE_SHARE, n)
    return CheckIns(
        offered=happens(chance, OFFERED_SHARE, n),
        status=pick(chance, STATUS_SHARES, n),
        days_later=np.where(late, chance.integers(1, 3, size=n), 0),
        value=on_scale(points),
        further=on_scale(in_points(cases.truth, cases.people.further[who], cases.further[who], chance)),
    )


def on_scale(points: Floats) -> Floats:
    """A mean of five items."""
    return np.asarray(np.clip(np.round(points * ITEMS) / ITEMS, LOWEST, HIGHEST))
