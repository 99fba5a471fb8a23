"""What became of appointments: marked, corrected, and what follows from it. Nothing that was written is lost."""

from datetime import date, timedelta

import pytest

from bidewell.actions.attendance import Mark, mark_group, mark_session
from bidewell.actions.endings import HowItEnded, Withdrawal, ending_in_force, record_ending
from bidewell.actions.episodes import promise_return
from bidewell.actions.refusals import ChangedMeanwhile, Refused
from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.leaving_state import LeavingState
from bidewell.domain.sessions import SessionStatus
from bidewell.records.contacts import standing_of
from bidewell.records.models import AuditEvent, Ending, Episode, Group, Session, Snapshot
from tests.clinic.cast import DAY, NOW, Cast, booked

ATTENDED, NO_SHOW, SCHEDULED = SessionStatus.ATTENDED, SessionStatus.NO_SHOW, SessionStatus.SCHEDULED


def fresh(session: Session) -> Session:
    return Session.objects.select_related("episode__program", "program").get(pk=session.pk)


def mark(session: Session, cast: Cast, status: SessionStatus, at=NOW, **more: object) -> Session:
    now = fresh(session)
    mark_session(now, Mark(status, **more), version=now.version, by=cast.frida, at=at)
    return fresh(session)


def left(cast: Cast, on: date, kind: EndingKind = EndingKind.LEFT) -> Ending:
    cast.episode.refresh_from_db()
    ended = HowItEnded(kind, on, "therapist", calls_off=False)
    return record_ending(cast.episode, ended, version=cast.episode.version, by=cast.thea, at=NOW)


def test_a_no_show_is_marked_with_who_and_when_and_a_reason(cast: Cast) -> None:
    this_morning = booked(cast.episode, "S0", NOW - timedelta(hours=1), cast.memberships["thea"])
    marked = mark(this_morning, cast, NO_SHOW, reason="pat-lt")
    assert (marked.status, marked.reason, marked.marked_by, marked.marked_at) == (NO_SHOW, "pat-lt", cast.frida, NOW)
    assert Snapshot.objects.get(episode=cast.episode).missed_since_contact == 1
    assert Snapshot.objects.get(episode=cast.episode).stale_since == NOW
    line = AuditEvent.objects.get(what="session_marked")
    assert line.ref == str(marked.ref) and line.detail["before"] == {"status": "scheduled", "reason": None}


def test_a_mark_is_corrected_and_the_former_value_kept(cast: Cast) -> None:
    mark(cast.session, cast, NO_SHOW, reason="pat-lt")
    corrected = mark(cast.session, cast, ATTENDED, at=NOW + timedelta(minutes=5))
    assert corrected.status == ATTENDED and corrected.reason is None
    assert AuditEvent.objects.filter(what="session_marked").last().detail["before"] == {
        "status": "no_show",
        "reason": "pat-lt",
    }
    back = mark(cast.session, cast, SCHEDULED)
    assert (back.status, back.marked_at, back.marked_by) == (SCHEDULED, None, None)


def test_the_second_of_two_people_is_told_and_nothing_is_lost(cast: Cast) -> None:
    one, other = fresh(cast.session), fresh(cast.session)
    mark_session(one, Mark(NO_SHOW), version=1, by=cast.frida, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        mark_session(other, Mark(ATTENDED, next_at=NOW + timedelta(days=7)), version=1, by=cast.thea, at=NOW)
    assert fresh(cast.session).status == NO_SHOW
    assert Session.objects.filter(episode=cast.episode).count() == 1


@pytest.mark.parametrize("status, reason", [(NO_SHOW, "prov-pers"), (ATTENDED, "pat-lt"), (NO_SHOW, "<script>")])
def test_a_reason_that_cannot_be_is_refused(cast: Cast, status: SessionStatus, reason: str) -> None:
    with pytest.raises(Refused):
        mark(cast.session, cast, status, reason=reason)


def test_a_reason_from_imported_records_may_stay(cast: Cast) -> None:
    Session.objects.filter(pk=cast.session.pk).update(status=NO_SHOW, reason="transport")
    marked = mark(cast.session, cast, NO_SHOW, reason="transport", promised_on=DAY + timedelta(days=9))
    assert marked.reason == "transport"


def test_tomorrows_appointment_can_be_called_off_but_not_kept(cast: Cast) -> None:
    tomorrow = booked(cast.episode, "S2", NOW + timedelta(days=1), cast.memberships["thea"])
    for status in (ATTENDED, NO_SHOW):
        with pytest.raises(Refused):
            mark(tomorrow, cast, status)
    assert mark(tomorrow, cast, SessionStatus.CANCELLED_BY_CLIENT).status == SessionStatus.CANCELLED_BY_CLIENT


def test_the_next_appointment_is_booked_in_the_same_step_with_the_same_therapist(cast: Cast) -> None:
    mark(cast.session, cast, NO_SHOW, next_at=NOW + timedelta(days=7))
    following = Session.objects.get(episode=cast.episode, status=SCHEDULED)
    assert [held.therapist for held in following.held_by.all()] == [cast.memberships["thea"]]
    assert Snapshot.objects.get(episode=cast.episode).next_session_at == NOW + timedelta(days=7)


def test_a_promise_is_kept_until_the_client_comes(cast: Cast) -> None:
    mark(cast.session, cast, NO_SHOW, promised_on=DAY + timedelta(days=20))
    cast.episode.refresh_from_db()
    assert cast.episode.promised_return_on == DAY + timedelta(days=20)
    mark(booked(cast.episode, "S2", NOW, cast.memberships["thea"]), cast, ATTENDED)
    cast.episode.refresh_from_db()
    assert cast.episode.promised_return_on is None
    assert AuditEvent.objects.filter(what="return_promised").last().detail["before"] == "2026-03-24"


def test_not_both_a_next_appointment_and_a_promise(cast: Cast) -> None:
    with pytest.raises(Refused):
        mark(cast.session, cast, NO_SHOW, next_at=NOW + timedelta(days=7), promised_on=DAY + timedelta(days=7))
    assert fresh(cast.session).status == SCHEDULED


def test_who_comes_after_leaving_is_back_and_the_leaving_stays_readable(cast: Cast) -> None:
    ending = left(cast, date(2026, 2, 10))
    mark(cast.session, cast, ATTENDED)
    ending.refresh_from_db()
    assert (ending.withdrawn_at, ending.withdrawn_by, ending.withdrawn_because) == (
        NOW,
        cast.frida,
        Withdrawal.RETURNED,
    )
    assert ending.kind == "left" and ending_in_force(cast.episode) is None
    assert Snapshot.objects.get(episode=cast.episode).is_open


def test_a_return_entered_by_mistake_puts_the_leaving_back_as_a_new_row(cast: Cast) -> None:
    left(cast, date(2026, 2, 10))
    mark(cast.session, cast, ATTENDED)
    mark(cast.session, cast, NO_SHOW, at=NOW + timedelta(minutes=3))
    force = ending_in_force(cast.episode)
    assert force is not None and (force.kind, force.on) == ("left", date(2026, 2, 10))
    assert Ending.objects.filter(episode=cast.episode).count() == 2
    assert not Snapshot.objects.get(episode=cast.episode).is_open


def test_a_late_word_of_a_session_before_the_leaving_is_no_return(cast: Cast) -> None:
    left(cast, date(2026, 2, 10))
    mark(booked(cast.episode, "S2", NOW - timedelta(days=22), cast.memberships["thea"]), cast, ATTENDED)
    assert ending_in_force(cast.episode) is not None


@pytest.mark.parametrize(
    "kind, last_seen, is_back",
    [
        (EndingKind.ADMINISTRATIVE, date(2026, 1, 5), True),  # closed after the window: a leaving
        (EndingKind.ADMINISTRATIVE, date(2026, 2, 1), False),  # put out: a new episode, if any
        (EndingKind.COMPLETED, date(2026, 1, 5), False),
    ],
)
def test_a_chart_closed_in_silence_counts_as_leaving_and_nothing_else_does(
    cast: Cast, kind: EndingKind, last_seen: date, is_back: bool
) -> None:
    days = (DAY - last_seen).days
    booked(cast.episode, "S0", NOW - timedelta(days=days), cast.memberships["thea"], status="attended")
    left(cast, date(2026, 2, 20), kind)
    mark(cast.session, cast, ATTENDED)
    assert (ending_in_force(cast.episode) is None) == is_back


def test_care_begins_with_the_first_session_that_is_kept(cast: Cast) -> None:
    Episode.objects.filter(pk=cast.episode.pk).update(start=None, referred_on=date(2026, 1, 2))
    mark(cast.session, cast, ATTENDED)
    assert Episode.objects.get(pk=cast.episode.pk).start == DAY
    mark(cast.session, cast, NO_SHOW)
    assert Episode.objects.get(pk=cast.episode.pk).start is None


def test_all_members_of_a_group_are_marked_or_none(cast: Cast) -> None:
    group = Group.objects.create(program=cast.program, name="Monday")
    places = [booked(one, f"G{n}", NOW, cast.memberships["thea"]) for n, one in enumerate((cast.episode, cast.noors))]
    Session.objects.filter(pk__in=[one.pk for one in places]).update(group=group)
    one, other = (fresh(place) for place in places)
    with pytest.raises(ChangedMeanwhile):
        mark_group([(one, Mark(ATTENDED), 1), (other, Mark(NO_SHOW), 7)], by=cast.frida, at=NOW)
    assert {fresh(place).status for place in places} == {SCHEDULED}
    one, other = (fresh(place) for place in places)
    assert mark_group([(one, Mark(ATTENDED), 1), (other, Mark(NO_SHOW), 1)], by=cast.frida, at=NOW) == 2
    assert [fresh(place).status for place in places] == [ATTENDED, NO_SHOW]


def test_how_the_episode_stands_follows(cast: Cast) -> None:
    mark(cast.session, cast, ATTENDED)
    later = NOW + timedelta(days=20)
    assert standing_of(cast.episode, later).state == LeavingState.GONE_QUIET
    assert standing_of(cast.episode, NOW + timedelta(days=30)).state == LeavingState.LEFT
    cast.episode.refresh_from_db()
    promise_return(cast.episode, DAY + timedelta(days=40), version=cast.episode.version, by=cast.thea, at=later)
    assert standing_of(cast.episode, NOW + timedelta(days=40)).state == LeavingState.PROMISED_TO_RETURN
    assert standing_of(cast.episode, NOW + timedelta(days=41)).state == LeavingState.LEFT
