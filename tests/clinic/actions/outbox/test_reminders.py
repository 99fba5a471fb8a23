"""The day before an appointment a reminder is written, and taken back where the appointment changes."""

from datetime import timedelta
from typing import Any

import pytest

from bidewell.actions.outbox import planning
from bidewell.domain.reaching import Channel
from bidewell.records.models import ChannelConsent, Client, OutboxMessage, Session
from tests.clinic.cast import NOW, Cast, booked
from tests.clinic.outbox import HOUR, MINUTE, Carried, plan, run


def test_the_day_before_a_reminder_is_written_once(cast: Cast, casey: Client) -> None:
    booked(cast.episode, "S-tomorrow", NOW + timedelta(hours=20), cast.memberships["thea"])
    plan()
    plan(NOW + MINUTE)
    assert OutboxMessage.objects.get().kind == "appointment_reminder"
    carrier = Carried()
    run(carrier, NOW + MINUTE)
    assert carrier.sent[0][2].startswith("This is a reminder of your appointment on Thursday, March 5, 6:00 AM.")


@pytest.mark.parametrize("change", [{"status": "cancelled_by_program"}, {"scheduled_at": NOW - HOUR}])
def test_a_session_that_changed_is_not_reminded_of(cast: Cast, casey: Client, change: dict[str, Any]) -> None:
    booked(cast.episode, "S-tomorrow", NOW + timedelta(hours=20), cast.memberships["thea"])
    plan()
    Session.objects.filter(key="S-tomorrow").update(**change)
    carrier = Carried()
    assert (run(carrier), OutboxMessage.objects.get().status) == (0, "withdrawn")


def test_a_session_that_was_moved_far_is_not_reminded_of_and_is_again_the_day_before(cast: Cast, casey: Client) -> None:
    session = booked(cast.episode, "S-tomorrow", NOW + timedelta(hours=20), cast.memberships["thea"])
    plan()
    Session.objects.filter(pk=session.pk).update(scheduled_at=NOW + timedelta(days=7))
    carrier = Carried()
    assert (run(carrier), OutboxMessage.objects.get().failure) == (0, "session_changed")
    plan(NOW + timedelta(days=6, hours=4))
    assert (run(carrier, NOW + timedelta(days=6, hours=4)), len(carrier.sent)) == (1, 1)


def test_a_session_moved_after_its_reminder_is_reminded_of_once_more(cast: Cast, casey: Client) -> None:
    session = booked(cast.episode, "S-tomorrow", NOW + timedelta(hours=20), cast.memberships["thea"])
    carrier, later = Carried(), NOW + timedelta(days=6, hours=4)
    plan()
    run(carrier)
    Session.objects.filter(pk=session.pk).update(scheduled_at=NOW + timedelta(days=7))
    for at in (NOW + MINUTE, later, later + MINUTE):
        plan(at)
        run(carrier, at)
    assert [words for _to, _subject, words in carrier.sent if "Wednesday, March 11" in words] == [carrier.sent[1][2]]
    assert len(carrier.sent) == 2


def test_clients_no_message_can_reach_take_no_place_in_a_turn(cast: Cast, casey: Client, monkeypatch) -> None:
    monkeypatch.setattr(planning, "A_TURN", 1)
    ChannelConsent.objects.create(client=cast.noor, channel=Channel.SMS, given_at=NOW, recorded_by=cast.frida)
    ChannelConsent.objects.create(client=cast.noor, channel=Channel.EMAIL, given_at=NOW, recorded_by=cast.frida)
    Client.objects.filter(pk=cast.noor.pk).update(phone="555-0101", email="")
    booked(cast.noors, "S-first", NOW + timedelta(hours=19), cast.memberships["thea"])
    booked(cast.episode, "S-second", NOW + timedelta(hours=20), cast.memberships["thea"])
    plan()
    assert OutboxMessage.objects.get().client == casey


def test_the_number_of_queries_to_find_what_is_due_does_not_grow(cast: Cast, django_assert_num_queries) -> None:
    for number in range(20):
        booked(cast.episode, f"T{number}", NOW + timedelta(hours=20), cast.memberships["thea"])
    with django_assert_num_queries(2):
        plan()
