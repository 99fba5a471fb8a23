"""Sending what waits in the outbox: a job. Each message is claimed before it is handed over, so none goes out twice."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from bidewell.actions import auditing
from bidewell.actions.check_ins.links import address_of
from bidewell.actions.check_ins.offering import can_have_check_in
from bidewell.actions.check_ins.opening import OPEN
from bidewell.actions.outbox.carriers import Carrier, NotSent, carriers
from bidewell.actions.outbox.planning import SESSION_CHANGED, is_to_come
from bidewell.actions.outbox.quiet_hours import next_allowed
from bidewell.actions.outbox.reaching import address_of_client, agreed_channels, with_consents
from bidewell.actions.outbox.texts import LINK, Text, text_of
from bidewell.domain.reaching import Channel, MessageStatus
from bidewell.domain.sessions import CheckInStatus
from bidewell.progress import Progress
from bidewell.records.models import CheckIn, Job, OutboxMessage
from bidewell.records.one_person import person_of

# So few that the moment a turn began at is still the moment of its last message.
AT_ONCE = 50
# After each failed try the next one waits longer; after the last, a person has to look.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 480))
INTERRUPTED = "interrupted"


def send_messages(job: Job, progress: Progress, at: datetime) -> str:
    """Send what is due; hold what falls into quiet hours; withdraw what is no longer wanted."""
    found = send_due(carriers(), at=at)
    return f"{found} messages sent"


def send_due(by: Mapping[Channel, Carrier], *, at: datetime) -> int:
    """The same, with the carriers given. Returns how many were handed over."""
    return sum(_handled(one, by, at) for one in list(_due(at).values_list("pk", flat=True)[:AT_ONCE]))


def _due(at: datetime) -> QuerySet[OutboxMessage]:
    due = OutboxMessage.objects.filter(status=MessageStatus.WAITING, send_after__lte=at)
    return due.order_by("send_after", "pk")


def _handled(one: int, by: Mapping[Channel, Carrier], at: datetime) -> bool:
    """Decided on what is true now: while others were sent, a client may have answered, or asked for no more."""
    joined = _due(at).select_related("client__program", "check_in__session", "session")
    message = joined.prefetch_related(*with_consents("client")).filter(pk=one).first()
    if message is None:
        return False
    reason, allowed = _unwanted(message, at), next_allowed(message.client.program, at)
    if reason:
        _waiting(message).update(status=MessageStatus.WITHDRAWN, failure=reason)
        return False
    if allowed > at:
        _waiting(message).update(send_after=allowed)
        return False
    claimed = _waiting(message).update(
        status=MessageStatus.FAILED, failure=INTERRUPTED, failure_seen_by=None, sent_at=at, attempts=F("attempts") + 1
    )
    return bool(claimed) and _sent(message, by, at)


def _waiting(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(pk=message.pk, status=MessageStatus.WAITING)


def _unwanted(message: OutboxMessage, at: datetime) -> str:
    """Why a message is not sent after all; empty where it is."""
    if message.channel not in agreed_channels(message.client):
        return "not_agreed"
    check_in, session = message.check_in, message.session
    if check_in is not None and check_in.status not in OPEN:
        return "answered"
    if check_in is not None and (check_in.expires_at is None or check_in.expires_at <= at):
        return "expired"
    if check_in is not None and check_in.session is not None and not can_have_check_in(check_in.session):
        return SESSION_CHANGED
    if session is not None and not is_to_come(session, at):
        return SESSION_CHANGED
    return ""


def _sent(message: OutboxMessage, by: Mapping[Channel, Carrier], at: datetime) -> bool:
    channel = Channel(message.channel)
    try:
        if channel not in by:
            raise NotSent("no_server")
        text = _text(message)
        by[channel].send(address_of_client(message.client, channel), text.subject, text.words, str(message.ref))
    except NotSent as failed:
        _failed(message, failed, at)
        return False
    OutboxMessage.objects.filter(pk=message.pk).update(status=MessageStatus.SENT, failure="")
    return True


def _text(message: OutboxMessage) -> Text:
    program, check_in, session = message.client.program, message.check_in, message.session
    language = person_of(message.client).language or program.default_language
    if message.kind == LINK:
        assert check_in is not None and check_in.expires_at is not None
        link = address_of(check_in)
        return text_of(LINK, language, moment=check_in.expires_at, time_zone=program.time_zone, link=link)
    assert session is not None
    return text_of(message.kind, language, moment=session.scheduled_at, time_zone=program.time_zone)


@transaction.atomic
def _failed(message: OutboxMessage, failed: NotSent, at: datetime) -> None:
    """Tried again later, or left to a person."""
    row = OutboxMessage.objects.filter(pk=message.pk)
    tries = message.attempts + 1
    if not failed.is_final and tries <= len(PAUSES):
        row.update(
            status=MessageStatus.WAITING, failure=failed.why, failure_seen_by=message.failure_seen_by, sent_at=None,
            send_after=at + PAUSES[tries - 1],
        )  # fmt: skip
        return
    row.update(status=MessageStatus.FAILED, failure=failed.why, sent_at=None)
    if message.check_in_id is not None:
        offered = CheckIn.objects.filter(pk=message.check_in_id, status=CheckInStatus.OFFERED)
        offered.update(status=CheckInStatus.UNDELIVERED)
    auditing.note("message_not_delivered", message, by=None, at=at, program=message.client.program, why=failed.why)
