"""The outbox: who is written to, when, with which words; tried again, given up, never sent twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bidewell.actions.check_ins.opening import decline_check_in
from bidewell.actions.clients import withdraw_consent
from bidewell.actions.merging import merge_clients
from bidewell.actions.outbox import planning
from bidewell.actions.outbox.carriers import NotSent
from bidewell.actions.outbox.planning import write_due_messages, write_link_after
from bidewell.actions.outbox.quiet_hours import next_allowed
from bidewell.actions.outbox.sending import send_due
from bidewell.actions.outbox.writing import put_away, send_again, send_link
from bidewell.actions.refusals import Refused
from bidewell.domain.reaching import Channel
from bidewell.records.models import ChannelConsent, CheckIn, Client, InstrumentVersion, Job, OutboxMessage, Session
from tests.clinic.cast import NOW, Cast, booked
from tests.clinic.check_ins import own_instrument, visited

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NIGHT = datetime(2026, 3, 5, 3, 0, tzinfo=UTC)  # 22:00 in the programs' zone
MORNING = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)  # 08:00


class Carried:
    """A carrier that keeps what it was given, or fails as it is told."""

    def __init__(self, *failures: NotSent | BaseException) -> None:
        self.failures, self.sent = list(failures), []

    def send(self, to: str, subject: str, words: str, ref: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((to, subject, words))


@pytest.fixture
def casey(cast: Cast) -> Client:
    cast.casey.email, cast.casey.phone, cast.casey.language = "casey@example.org", "555-0100", "en"
    cast.casey.save()
    agree(cast, Channel.EMAIL)
    return cast.casey


@pytest.fixture
def message(cast: Cast, casey: Client) -> OutboxMessage:
    return send_link(visited(cast, NOW), Channel.EMAIL, by=cast.frida, at=NOW)


def agree(cast: Cast, channel: Channel) -> ChannelConsent:
    return ChannelConsent.objects.create(client=cast.casey, channel=channel, given_at=NOW, recorded_by=cast.frida)


def again(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


def run(carrier: Carried, at: datetime = NOW) -> int:
    return send_due({Channel.EMAIL: carrier}, at=at)


def plan(at: datetime = NOW) -> str:
    return write_due_messages(Job(), lambda words: None, at)


def test_a_link_is_sent_once(message: OutboxMessage) -> None:
    carrier = Carried()
    assert (run(carrier), run(carrier), len(carrier.sent)) == (1, 0, 1)
    assert (again(message).status, again(message).sent_at) == ("sent", NOW)


def test_its_words_name_no_person_no_program_and_no_treatment(message: OutboxMessage, cast: Cast) -> None:
    carrier = Carried()
    run(carrier)
    to, subject, words = carrier.sent[0]
    assert to == "casey@example.org"
    for word in ("Casey", "Reed", "Thea", "Harbor", "treatment", "therap", "counsel", "clinic", "C1"):
        assert word.lower() not in (subject + words).lower()
    assert "/c/" in words and "Saturday, March 7" in words


def test_the_words_are_in_the_clients_language(message: OutboxMessage, casey: Client) -> None:
    Client.objects.filter(pk=casey.pk).update(language="es")
    carrier = Carried()
    run(carrier)
    assert "¿Tiene un minuto" in carrier.sent[0][2] and "sábado 7 de marzo" in carrier.sent[0][2]


def test_without_consent_or_address_no_message_is_written(cast: Cast, casey: Client) -> None:
    with pytest.raises(Refused):
        send_link(visited(cast, NOW), Channel.SMS, by=cast.frida, at=NOW)
    assert not CheckIn.objects.exists()


WITHDRAWN: dict[str, Callable[[OutboxMessage], Any]] = {
    "consent withdrawn": lambda one: ChannelConsent.objects.update(withdrawn_at=NOW),
    "a shared phone": lambda one: Client.objects.update(no_messages=True),
    "no address any more": lambda one: Client.objects.update(email=""),
    "not today meanwhile": lambda one: decline_check_in(one.check_in, mode="kiosk", at=NOW),
    "too old": lambda one: CheckIn.objects.update(expires_at=NOW),
}


@pytest.mark.parametrize("change", WITHDRAWN.values(), ids=WITHDRAWN)
def test_what_is_no_longer_wanted_is_withdrawn(message: OutboxMessage, change: Callable[[OutboxMessage], Any]) -> None:
    change(message)
    carrier = Carried()
    assert (run(carrier), carrier.sent, again(message).status) == (0, [], "withdrawn")


def test_at_night_it_waits_for_the_morning(cast: Cast, casey: Client) -> None:
    message = send_link(visited(cast, NIGHT), Channel.EMAIL, by=cast.frida, at=NIGHT)
    assert message.send_after == MORNING
    carrier = Carried()
    assert (run(carrier, NIGHT + HOUR), run(carrier, MORNING)) == (0, 1)


def test_a_message_that_is_late_is_held_by_the_night(message: OutboxMessage) -> None:
    carrier = Carried()
    assert (run(carrier, NIGHT), again(message).send_after) == (0, MORNING)


QUIET = [
    ("20:00", "08:00", NOW, NOW),
    ("20:00", "08:00", NIGHT, MORNING),
    ("20:00", "08:00", MORNING - MINUTE, MORNING),
    ("20:00", "08:00", MORNING, MORNING),
    ("09:00", "17:00", NOW, datetime(2026, 3, 4, 22, 0, tzinfo=UTC)),
    ("08:00", "08:00", NIGHT, NIGHT),
    # The night in which clocks go forward: eight in the morning is an hour sooner.
    ("20:00", "08:00", datetime(2026, 3, 8, 3, 0, tzinfo=UTC), datetime(2026, 3, 8, 12, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("begin", "end", "at", "expected"), QUIET)
def test_quiet_hours_are_the_programs_own(cast: Cast, begin: str, end: str, at: datetime, expected: datetime) -> None:
    type(cast.program).objects.filter(pk=cast.program.pk).update(quiet_from=begin, quiet_to=end)
    cast.program.refresh_from_db()
    assert next_allowed(cast.program, at) == expected


def test_what_fails_is_tried_again_with_longer_pauses_and_then_left_to_a_person(message: OutboxMessage) -> None:
    at, pauses = NOW, []
    type(message.client.program).objects.update(quiet_from="08:00", quiet_to="08:00")
    carrier = Carried(*[NotSent("unreachable")] * 5)
    while again(message).status == "waiting":
        run(carrier, at)
        pauses.append(again(message).send_after - at)
        at = again(message).send_after
    assert pauses[:4] == [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR]
    assert (again(message).status, again(message).failure, again(message).attempts) == ("failed", "unreachable", 5)
    assert CheckIn.objects.get().status == "undelivered"


def test_a_refused_address_is_not_tried_again(message: OutboxMessage) -> None:
    run(Carried(NotSent("refused", is_final=True)))
    assert (again(message).status, again(message).failure) == ("failed", "refused")


def test_a_channel_without_a_carrier_is_a_failure_that_is_listed(message: OutboxMessage) -> None:
    assert send_due({}, at=NOW) == 0
    assert (again(message).status, again(message).failure) == ("waiting", "no_server")


def test_a_process_that_dies_while_sending_sends_nothing_twice(message: OutboxMessage) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(Carried(KeyboardInterrupt()))
    carrier = Carried()
    assert (run(carrier, NOW + HOUR), carrier.sent) == (0, [])
    assert (again(message).status, again(message).failure) == ("failed", "interrupted")


def test_a_person_may_send_it_again_and_its_check_in_can_be_answered_anew(message: OutboxMessage, cast: Cast) -> None:
    run(Carried(NotSent("refused", is_final=True)))
    send_again(message, by=cast.frida, at=NOW + HOUR)
    assert CheckIn.objects.get().status == "offered"
    carrier = Carried()
    assert (run(carrier, NOW + HOUR), len(carrier.sent)) == (1, 1)
    with pytest.raises(Refused):
        send_again(message, by=cast.frida, at=NOW + HOUR)


def test_a_failure_that_was_seen_says_by_whom(message: OutboxMessage, cast: Cast) -> None:
    put_away(message, by=cast.frida, at=NOW)
    assert again(message).failure_seen_by == cast.frida


def test_after_a_visit_a_link_is_written_once(cast: Cast, casey: Client) -> None:
    visited(cast, NOW)
    plan()
    plan(NOW + MINUTE)
    assert OutboxMessage.objects.filter(kind="check_in_link").count() == 1


@pytest.mark.parametrize("status", ["scheduled", "no_show", "cancelled_by_client"])
def test_without_a_visit_no_link_is_written(cast: Cast, casey: Client, status: str) -> None:
    session = visited(cast, NOW, status=status)
    assert not write_link_after(session, at=NOW)


def test_a_check_in_handed_out_at_the_desk_gets_no_second_offer(cast: Cast, casey: Client) -> None:
    from bidewell.actions.check_ins.offering import offer_check_in

    session = visited(cast, NOW)
    offer_check_in(session, by=cast.frida, at=NOW)
    assert not write_link_after(session, at=NOW)


def test_a_visit_long_ago_is_not_asked_about(cast: Cast, casey: Client) -> None:
    visited(cast, NOW - timedelta(days=3))
    plan()
    assert not OutboxMessage.objects.exists()


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


def test_each_message_is_decided_on_what_is_true_when_its_turn_comes(cast: Cast, casey: Client) -> None:
    for key in ("V1", "V2"):
        send_link(visited(cast, NOW, key=key), Channel.EMAIL, by=cast.frida, at=NOW)

    class Meanwhile(Carried):
        def send(self, to: str, subject: str, words: str, ref: str) -> None:
            super().send(to, subject, words, ref)
            ChannelConsent.objects.update(withdrawn_at=NOW)

    carrier = Meanwhile()
    assert (run(carrier), len(carrier.sent)) == (1, 1)
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {"sent", "withdrawn"}


def test_a_message_put_away_while_it_was_tried_is_listed_when_given_up(message: OutboxMessage, cast: Cast) -> None:
    run(Carried(NotSent("unreachable")))
    put_away(again(message), by=cast.frida, at=NOW)
    run(Carried(NotSent("unreachable")), NOW + 5 * MINUTE)
    assert (again(message).status, again(message).failure_seen_by) == ("waiting", cast.frida)
    run(Carried(NotSent("refused", is_final=True)), NOW + HOUR)
    assert (again(message).status, again(message).failure_seen_by) == ("failed", None)


def test_sending_again_offers_the_messages_own_check_in(message: OutboxMessage, cast: Cast) -> None:
    run(Carried(NotSent("refused", is_final=True)))
    own_instrument(cast)  # offered from now on; the message is about the one before
    ours = InstrumentVersion.objects.exclude(code="own")
    ours.update(is_offered=False)
    send_again(message, by=cast.frida, at=NOW + HOUR)
    assert CheckIn.objects.get().status == "offered"


@pytest.mark.parametrize("status", ["no_show", "cancelled_by_client", "cancelled_by_program"])
def test_a_visit_that_did_not_take_place_is_not_asked_about(message: OutboxMessage, cast: Cast, status: str) -> None:
    Session.objects.update(status=status)
    assert (run(Carried()), again(message).failure) == (0, "session_changed")
    with pytest.raises(Refused):
        send_again(message, by=cast.frida, at=NOW)


def test_clients_who_agreed_to_nothing_get_nothing(cast: Cast) -> None:
    booked(cast.episode, "S-tomorrow", NOW + timedelta(hours=20), cast.memberships["thea"])
    visited(cast, NOW)
    plan()
    assert not OutboxMessage.objects.exists() and not CheckIn.objects.exists()


def test_the_number_of_queries_to_find_what_is_due_does_not_grow(cast: Cast, django_assert_num_queries) -> None:
    for number in range(20):
        booked(cast.episode, f"T{number}", NOW + timedelta(hours=20), cast.memberships["thea"])
    with django_assert_num_queries(2):
        plan()


def test_a_merged_client_is_reached_as_the_one_they_count_as(cast: Cast, casey: Client) -> None:
    """What was agreed under the merged row no longer counts: nobody at the desk could withdraw it."""
    Client.objects.filter(pk=cast.noor.pk).update(email="old@example.org")
    ChannelConsent.objects.create(client=cast.noor, channel=Channel.EMAIL, given_at=NOW, recorded_by=cast.frida)
    merge_clients(cast.noor, casey, by=cast.dana, at=NOW)
    session = booked(cast.noors, "N1", NOW - HOUR, cast.memberships["tom"], "attended")
    assert plan() == "1 links and 0 reminders written"
    carrier = Carried()
    run(carrier)
    assert [to for to, _, _ in carrier.sent] == ["casey@example.org"]
    withdraw_consent(casey, Channel.EMAIL, by=cast.frida, at=NOW)
    with pytest.raises(Refused):
        send_link(Session.objects.get(pk=session.pk), Channel.EMAIL, by=cast.frida, at=NOW)
