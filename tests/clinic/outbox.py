"""A carrier that keeps what it was given, and the hours of a program: for the tests of its messages."""

from datetime import UTC, datetime, timedelta

from bidewell.actions.outbox.carriers import NotSent
from bidewell.actions.outbox.planning import write_due_messages
from bidewell.actions.outbox.sending import send_due
from bidewell.domain.reaching import Channel
from bidewell.records.models import ChannelConsent, Job, OutboxMessage
from tests.clinic.cast import NOW, Cast

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


def agree(cast: Cast, channel: Channel) -> ChannelConsent:
    return ChannelConsent.objects.create(client=cast.casey, channel=channel, given_at=NOW, recorded_by=cast.frida)


def again(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


def run(carrier: Carried, at: datetime = NOW) -> int:
    return send_due({Channel.EMAIL: carrier}, at=at)


def plan(at: datetime = NOW) -> str:
    return write_due_messages(Job(), lambda words: None, at)
