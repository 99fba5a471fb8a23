"""Snapshots: where an episode stands, from the other tables, in a constant number of queries, losing no change."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bidewell.actions import snapshots
from bidewell.domain.sessions import CheckInStatus, Rater, SessionStatus
from bidewell.domain.sharing import Sharing
from bidewell.records.contacts import contacts_of
from bidewell.records.models import Answer, CheckIn, Ending, Episode, InstrumentVersion, Snapshot
from tests.clinic.cast import DAY, NOW, Cast, booked, client_in_care


def rating_source(cast: Cast, **more: Any) -> InstrumentVersion:
    described = {
        "code": "alliance",
        "version": "1",
        "rater": Rater.CLIENT,
        "role": "alliance",
        "item": "score",
        "place": 0,
    }
    return InstrumentVersion.objects.create(program=cast.program, minimum=0, maximum=40, **(described | more))


def rated(
    episode: Episode,
    instrument: InstrumentVersion,
    key: str,
    at: datetime,
    value: float,
    sharing: str = Sharing.THERAPIST,
) -> None:
    check_in = CheckIn.objects.create(
        program=episode.program, episode=episode, key=key, instrument=instrument, rater=Rater.CLIENT,
        status=CheckInStatus.ANSWERED, at=at, answered_at=at, sharing=sharing,
    )  # fmt: skip
    Answer.objects.create(check_in=check_in, item="score", value=value, is_score=True)


def test_attendance_is_counted_since_the_last_contact(cast: Cast) -> None:
    thea = cast.memberships["thea"]
    days = [
        (30, "attended"),
        (21, "no_show"),
        (14, "attended"),
        (7, "no_show"),
        (3, "cancelled_by_client"),
        (2, "cancelled_by_program"),
    ]
    for ago, status in days:
        booked(cast.episode, f"A{ago}", NOW - timedelta(days=ago), thea, status)
    snapshots.touch([cast.episode.pk], at=NOW)
    found = Snapshot.objects.get(episode=cast.episode)
    assert (found.contacts, found.missed_since_contact, found.last_contact_on) == (2, 2, date(2026, 2, 18))
    assert found.next_session_at == cast.session.scheduled_at
    assert (found.is_open, found.has_new_information, found.stale_since) == (True, True, NOW)


def test_the_day_of_a_contact_is_the_programs_own(cast: Cast) -> None:
    booked(
        cast.episode,
        "late",
        datetime.fromisoformat("2026-03-03T03:30:00+00:00"),
        cast.memberships["thea"],
        SessionStatus.ATTENDED,
    )
    snapshots.touch([cast.episode.pk], at=NOW)
    assert Snapshot.objects.get(episode=cast.episode).last_contact_on == date(2026, 3, 2)


def test_only_ratings_shared_with_the_therapist_are_kept(cast: Cast) -> None:
    instrument = rating_source(cast)
    for ago, sharing in ((9, Sharing.THERAPIST), (6, Sharing.SUPERVISOR), (3, Sharing.COUNTED)):
        rated(cast.episode, instrument, f"K{ago}", NOW - timedelta(days=ago), 30.0 + ago, sharing)
    snapshots.touch([cast.episode.pk], at=NOW)
    found = Snapshot.objects.get(episode=cast.episode)
    assert found.ratings == [["2026-02-23", 39.0]]
    assert found.last_check_in_at == NOW - timedelta(days=9)


def test_the_latest_twelve_ratings_stand_oldest_first(cast: Cast) -> None:
    instrument = rating_source(cast)
    for ago in range(14):
        rated(cast.episode, instrument, f"K{ago}", NOW - timedelta(days=ago), float(ago))
    snapshots.touch([cast.episode.pk], at=NOW)
    assert [value for _, value in Snapshot.objects.get(episode=cast.episode).ratings] == [
        float(ago) for ago in reversed(range(12))
    ]


def test_a_missed_session_between_ratings_is_a_gap(cast: Cast) -> None:
    instrument = rating_source(cast)
    for ago in (9, 3):
        rated(cast.episode, instrument, f"K{ago}", NOW - timedelta(days=ago), 30.0)
    for ago in (20, 6):
        booked(cast.episode, f"A{ago}", NOW - timedelta(days=ago), cast.memberships["thea"], SessionStatus.NO_SHOW)
    snapshots.touch([cast.episode.pk], at=NOW)
    ratings = Snapshot.objects.get(episode=cast.episode).ratings
    assert ratings == [["2026-02-23", 30.0], ["2026-02-26", None], ["2026-03-01", 30.0]]


def test_the_latest_planned_interval_holds(cast: Cast) -> None:
    snapshots.touch([cast.episode.pk, cast.noors.pk], at=NOW)
    assert Snapshot.objects.get(episode=cast.episode).planned_interval_days == 7.0
    cast.session.planned_interval_days = 14
    cast.session.save()
    snapshots.touch([cast.episode.pk], at=cast.session.scheduled_at)
    assert Snapshot.objects.get(episode=cast.episode).planned_interval_days == 14.0


def test_answers_to_another_version_are_no_ratings(cast: Cast) -> None:
    rating_source(cast)
    rated(cast.episode, rating_source(cast, version="2", place=None), "K1", NOW, 10.0)
    snapshots.touch([cast.episode.pk], at=NOW)
    assert Snapshot.objects.get(episode=cast.episode).ratings == []


def test_an_ending_in_force_closes_and_a_withdrawn_one_does_not(cast: Cast) -> None:
    ending = Ending.objects.create(episode=cast.episode, on=DAY, kind="left", recorded_at=NOW)
    snapshots.touch([cast.episode.pk], at=NOW)
    assert not Snapshot.objects.get(episode=cast.episode).is_open
    ending.withdrawn_at = NOW
    ending.save()
    snapshots.touch([cast.episode.pk], at=NOW)
    assert Snapshot.objects.get(episode=cast.episode).is_open


def test_two_changes_at_one_moment_leave_two_marks(cast: Cast) -> None:
    snapshots.touch([cast.episode.pk], at=NOW)
    first = Snapshot.objects.get(episode=cast.episode).stale_since
    snapshots.touch([cast.episode.pk], at=NOW)
    assert Snapshot.objects.get(episode=cast.episode).stale_since != first


def test_what_was_marked_again_while_it_was_counted_waits_for_its_turn(cast: Cast) -> None:
    snapshots.touch([cast.episode.pk], at=NOW)
    rated(cast.episode, rating_source(cast), "R1", NOW, 30.0)
    snapshots.mark([cast.episode.pk], at=NOW)
    counted_from = Snapshot.objects.get(episode=cast.episode)
    snapshots.mark([cast.episode.pk], at=NOW)
    snapshots.refresh([counted_from], at=NOW)
    assert Snapshot.objects.get(episode=cast.episode).ratings == []
    snapshots.refresh([Snapshot.objects.get(episode=cast.episode)], at=NOW)
    known = Snapshot.objects.get(episode=cast.episode)
    assert [value for _day, value in known.ratings] == [30.0]
    assert known.refreshed_at == known.stale_since


def test_a_new_day_is_not_news(cast: Cast) -> None:
    snapshots.touch([cast.episode.pk], at=NOW, is_news=False)
    found = Snapshot.objects.get(episode=cast.episode)
    assert found.stale_since == NOW and not found.has_new_information


def test_a_missing_snapshot_is_made(cast: Cast) -> None:
    Snapshot.objects.all().delete()
    snapshots.touch([cast.episode.pk, cast.devs.pk], at=NOW)
    assert Snapshot.objects.count() == 2


@pytest.mark.parametrize("clients", [3, 30])
def test_the_number_of_queries_does_not_depend_on_the_number_of_clients(cast: Cast, clients: int) -> None:
    instrument = rating_source(cast)
    ids = []
    for place in range(clients):
        _, episode = client_in_care(cast.program, f"Q{place}", "", cast.memberships["thea"])
        rated(episode, instrument, f"R{place}", NOW, 20.0)
        ids.append(episode.pk)
    with CaptureQueriesContext(connection) as queries:
        snapshots.touch(ids, at=NOW)
    assert len(queries) == 12


def test_what_is_called_off_ahead_is_not_missed_yet_and_plans_ahead_do_not_hold_yet(cast: Cast) -> None:
    thea = cast.memberships["thea"]
    booked(cast.episode, "seen", NOW - timedelta(days=1), thea, "attended")
    for days in (6, 13):
        ahead = booked(cast.episode, f"ahead-{days}", NOW + timedelta(days=days), thea, "cancelled_by_client")
        ahead.planned_interval_days = 90
        ahead.save()
    snapshots.touch([cast.episode.pk], at=NOW)
    found, same = Snapshot.objects.get(episode=cast.episode), contacts_of(cast.episode, NOW)
    assert found.missed_since_contact == same.missed_since_contact == 0
    assert found.planned_interval_days == same.planned_interval_days != 90
    assert found.last_contact_on == same.last_contact
    snapshots.touch([cast.episode.pk], at=NOW + timedelta(days=14))
    found, same = Snapshot.objects.get(episode=cast.episode), contacts_of(cast.episode, NOW + timedelta(days=14))
    assert found.missed_since_contact == same.missed_since_contact == 2
    assert found.planned_interval_days == same.planned_interval_days == 90
