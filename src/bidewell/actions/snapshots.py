"""Where each episode stands, made anew from the other tables: what the caseload shows, kept ready.

Whoever changes where an episode stands calls `touch` in the same transaction, or `mark`, which leaves the making to the
worker. Both mark the forecast as stale, and that mark is the whole queue: nothing is lost where a process dies.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)  # fmt: skip
from django.db.models.functions import Coalesce, RowNumber

from bidewell.domain.sessions import CheckInStatus, Rater, SessionStatus
from bidewell.domain.sharing import Sharing
from bidewell.domain.time import program_day
from bidewell.records.contacts import MISSED
from bidewell.records.models import Answer, CheckIn, Ending, Episode, Session, Snapshot
from bidewell.records.ratings import are_ratings

# The sparkline shows no more.
RATINGS_KEPT = 12
# Below the number of variables any database takes in one query.
EPISODES_AT_ONCE = 500
_FLOAT: "FloatField[float, float]" = FloatField()
# Two changes at one moment are still two: the second mark differs from the first.
NEXT_MARK = timedelta(microseconds=1)
_FACTS = (
    "is_open", "planned_interval_days", "last_contact_on", "next_session_at", "contacts", "missed_since_contact",
    "last_check_in_at", "ratings", "stale_since", "refreshed_at",
)  # fmt: skip


def touch(episode_ids: Iterable[int], *, at: datetime, is_news: bool = True) -> None:
    """Recompute the snapshots of these episodes and mark their forecasts as stale; missing ones are made.

    The number of queries does not depend on the number of episodes. `is_news` is false where only the day has changed.
    """
    ids = sorted(set(episode_ids))
    for begin in range(0, len(ids), EPISODES_AT_ONCE):
        with transaction.atomic():
            _touch(ids[begin : begin + EPISODES_AT_ONCE], at, is_news)


def mark(episode_ids: Collection[int], *, at: datetime, is_news: bool = True) -> None:
    """Say that something has happened, in one statement; the worker makes the snapshot anew before it forecasts.

    For what comes many times a second and is shown to nobody in the same moment: a check-in. `is_news` is false where
    the therapist is shown nothing of it; what was news before stays so.
    """
    news = {"has_new_information": True} if is_news else {}
    known = Snapshot.objects.filter(pk__in=episode_ids).update(stale_since=later_mark(at), **news)
    if known < len(episode_ids):
        touch(episode_ids, at=at, is_news=is_news)


def forget_filter_states(episode_ids: Collection[int]) -> None:
    """What these forecasts went on from is gone; the next ones filter the history as it is then."""
    Snapshot.objects.filter(pk__in=episode_ids).update(filter_state=None)


def later_mark(at: datetime) -> Case:
    """A mark of this moment, in one statement; one that is later already is never moved back."""
    return Case(When(stale_since__gte=at, then=F("stale_since") + NEXT_MARK), default=Value(at))


def refresh(marked: Collection[Snapshot], *, at: datetime) -> None:
    """Make snapshots anew that were only marked. The marks stay: they are the forecast's.

    The facts are gathered before anything is locked, so that nobody who writes waits while they are counted. What was
    marked again in the meantime is left as it was: its turn comes.
    """
    seen = {one.pk: one.stale_since for one in marked}
    if not seen:
        return
    facts = _facts(sorted(seen), at)
    with transaction.atomic():
        same = [one for one, mark in _locked_marks(sorted(seen)).items() if mark == seen[one]]
        rows = [Snapshot(episode_id=one, refreshed_at=seen[one] or at, **facts[one]) for one in same]
        write(rows, [name for name in _FACTS if name != "stale_since"])


def write(rows: Collection[Snapshot], columns: Collection[str]) -> None:
    """These columns, of rows that exist or not. A `bulk_update` takes several times as long to build."""
    Snapshot.objects.bulk_create(rows, update_conflicts=True, unique_fields=["episode"], update_fields=columns)


def _locked_marks(ids: list[int]) -> dict[int, datetime | None]:
    """Two changes of one episode wait for each other here, so that the later one counts what the earlier one did."""
    held = Snapshot.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return dict(held.values_list("pk", "stale_since"))


def _touch(ids: list[int], at: datetime, is_news: bool) -> None:
    blank = [Snapshot(episode_id=one, is_open=True, refreshed_at=at) for one in ids]
    Snapshot.objects.bulk_create(blank, ignore_conflicts=True)
    marks = {one: _mark(before, at) for one, before in _locked_marks(ids).items()}
    facts = _facts(ids, at)
    rows = [
        Snapshot(
            episode_id=one,
            has_new_information=is_news,
            stale_since=marks[one],
            refreshed_at=marks[one],
            **facts[one],
        )
        for one in ids
    ]
    written = [*_FACTS, "has_new_information"] if is_news else [*_FACTS]
    write(rows, written)


def _mark(before: datetime | None, at: datetime) -> datetime:
    return at if before is None else max(at, before + NEXT_MARK)


def _facts(ids: list[int], at: datetime) -> dict[int, dict[str, Any]]:
    zones = dict(_episodes(ids).values_list("pk", "program__time_zone"))
    facts: dict[int, dict[str, Any]] = {
        one: {"is_open": is_open, "planned_interval_days": planned} for one, is_open, planned in _care(ids, at)
    }
    missed = _days_missed(ids, at)
    for one, attended, following, contacts in _sessions(ids, at):
        facts[one] |= {
            "last_contact_on": program_day(attended, zones[one]) if attended else None,
            "next_session_at": following,
            "contacts": contacts,
            "missed_since_contact": sum(1 for moment in missed.get(one, ()) if attended is None or moment > attended),
        }
    for one, last in _last_check_ins(ids):
        facts[one]["last_check_in_at"] = last
    for one, rated in _ratings(ids).items():
        gaps = [(moment, None) for moment in missed.get(one, ()) if moment > rated[0][0]]
        points = sorted([*rated, *gaps], key=lambda point: point[0])
        facts[one]["ratings"] = [[program_day(moment, zones[one]).isoformat(), value] for moment, value in points]
    return facts


def _episodes(ids: list[int]) -> QuerySet[Episode]:
    return Episode.objects.filter(pk__in=ids)


def _care(ids: list[int], at: datetime) -> Iterator[tuple[int, bool, float]]:
    ended = Exists(Ending.objects.filter(episode=OuterRef("pk"), withdrawn_at=None))
    planned = Session.objects.filter(episode=OuterRef("pk"), planned_interval_days__isnull=False, scheduled_at__lte=at)
    latest = Subquery(planned.order_by("-scheduled_at").values("planned_interval_days")[:1])
    interval = Coalesce(latest, "planned_interval_days", "program__default_planned_interval_days", output_field=_FLOAT)
    yield from _episodes(ids).values_list("pk", ~ended, interval)


def _sessions(ids: list[int], at: datetime) -> Iterator[tuple[int, datetime | None, datetime | None, int]]:
    attended = Q(status=SessionStatus.ATTENDED, scheduled_at__lte=at)
    booked = Q(status=SessionStatus.SCHEDULED, scheduled_at__gte=at)
    yield from (
        Session.objects.filter(episode__in=ids)
        .values("episode")
        .annotate(
            last=Max("scheduled_at", filter=attended),
            following=Min("scheduled_at", filter=booked),
            attended=Count("pk", filter=attended),
        )
        .values_list("episode", "last", "following", "attended")
    )


def _days_missed(ids: list[int], at: datetime) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    missed = Session.objects.filter(episode__in=ids, status__in=MISSED, scheduled_at__lte=at)
    for one, moment in missed.values_list("episode", "scheduled_at"):
        found.setdefault(one, []).append(moment)
    return found


def _seen_by_therapist(ids: list[int]) -> QuerySet[CheckIn]:
    answered = CheckIn.objects.filter(episode__in=ids, rater=Rater.CLIENT, status=CheckInStatus.ANSWERED)
    return answered.filter(sharing=Sharing.THERAPIST)


def _last_check_ins(ids: list[int]) -> Iterator[tuple[int, datetime]]:
    yield from _seen_by_therapist(ids).values("episode").annotate(last=Max("at")).values_list("episode", "last")


def _ratings(ids: list[int]) -> dict[int, list[tuple[datetime, float | None]]]:
    """The latest ratings of each episode, oldest first."""
    newest = Window(
        RowNumber(), partition_by=F("check_in__episode"), order_by=[F("check_in__at").desc(), F("pk").desc()]
    )
    shown = Answer.objects.filter(
        are_ratings(_episodes(ids).values("program")),
        value__isnull=False,
        check_in__in=_seen_by_therapist(ids),
    ).annotate(newest=newest)
    latest = shown.filter(newest__lte=RATINGS_KEPT).order_by("check_in__episode", "-newest")
    found: dict[int, list[tuple[datetime, float | None]]] = {}
    for one, answered, value in latest.values_list("check_in__episode", "check_in__at", "value"):
        found.setdefault(one, []).append((answered, value))
    return found
