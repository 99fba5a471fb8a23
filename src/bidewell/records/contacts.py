"""When one client was last seen, and what is booked: read from the sessions themselves, for actions on one episode."""

from dataclasses import dataclass
from datetime import date, datetime

from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.leaving_state import Recorded, Standing, leaving_state, window_days
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.time import program_day
from bidewell.records.models import Ending, Episode, Session

MISSED = (SessionStatus.NO_SHOW, SessionStatus.CANCELLED_BY_CLIENT)


@dataclass(frozen=True)
class Contacts:
    """What the rules of leaving need of one episode, in the program's days."""

    as_of: date
    last_contact: date | None
    next_booking: date | None
    missed_since_contact: int
    planned_interval_days: float

    @property
    def is_silent(self) -> bool:
        """Whether the whole window has passed since the last contact."""
        window = window_days(self.planned_interval_days)
        return self.last_contact is not None and (self.as_of - self.last_contact).days >= window


def contacts_of(episode: Episode, at: datetime) -> Contacts:
    """As of a moment."""
    zone = episode.program.time_zone
    sessions = episode.sessions.order_by("scheduled_at")
    last = sessions.filter(status=SessionStatus.ATTENDED, scheduled_at__lte=at).last()
    following = sessions.filter(status=SessionStatus.SCHEDULED, scheduled_at__gte=at).first()
    missed = sessions.filter(status__in=MISSED, scheduled_at__lte=at)
    return Contacts(
        as_of=program_day(at, zone),
        last_contact=program_day(last.scheduled_at, zone) if last else None,
        next_booking=program_day(following.scheduled_at, zone) if following else None,
        missed_since_contact=(missed.filter(scheduled_at__gt=last.scheduled_at) if last else missed).count(),
        planned_interval_days=planned_interval_of(episode, at),
    )


def planned_interval_of(episode: Episode, at: datetime) -> float:
    """The latest plan in the sessions, else the episode's, else the program's: the order of the event rules."""
    planned = Session.objects.filter(episode=episode, planned_interval_days__isnull=False, scheduled_at__lte=at)
    latest = planned.order_by("scheduled_at").values_list("planned_interval_days", flat=True).last()
    return float(latest or episode.planned_interval_days or episode.program.default_planned_interval_days)


def standing_of(episode: Episode, at: datetime) -> Standing:
    """How an episode stands at a moment, by the rules of leaving."""
    seen = contacts_of(episode, at)
    ending = Ending.objects.filter(episode=episode, withdrawn_at=None).first()
    recorded = Recorded(EndingKind(ending.kind) if ending.kind else None, ending.on) if ending else None
    return leaving_state(
        seen.last_contact,
        seen.as_of,
        seen.planned_interval_days,
        next_booking=seen.next_booking,
        promised=episode.promised_return_on,
        ending=recorded,
        missed_since_contact=seen.missed_since_contact,
    )
