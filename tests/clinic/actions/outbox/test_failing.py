"""What cannot be sent is tried again, given up, shown to a person, and never sent twice."""

import pytest

from bidewell.actions.outbox.carriers import NotSent
from bidewell.actions.outbox.sending import send_due
from bidewell.actions.outbox.writing import put_away, send_again
from bidewell.actions.refusals import Refused
from bidewell.records.models import CheckIn, InstrumentVersion, OutboxMessage
from tests.clinic.cast import NOW, Cast
from tests.clinic.check_ins import own_instrument
from tests.clinic.outbox import HOUR, MINUTE, Carried, again, run


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
