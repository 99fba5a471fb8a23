"""A day's appointments as rows: by site, in time order, the members of a group together. Names and times, no scores."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import groupby
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from bidewell.domain.sessions import SessionStatus
from bidewell.domain.time import program_day
from bidewell.records.access import Permission, sessions_for
from bidewell.records.models import Group, Program, Session, SessionStaff
from bidewell.web.desk.words import STATUS_WORDS, name_of, reason_choices, reason_words
from bidewell.web.pages import Visit
from bidewell.web.shared.badge import Badge
from bidewell.web.shared.day_fields import on_the_clock


@dataclass(frozen=True)
class Row:
    """One client's appointment. `typed` and `problems` are what somebody sent and what was wrong with it."""

    session: Session
    at: datetime
    next_at: datetime | None
    is_to_come: bool
    is_open: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return name_of(self.session.episode.client)

    @property
    def staff(self) -> str:
        return ", ".join(held.therapist.person.name for held in self.session.held_by.all())

    @property
    def status(self) -> Badge:
        return STATUS_WORDS[self.session.status]

    @property
    def is_marked(self) -> bool:
        return self.session.status != SessionStatus.SCHEDULED

    @property
    def reason(self) -> str:
        return reason_words(self.session.reason)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """What can be chosen; a code that came with imported records stays a choice."""
        known = reason_choices(self.session.status)
        own = self.session.reason or ""
        return known if not own or own in dict(known) else [(own, reason_words(own)), *known]


@dataclass(frozen=True)
class GroupRow:
    """A group's session: its members' rows under one."""

    group: Group
    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def marked(self) -> int:
        return sum(row.is_marked for row in self.rows)


@dataclass(frozen=True)
class SiteDay:
    """A site's day. Without a name where the episode has no site."""

    name: str
    entries: tuple[Row | GroupRow, ...]


def sessions_of_day(visit: Visit, day: date) -> QuerySet[Session]:
    """The appointments somebody may see on a day of their programs."""
    days = [Q(program=one) & Q(scheduled_at__range=_bounds(one, day)) for one in visit.programs(Permission.SEE_TODAY)]
    within = reduce(or_, days, Q(pk__in=[]))
    return with_names(sessions_for(visit.person, Permission.SEE_TODAY, visit.day).filter(within))


def with_names(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """All a row shows, in a number of queries that does not depend on the rows."""
    staff = SessionStaff.objects.select_related("therapist__person")
    return (
        sessions.select_related("program", "group", "marked_by", "episode__client", "episode__site")
        .prefetch_related(Prefetch("held_by", staff))
        .order_by("scheduled_at", "episode__client__name", "pk")
    )


def rows_of(sessions: Iterable[Session], at: datetime, opened: "Opened | None" = None) -> list[Row]:
    """Rows in the order of the sessions."""
    known = list(sessions)
    following = _next_bookings({one.episode_id for one in known}, at)
    return [_row(session, at, following.get(session.episode_id), opened) for session in known]


@dataclass(frozen=True)
class Opened:
    """The row that stands open, and what was sent for it where it could not be saved."""

    ref: str
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def by_site(rows: Iterable[Row]) -> list[SiteDay]:
    """Sites by name, those without one last; within a site the order of the rows."""

    def site(row: Row) -> tuple[bool, str]:
        place = row.session.episode.site
        return (place is None, place.name if place else "")

    return [SiteDay(name, _entries(list(found))) for (_none, name), found in groupby(sorted(rows, key=site), site)]


def _bounds(program: Program, day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(program.time_zone)
    first = datetime.combine(day, time.min, zone)
    return first, datetime.combine(day + timedelta(days=1), time.min, zone) - timedelta(microseconds=1)


def _next_bookings(episodes: set[int], at: datetime) -> dict[int, datetime]:
    booked = Session.objects.filter(status=SessionStatus.SCHEDULED, scheduled_at__gt=at, episode__in=episodes)
    first = booked.filter(episode=OuterRef("episode")).order_by("scheduled_at").values("pk")[:1]
    return dict(booked.filter(pk=Subquery(first)).values_list("episode", "scheduled_at"))


def _row(session: Session, at: datetime, following: datetime | None, opened: Opened | None) -> Row:
    zone = session.program.time_zone
    local = on_the_clock(session.scheduled_at, zone)
    is_other = following is not None and following != session.scheduled_at
    row = Row(
        session=session,
        at=local,
        next_at=on_the_clock(following, zone) if following is not None and is_other else None,
        is_to_come=local.date() > program_day(at, zone),
    )
    if opened is None or opened.ref != str(session.ref):
        return row
    return Row(row.session, row.at, row.next_at, row.is_to_come, True, opened.typed, opened.problems)


def _entries(rows: list[Row]) -> tuple[Row | GroupRow, ...]:
    entries: dict[object, Row | GroupRow] = {}
    for row in rows:
        session = row.session
        if session.group is None:
            entries[session.pk] = row
            continue
        slot = (session.group_id, session.scheduled_at)
        known = entries.get(slot)
        members = known.rows if isinstance(known, GroupRow) else ()
        entries[slot] = GroupRow(session.group, (*members, row))
    return tuple(entries.values())
