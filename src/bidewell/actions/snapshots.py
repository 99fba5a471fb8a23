"""Where each episode stands, made anew from the other tables: what the caseload shows, kept ready.

Whoever changes where an episode stands calls `touch` in the same transaction. It also marks the forecast as stale, and
that mark is the whole queue: the worker looks for it, so nothing is lost where a process dies.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from bidewell.domain.sessions import CheckInStatus, Rater, SessionStatus
from bidewell.domain.sharing import Sharing
from bidewell.domain.time import program_day
from bidewell.records.models import Answer, CheckIn, Ending, Episode, Session, Snapshot
from bidewell.records.ratings import are_ratings

# The sparkline shows no more.
RATINGS_KEPT = 12
# Below the number of variables any database takes in one query.
EPISODES_AT_ONCE = 500
MISSED = (SessionStatus.NO_SHOW, SessionStatus.CANCELLED_BY_CLIENT)
# Two changes at one moment are still two: the second mark differs from the first.
NEXT_MARK = timedelta(microseconds=1)
_FACTS = (
    "is_open", "last_contact_on", "next_session_at", "contacts", "missed_since_contact", "last_check_in_at", "ratings",
    "stale_since", "refreshed_at",
)  # fmt: skip


def touch(episode_ids: Iterable[int], *, at: datetime, is_news: bool = True) -> None:
    """Recompute the snapshots of these episodes and mark their forecasts as stale; missing ones are made.

    The number of queries does not depend on the number of episodes. `is_news` is false where only the day has changed.
    """
    ids = sorted(set(episode_ids))
    for begin in range(0, len(ids), EPISODES_AT_ONCE):
        with transaction.atomic():
            _touch(ids[begin : begin + EPISODES_AT_ONCE], at, is_news)


def _touch(ids: list[int], at: datetime, is_news: bool) -> None:
    blank = [Snapshot(episode_id=one, is_open=True, refreshed_at=at) for one in ids]
    Snapshot.objects.bulk_create(blank, ignore_conflicts=True)
    # Two changes of one episode wait for each other here, so that the later one counts what the earlier one did.
    marks = dict(
        Snapshot.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", "stale_since")
    )
    facts = _facts(ids, at)
    rows = [
        Snapshot(
            episode_id=one,
            has_new_information=is_news,
            stale_since=_mark(marks[one], at),
            refreshed_at=at,
            **facts[one],
        )
        for one in ids
    ]
    written = [*_FACTS, "has_new_information"] if is_news else [*_FACTS]
    Snapshot.objects.bulk_create(rows, update_conflicts=True, unique_fields=["episode"], update_fields=written)


def _mark(before: datetime | None, at: datetime) -> datetime:
    return at if before is None else max(at, before + NEXT_MARK)


def _facts(ids: list[int], at: datetime) -> dict[int, dict[str, Any]]:
    zones = dict(_episodes(ids).values_list("pk", "program__time_zone"))
    facts: dict[int, dict[str, Any]] = {one: {"is_open": is_open} for one, is_open in _open(ids)}
    for one, attended, following, contacts in _sessions(ids, at):
        facts[one] |= {
            "last_contact_on": program_day(attended, zones[one]) if attended else None,
            "next_session_at": following,
            "contacts": contacts,
        }
    for one, missed in _missed(ids):
        facts[one]["missed_since_contact"] = missed
    for one, last in _last_check_ins(ids):
        facts[one]["last_check_in_at"] = last
    for one, answered, value in _ratings(ids):
        facts[one].setdefault("ratings", []).append([program_day(answered, zones[one]).isoformat(), value])
    return facts


def _episodes(ids: list[int]) -> QuerySet[Episode]:
    return Episode.objects.filter(pk__in=ids)


def _open(ids: list[int]) -> Iterator[tuple[int, bool]]:
    ended = Exists(Ending.objects.filter(episode=OuterRef("pk"), withdrawn_at=None))
    yield from _episodes(ids).values_list("pk", ~ended)


def _sessions(ids: list[int], at: datetime) -> Iterator[tuple[int, datetime | None, datetime | None, int]]:
    attended = Q(status=SessionStatus.ATTENDED)
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


def _missed(ids: list[int]) -> Iterator[tuple[int, int]]:
    attended = Session.objects.filter(episode=OuterRef("episode"), status=SessionStatus.ATTENDED)
    last = Subquery(attended.order_by("-scheduled_at").values("scheduled_at")[:1])
    since = Q(last=None) | Q(scheduled_at__gt=F("last"))
    missed = Session.objects.filter(episode__in=ids, status__in=MISSED).annotate(last=last).filter(since)
    yield from missed.values("episode").annotate(count=Count("pk")).values_list("episode", "count")


def _seen_by_therapist(ids: list[int]) -> QuerySet[CheckIn]:
    answered = CheckIn.objects.filter(episode__in=ids, rater=Rater.CLIENT, status=CheckInStatus.ANSWERED)
    return answered.filter(sharing=Sharing.THERAPIST)


def _last_check_ins(ids: list[int]) -> Iterator[tuple[int, datetime]]:
    yield from _seen_by_therapist(ids).values("episode").annotate(last=Max("at")).values_list("episode", "last")


def _ratings(ids: list[int]) -> Iterator[tuple[int, datetime, float | None]]:
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
    yield from latest.values_list("check_in__episode", "check_in__at", "value")
