"""After a visit a link to its check-in is written: once, and to who can be reached."""

from datetime import timedelta

import pytest

from bidewell.actions.clients import withdraw_consent
from bidewell.actions.merging import merge_clients
from bidewell.actions.outbox.planning import write_link_after
from bidewell.actions.outbox.writing import send_link
from bidewell.actions.refusals import Refused
from bidewell.domain.reaching import Channel
from bidewell.records.models import ChannelConsent, CheckIn, Client, OutboxMessage, Session
from tests.clinic.cast import NOW, Cast, booked
from tests.clinic.check_ins import visited
from tests.clinic.outbox import HOUR, MINUTE, Carried, plan, run


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


def test_clients_who_agreed_to_nothing_get_nothing(cast: Cast) -> None:
    booked(cast.episode, "S-tomorrow", NOW + timedelta(hours=20), cast.memberships["thea"])
    visited(cast, NOW)
    plan()
    assert not OutboxMessage.objects.exists() and not CheckIn.objects.exists()


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
