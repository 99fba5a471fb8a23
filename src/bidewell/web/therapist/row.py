"""A client's row: everything that a caseload, a team or a group shows of one client, ready to be written out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.leaving_state import LeavingState, Recorded
from bidewell.records.models import Ending, Forecast, Snapshot
from bidewell.web.shared.badge import Badge
from bidewell.web.therapist.numbers import day_words, of_hundred, range_words, rating_words
from bidewell.web.therapist.own_range import own_range
from bidewell.web.therapist.sparkline import sparkline
from bidewell.web.therapist.states import STATE_WORDS, State, standing_of, state_of

_NOBODY = UUID(int=0)
SHAPES = {"more": "▴", "less": "▾", "neither": "▪"}


@dataclass(frozen=True)
class Chance:
    """Of 100 clients alike, how many may leave, with the 90 % range; `share` is the same as a number."""

    share: float
    leave: str
    low: str
    high: str

    @property
    def range(self) -> str:
        return range_words(self.low, self.high)


@dataclass(frozen=True)
class Reason:
    """A fact, and whether more or fewer stay with it."""

    words: str
    direction: str  # more, less, neither

    @property
    def shape(self) -> str:
        return SHAPES[self.direction]


@dataclass(frozen=True)
class Row:
    """One client."""

    episode: int
    address: str
    name: str
    site: str
    state: State
    state_words: Badge
    chance: Chance | None
    foretold_on: date | None
    is_being_updated: bool
    reasons: tuple[Reason, ...]
    spark: SafeString
    rated: str
    last_contact: str
    days_since_contact: int | None
    next_visit: str
    is_new: bool
    is_open: bool  # nobody has recorded how care ended
    with_whom: str = ""  # the therapist, where a page shows several

    @property
    def urgency(self) -> tuple[int, int, int, str]:
        """The likeliest to leave first; of whom no chance is known, by state and silence."""
        known = round(100 * self.chance.share) if self.chance else -1
        return -known, list(State).index(self.state), -(self.days_since_contact or 0), self.name


def rows_of(snapshots: Iterable[Snapshot], at: datetime) -> list[Row]:
    """Rows for snapshots with episode, client, program, site and forecast at hand. One query: endings in force."""
    known = list(snapshots)
    endings = _endings(known)
    return [_row(snapshot, at, endings.get(snapshot.pk)) for snapshot in known]


def _endings(snapshots: list[Snapshot]) -> Mapping[int, Recorded]:
    closed = [snapshot.pk for snapshot in snapshots if not snapshot.is_open]
    in_force = Ending.objects.filter(episode__in=closed, withdrawn_at=None).values_list("episode_id", "kind", "on")
    return {episode: Recorded(EndingKind(kind) if kind else None, on) for episode, kind, on in in_force}


def _row(snapshot: Snapshot, at: datetime, ending: Recorded | None) -> Row:
    episode, zone = snapshot.episode, ZoneInfo(snapshot.episode.program.time_zone)
    day = at.astimezone(zone).date()
    coming = standing_of(snapshot, day, ending).state
    forecast = snapshot.forecast if coming not in (LeavingState.LEFT, LeavingState.ENDED) else None
    state = state_of(coming, forecast)
    spark, rated = _rated(snapshot, forecast)
    return Row(
        episode=snapshot.pk,
        address=_address(episode.ref),
        name=episode.client.name or episode.client.key,
        site=episode.site.name if episode.site else "",
        state=state,
        state_words=STATE_WORDS[state],
        chance=chance_of(forecast),
        foretold_on=forecast.as_of if forecast else None,
        is_being_updated=snapshot.stale_since is not None or _is_of_another_day(snapshot, forecast, day),
        reasons=reasons_of(forecast),
        spark=spark,
        rated=rated,
        last_contact=_ago(snapshot.last_contact_on, day),
        days_since_contact=(day - snapshot.last_contact_on).days if snapshot.last_contact_on else None,
        next_visit=_visit(snapshot.next_session_at, day, zone),
        is_new=snapshot.has_new_information,
        is_open=snapshot.is_open,
    )


def _is_of_another_day(snapshot: Snapshot, forecast: Forecast | None, day: date) -> bool:
    """Days without contact have grown since. A closed episode is not forecast again."""
    return forecast is not None and snapshot.is_open and forecast.as_of < day


@cache
def _pattern() -> str:
    return reverse("client", args=[_NOBODY])


def _address(episode: UUID) -> str:
    """As `reverse` gives it, which would be asked for each row anew."""
    return _pattern().replace(str(_NOBODY), str(episode))


def chance_of(forecast: Forecast | None) -> Chance | None:
    if forecast is None:
        return None
    shares = [1 - stayed for stayed in (forecast.stayed, forecast.high, forecast.low)]
    return Chance(shares[0], *map(of_hundred, shares))


def reasons_of(forecast: Forecast | None) -> tuple[Reason, ...]:
    if forecast is None:
        return ()
    return tuple(Reason(one["words"], one["direction"]) for one in told(forecast)["reasons"])


def told(forecast: Forecast) -> Mapping[str, Any]:
    """What the forecast says in the language of the page."""
    code = (get_language() or "en").split("-")[0]
    document: Mapping[str, Any] = forecast.document.get(code) or forecast.document["en"]
    return document


def _rated(snapshot: Snapshot, forecast: Forecast | None) -> tuple[SafeString, str]:
    points = [(day, value) for day, value in snapshot.ratings]
    values = [value for _, value in points if value is not None]
    usual = own_range(values, forecast)
    words = _rating_words(values, (usual.low, usual.high) if usual else None, len(points) - len(values))
    return sparkline(points, usual, words), words


def _rating_words(values: list[float], usual: tuple[float, float] | None, missed: int) -> str:
    if not values:
        return _("no ratings")
    words = rating_words(values[-1])
    if usual:
        low, high = (rating_words(end) for end in usual)
        words = _("%(latest)s, usually %(low)s to %(high)s") % {"latest": words, "low": low, "high": high}
    if missed:
        words += "; " + ngettext("%(n)s session missed", "%(n)s sessions missed", missed) % {"n": missed}
    return words


def _ago(day: date | None, today: date) -> str:
    if day is None:
        return _("never")
    days = (today - day).days
    if days <= 0:
        return _("today")
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


def _visit(at: datetime | None, today: date, zone: ZoneInfo) -> str:
    """The next appointment; one that has passed and is not marked yet says so."""
    if at is None:
        return _("none booked")
    local = at.astimezone(zone)
    if local.date() < today:
        return _("%(day)s, not marked") % {"day": day_words(local)}
    if local.date() == today:
        return _("today %(time)s") % {"time": time_format(local, "TIME_FORMAT")}
    return date_format(local, "SHORT_DATETIME_FORMAT")
