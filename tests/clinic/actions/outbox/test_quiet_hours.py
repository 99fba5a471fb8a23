"""At night nobody is written to: by each program's own clock."""

from datetime import UTC, datetime

import pytest

from bidewell.actions.outbox.quiet_hours import next_allowed
from bidewell.actions.outbox.writing import send_link
from bidewell.domain.reaching import Channel
from bidewell.records.models import Client, OutboxMessage
from tests.clinic.cast import NOW, Cast
from tests.clinic.check_ins import visited
from tests.clinic.outbox import HOUR, MINUTE, MORNING, NIGHT, Carried, again, run


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
