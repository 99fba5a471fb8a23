"""What has happened in an episode: visits, endings, therapists, factors, and what the client answered and wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.actions.instruments.definitions import definition_of
from bidewell.domain.sessions import Rater, SessionStatus
from bidewell.domain.time import program_day
from bidewell.instruments.instrument import Instrument
from bidewell.records.models import Answer, CheckIn, Factor, FreeText, SafetyNote, Session
from bidewell.web.shared.spoken import in_language
from bidewell.web.therapist.factor_numbers import Beside, read_beside
from bidewell.web.therapist.factor_words import factor_words, value_words
from bidewell.web.therapist.viewing import Viewing

VISITS_SHOWN, TEXTS_SHOWN = 26, 12
VISIT_WORDS: dict[str, tuple[str, str | Promise]] = {
    SessionStatus.ATTENDED: ("●", _("came")),
    SessionStatus.NO_SHOW: ("✕", _("did not come")),
    SessionStatus.CANCELLED_BY_CLIENT: ("◇", _("called off by the client")),
    SessionStatus.CANCELLED_BY_PROGRAM: ("▫", _("called off by us")),
    SessionStatus.SCHEDULED: ("○", _("booked")),
}


@dataclass(frozen=True)
class Visit:
    """One session in the strip."""

    day: date
    status: str
    shape: str
    words: str | Promise


@dataclass(frozen=True)
class AnsweredItem:
    """One item of the latest check-in, with the answer before it."""

    item: str
    now: str
    before: str


@dataclass(frozen=True)
class NamedFactor:
    """A factor with its name and value in words, and what a number is read beside."""

    name: str
    value: str
    factor: Factor
    beside: Beside | None


def visits(seen: Viewing, at: datetime) -> tuple[list[Visit], Session | None, Session | None]:
    """The latest visits, oldest first; the next appointment; and the latest one, whose check-in can be handed out."""
    zone = ZoneInfo(seen.episode.program.time_zone)
    sessions = Session.objects.filter(episode=seen.episode).order_by("-scheduled_at")
    following = sessions.filter(scheduled_at__gte=at, status=SessionStatus.SCHEDULED).last()
    latest = list(sessions.filter(scheduled_at__lt=at)[:VISITS_SHOWN])
    strip = [
        Visit(one.scheduled_at.astimezone(zone).date(), one.status, *VISIT_WORDS[one.status]) for one in latest[::-1]
    ]
    return strip, following, (latest[0] if latest else None)


def to_hand_out(seen: Viewing, following: Session | None, latest: Session | None) -> Session | None:
    """The visit a check-in is about: that of today or of yesterday, unless it did not take place, else the next one."""
    if latest is None or latest.status not in (SessionStatus.ATTENDED, SessionStatus.SCHEDULED):
        return following
    was_on = program_day(latest.scheduled_at, seen.episode.program.time_zone)
    return latest if was_on >= seen.day - timedelta(days=1) else following


def unseen_safety_notes(seen: Viewing) -> list[SafetyNote]:
    """Notes nobody has looked at, of the check-ins this person may read."""
    return list(_safety_notes(seen).filter(seen_at=None))


def seen_safety_notes(seen: Viewing) -> list[SafetyNote]:
    return list(_safety_notes(seen).exclude(seen_at=None).select_related("seen_by")[:TEXTS_SHOWN])


def _safety_notes(seen: Viewing) -> QuerySet[SafetyNote]:
    return SafetyNote.objects.filter(check_in__in=seen.answered()).select_related("check_in").order_by("-raised_at")


def texts(seen: Viewing) -> list[FreeText]:
    """What the client wrote and shared, latest first."""
    return list(FreeText.objects.filter(check_in__in=seen.answered()).order_by("-written_at")[:TEXTS_SHOWN])


def latest_answers(seen: Viewing) -> tuple[CheckIn | None, list[AnsweredItem]]:
    """The client's latest check-in, item by item, beside what the same items were answered before."""
    own = seen.answered().filter(rater=Rater.CLIENT).select_related("instrument").order_by("-at")
    latest = own.first()
    if latest is None:
        return None, []
    try:
        definition = definition_of(latest.instrument)
    except LookupError:  # imported ratings of an instrument that nobody has described
        return latest, []
    given = _values(Answer.objects.filter(check_in=latest, is_score=False))
    earlier = Answer.objects.filter(check_in__in=own.filter(instrument=latest.instrument, at__lt=latest.at))
    before = _values(earlier.filter(is_score=False, item__in=list(given)).order_by("check_in__at"))
    return latest, _answered_items(definition, given, before)


def _values(answers: Iterable[Answer]) -> dict[str, float]:
    """The last one of each item stands."""
    return {one.item: one.value for one in answers if one.value is not None}


def _answered_items(
    definition: Instrument, given: Mapping[str, float], before: Mapping[str, float]
) -> list[AnsweredItem]:
    return [
        AnsweredItem(
            in_language(item.wording) or item.code,
            _choice(definition, given[item.code]),
            _choice(definition, before[item.code]) if item.code in before else "",
        )
        for item in definition.items
        if item.code in given
    ]


def _choice(definition: Instrument, value: float) -> str:
    return next((in_language(one.labels) for one in definition.choices if one.value == value), f"{value:g}")


def factors_of(seen: Viewing) -> list[NamedFactor]:
    """Factors in force first, then those that are over."""
    rows = Factor.objects.filter(episode=seen.episode).order_by("to_day", "name", "pk")
    running = sorted(rows, key=lambda one: (one.to_day is not None and one.to_day < seen.day, one.name))
    kinds, beside = seen.episode.program.factor_kinds, read_beside(seen.episode.program, running)
    return [
        NamedFactor(factor_words(one.name, kinds), value_words(one.name, one.value, kinds), one, beside.get(one.pk))
        for one in running
    ]
