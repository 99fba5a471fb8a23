"""Writing a message into the outbox, in the transaction that decides to send it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.check_ins.offering import offer_again, offer_check_in
from bidewell.actions.outbox.quiet_hours import next_allowed
from bidewell.actions.outbox.reaching import agreed_channels
from bidewell.actions.outbox.texts import LINK, REMINDER
from bidewell.actions.refusals import Refused
from bidewell.domain.reaching import Channel, MessageStatus
from bidewell.records.models import CheckIn, Client, OutboxMessage, Person, Session


@transaction.atomic
def send_link(session: Session, channel: Channel, *, by: Person | None, at: datetime) -> OutboxMessage:
    """Offer the check-in of a session and write the message with its link. Sent before and not arrived: once more."""
    client = session.episode.client
    if channel not in agreed_channels(client):
        raise Refused(_("The client has not agreed to this kind of message, or there is no address for it."))
    check_in = offer_check_in(session, by=by, at=at)
    return _written(client, channel, LINK, {"check_in": check_in}, by=by, at=at)


@transaction.atomic
def remind_of(session: Session, channel: Channel, *, by: Person | None, at: datetime) -> OutboxMessage:
    """Write the reminder of an appointment."""
    return _written(session.episode.client, channel, REMINDER, {"session": session}, by=by, at=at)


@transaction.atomic
def send_again(message: OutboxMessage, *, by: Person, at: datetime) -> None:
    """A message that did not arrive is tried once more; with it, its check-in can be answered anew."""
    held = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if held.status == MessageStatus.SENT:
        raise Refused(_("This message has been sent in the meantime."))
    if held.check_in is not None:
        offer_again(held.check_in, by=by, at=at)
    _wait(held, at)
    auditing.note("message_tried_again", held, by=by, at=at, program=held.client.program)


@transaction.atomic
def put_away(message: OutboxMessage, *, by: Person, at: datetime) -> None:
    """Somebody has seen that a message did not arrive, and has done what could be done."""
    message.failure_seen_by = by
    message.save(update_fields=["failure_seen_by"])
    auditing.note("message_failure_seen", message, by=by, at=at, program=message.client.program)


def _written(
    client: Client, channel: Channel, kind: str, about: dict[str, CheckIn | Session], *, by: Person | None, at: datetime
) -> OutboxMessage:
    begin: dict[str, Any] = {"created_at": at, "send_after": next_allowed(client.program, at)}
    message, is_new = OutboxMessage.objects.get_or_create(
        **about, channel=channel, kind=kind, defaults={"client": client, **begin}
    )
    if not is_new:
        _wait(message, at)
    auditing.note("message_written", message, by=by, at=at, program=client.program, kind=kind, channel=channel)
    return message


def _wait(message: OutboxMessage, at: datetime) -> None:
    message.status, message.attempts, message.failure, message.failure_seen_by = MessageStatus.WAITING, 0, "", None
    message.sent_at, message.send_after = None, next_allowed(message.client.program, at)
    message.save(update_fields=["status", "attempts", "failure", "failure_seen_by", "sent_at", "send_after"])
