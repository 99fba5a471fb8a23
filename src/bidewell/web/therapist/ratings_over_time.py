"""A client's ratings in time, the therapist's own beside them, and the sessions that were missed."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from bidewell.domain.sessions import Rater
from bidewell.instruments.bidewell_checkin_therapist import BIDEWELL_CHECKIN_THERAPIST
from bidewell.records.contacts import MISSED
from bidewell.records.models import Answer, InstrumentVersion, Session
from bidewell.records.ratings import are_ratings, rating_among
from bidewell.web.therapist.viewing import Viewing

# About a year of weekly visits; more lines say less.
RATINGS_SHOWN = 60
_OWN = {
    "check_in__instrument__code": BIDEWELL_CHECKIN_THERAPIST.code,
    "item": BIDEWELL_CHECKIN_THERAPIST.main_scale,
    "check_in__rater": Rater.THERAPIST,
}


@dataclass(frozen=True)
class Day:
    """One day of the table: any of the three may be missing."""

    day: date
    client: float | None = None
    own: float | None = None
    missed: bool = False


@dataclass(frozen=True)
class RatingsOverTime:
    """Days in order, and the scale of the ratings."""

    days: tuple[Day, ...]
    minimum: float
    maximum: float

    @property
    def client(self) -> list[tuple[date, float]]:
        return [(one.day, one.client) for one in self.days if one.client is not None]

    @property
    def own(self) -> list[tuple[date, float]]:
        return [(one.day, one.own) for one in self.days if one.own is not None]

    @property
    def missed(self) -> list[date]:
        return [one.day for one in self.days if one.missed]


def ratings_over_time(seen: Viewing, at: datetime) -> RatingsOverTime | None:
    """None where this person may see no rating. A visit called off ahead of time breaks no line before its day."""
    episode = seen.episode
    zone = ZoneInfo(episode.program.time_zone)
    readable = Answer.objects.filter(check_in__in=seen.answered(), value__isnull=False)
    client = _dated(readable.filter(are_ratings([episode.program_id]), check_in__rater=Rater.CLIENT), zone)
    own = _dated(readable.filter(**_OWN), zone)
    if not client and not own:
        return None
    first = min(day for day, _ in [*client, *own])
    missed = Session.objects.filter(episode=episode, status__in=MISSED, scheduled_at__lte=at)
    days = [_day(one, zone) for one in missed.values_list("scheduled_at", flat=True)]
    described = rating_among(InstrumentVersion.objects.filter(program_id=episode.program_id).order_by("place", "pk"))
    low, high = (described.minimum, described.maximum) if described else (1.0, 5.0)
    return RatingsOverTime(_by_day(client, own, [day for day in days if day >= first]), low, high)


def _dated(answers: QuerySet[Answer], zone: ZoneInfo) -> list[tuple[date, float]]:
    latest = answers.order_by("-check_in__at", "-pk").values_list("check_in__at", "value")[:RATINGS_SHOWN]
    return [(_day(at, zone), value) for at, value in reversed(latest) if value is not None]


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _by_day(client: list[tuple[date, float]], own: list[tuple[date, float]], missed: list[date]) -> tuple[Day, ...]:
    """The last rating of a day stands for it."""
    clients, owns = dict(client), dict(own)
    days = sorted({*clients, *owns, *missed})
    return tuple(Day(day, clients.get(day), owns.get(day), day in missed) for day in days)
