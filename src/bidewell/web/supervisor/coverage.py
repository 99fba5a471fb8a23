"""Check-ins expected and obtained, by therapist: how much of the picture there is, not how good anybody is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from bidewell.domain.sessions import CheckInStatus, Rater, SessionStatus
from bidewell.records.models import CheckIn, Membership, SessionStaff
from bidewell.records.private_window import is_private

DAYS_COUNTED = timedelta(days=30)


@dataclass(frozen=True)
class Coverage:
    """One therapist's visits of the last 30 days, and after how many of them a check-in was answered."""

    therapist: Membership
    visits: int
    answered: int
    private_until: date | None

    @property
    def is_private(self) -> bool:
        return self.private_until is not None


def coverage(therapists: Iterable[Membership], at: datetime, day: date) -> list[Coverage]:
    """In the order given. Two queries."""
    team = list(therapists)
    held = SessionStaff.objects.filter(
        therapist__in=team,
        session__status=SessionStatus.ATTENDED,
        session__scheduled_at__range=(at - DAYS_COUNTED, at),
    )
    said = CheckIn.objects.filter(session=OuterRef("session"), rater=Rater.CLIENT, status=CheckInStatus.ANSWERED)
    visits = _counted(held)
    answered = _counted(held.filter(Exists(said)))
    return [Coverage(one, visits.get(one.pk, 0), answered.get(one.pk, 0), _private(one, day)) for one in team]


def _counted(held: QuerySet[SessionStaff]) -> dict[int, int]:
    return dict(held.order_by().values_list("therapist").annotate(Count("session", distinct=True)))


def _private(therapist: Membership, day: date) -> date | None:
    return therapist.private_until if is_private(therapist, day) else None
