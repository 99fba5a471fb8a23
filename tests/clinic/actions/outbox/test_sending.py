"""A message is sent once, in words that give nothing away, and only while it is wanted."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from bidewell.actions.check_ins.opening import decline_check_in
from bidewell.actions.outbox.writing import send_again, send_link
from bidewell.actions.refusals import Refused
from bidewell.domain.reaching import Channel
from bidewell.records.models import ChannelConsent, CheckIn, Client, OutboxMessage, Session
from tests.clinic.cast import NOW, Cast
from tests.clinic.check_ins import visited
from tests.clinic.outbox import Carried, again, run


def test_a_link_is_sent_once(message: OutboxMessage) -> None:
    carrier = Carried()
    assert (run(carrier), run(carrier), len(carrier.sent)) == (1, 0, 1)
    assert (again(message).status, again(message).sent_at) == ("sent", NOW)


def test_its_words_name_no_person_no_program_and_no_treatment(message: OutboxMessage, cast: Cast) -> None:
    carrier = Carried()
    run(carrier)
    to, subject, words = carrier.sent[0]
    assert to == "casey@example.org" and "/c/" in words and "Saturday, March 7" in words
    # The link itself is random letters: two of them may well be a client's key.
    said = subject + re.sub(r"/c/\S+", "", words)
    for word in ("Casey", "Reed", "Thea", "Harbor", "treatment", "therap", "counsel", "clinic", "C1"):
        assert word.lower() not in said.lower()


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


@pytest.mark.parametrize("status", ["no_show", "cancelled_by_client", "cancelled_by_program"])
def test_a_visit_that_did_not_take_place_is_not_asked_about(message: OutboxMessage, cast: Cast, status: str) -> None:
    Session.objects.update(status=status)
    assert (run(Carried()), again(message).failure) == (0, "session_changed")
    with pytest.raises(Refused):
        send_again(message, by=cast.frida, at=NOW)
