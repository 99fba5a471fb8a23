"""Messages that did not arrive: what happened, what to do, and a row less once somebody has done it."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from bidewell.records.models import ChannelConsent, OutboxMessage
from tests.clinic.cast import NOW, Browsing, Cast

pytestmark = pytest.mark.usefixtures("at_ten")


@pytest.fixture
def desk(cast: Cast, browsing: Browsing) -> Browser:
    return browsing(cast.frida)


def failed(cast: Cast, why: str = "refused", status: str = "failed", **more: object) -> OutboxMessage:
    about = {"client": cast.casey, "session": cast.session, "channel": "email", "kind": "appointment_reminder", **more}
    return OutboxMessage.objects.create(status=status, failure=why, created_at=NOW, send_after=NOW, **about)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("refused", "was refused"),
        ("unreachable", "did not answer"),
        ("no_server", "No server"),
        ("interrupted", "interrupted"),
    ],
)
def test_each_failure_says_what_happened_and_what_to_do(desk: Browser, cast: Cast, why: str, words: str) -> None:
    failed(cast, why)
    page = desk.get("/desk/messages").content.decode()
    assert "Casey Reed" in page and words in page


def test_with_nothing_undelivered_the_page_says_so(desk: Browser, cast: Cast) -> None:
    failed(cast, "answered", "withdrawn")
    failed(cast, "", "sent", session=None)
    assert "Every message that was sent" in desk.get("/desk/messages").content.decode()


def test_another_programs_messages_are_not_there(desk: Browser, cast: Cast) -> None:
    theirs = failed(cast, client=cast.dev, session=cast.devs_session)
    assert "Dev Patel" not in desk.get("/desk/messages").content.decode()
    for what in ("again", "seen"):
        assert desk.post(f"/desk/messages/{theirs.ref}/{what}").status_code == 404


def test_send_again_puts_it_back_into_the_outbox(desk: Browser, cast: Cast) -> None:
    ChannelConsent.objects.create(client=cast.casey, channel="email", given_at=NOW, recorded_by=cast.frida)
    message = failed(cast)
    desk.post(f"/desk/messages/{message.ref}/again")
    message.refresh_from_db()
    assert (message.status, message.failure) == ("waiting", "")


def test_done_with_takes_it_off_the_list(desk: Browser, cast: Cast) -> None:
    message = failed(cast)
    assert "Taken off the list" in desk.post(f"/desk/messages/{message.ref}/seen", follow=True).content.decode()
    assert "Casey Reed" not in desk.get("/desk/messages").content.decode()
    message.refresh_from_db()
    assert message.failure_seen_by == cast.frida


def test_the_list_asks_the_database_as_often_for_thirty_as_for_three(
    desk: Browser, cast: Cast, django_assert_max_num_queries
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            desk.get("/desk/messages")
        return len(seen)

    for number in range(3):
        failed(cast, session=None, kind=f"kind-{number}")
    queries()  # the first visit of a session also notes that it was used
    few = queries()
    for number in range(3, 30):
        failed(cast, session=None, kind=f"kind-{number}")
    assert queries() == few
