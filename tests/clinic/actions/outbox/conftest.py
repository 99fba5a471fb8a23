"""A client who may be written to, and a message that waits."""

import pytest

from bidewell.actions.outbox.writing import send_link
from bidewell.domain.reaching import Channel
from bidewell.records.models import Client, OutboxMessage
from tests.clinic.cast import NOW, Cast
from tests.clinic.check_ins import visited
from tests.clinic.outbox import agree


@pytest.fixture
def casey(cast: Cast) -> Client:
    cast.casey.email, cast.casey.phone, cast.casey.language = "casey@example.org", "555-0100", "en"
    cast.casey.save()
    agree(cast, Channel.EMAIL)
    return cast.casey


@pytest.fixture
def message(cast: Cast, casey: Client) -> OutboxMessage:
    return send_link(visited(cast, NOW), Channel.EMAIL, by=cast.frida, at=NOW)
