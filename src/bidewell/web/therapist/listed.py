"""Which clients a page lists, with everything a row needs in one query."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.leaving_state import WINDOW_DAYS, window_days
from bidewell.records.access import Permission, episodes_for
from bidewell.records.models import Ending, Episode, Person, Snapshot
from bidewell.web.therapist.row import Row
from bidewell.web.therapist.states import State

# An episode is planned no wider; the column's own constraint says so.
LONGEST_INTERVAL_DAYS = 366
_COLUMNS = (
    "is_open", "planned_interval_days", "last_contact_on", "next_session_at", "contacts", "missed_since_contact",
    "ratings", "has_new_information", "stale_since", "episode__ref", "episode__promised_return_on",
    "episode__client__name", "episode__client__key", "episode__program__time_zone", "episode__site__name",
    "forecast__as_of", "forecast__fit_id", "forecast__stayed", "forecast__low", "forecast__high", "forecast__typical",
    "forecast__state", "forecast__document",
)  # fmt: skip


def listed(person: Person, permission: Permission, day: date) -> QuerySet[Snapshot]:
    """Open episodes that a person may see, and those with a leaving that is not sure yet."""
    return listed_of(episodes_for(person, permission, day), day)


def listed_of(episodes: QuerySet[Episode], day: date) -> QuerySet[Snapshot]:
    """The same of any episodes."""
    leaving = Ending.objects.filter(episode=OuterRef("episode"), withdrawn_at=None, kind=EndingKind.LEFT)
    not_sure_yet = _may_be_waited_for(day) & Exists(leaving)
    shown = Snapshot.objects.filter(Q(is_open=True) | not_sure_yet, episode__in=episodes.values("pk"))
    related = shown.select_related("episode__client", "episode__program", "episode__site", "forecast")
    return related.only(*_COLUMNS)


def _may_be_waited_for(day: date) -> Q:
    """Assignments stay when care ends, so that all who ever left would be read; a leaving is unsure for a while."""
    usual, longest = (day - timedelta(days=days + 1) for days in (WINDOW_DAYS, window_days(LONGEST_INTERVAL_DAYS)))
    seldom = Q(planned_interval_days__gt=WINDOW_DAYS / 2, last_contact_on__gte=longest)
    return Q(last_contact_on__gte=usual) | seldom | Q(episode__promised_return_on__gte=day - timedelta(days=1))


def in_care(rows: Iterable[Row]) -> list[Row]:
    """Who is still waited for."""
    return [row for row in rows if row.state not in (State.LEFT, State.ENDED)]


def silent(rows: Iterable[Row]) -> list[Row]:
    """Whom nobody has closed, and who by the rule have left."""
    return [row for row in rows if row.state is State.LEFT and row.is_open]
