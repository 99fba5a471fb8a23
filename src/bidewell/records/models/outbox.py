"""Messages to clients that wait to be sent, were sent, or could not be. Their text says nothing of treatment."""

from django.db import models

from bidewell.domain.reaching import Channel, MessageStatus
from bidewell.records.fields import Referred, code_field, holds_one_of
from bidewell.records.models.check_in import CheckIn
from bidewell.records.models.client import Client
from bidewell.records.models.person import Person
from bidewell.records.models.session import Session


class OutboxMessage(Referred):
    """Written in the transaction that decides to send; sent by the worker. The link is made when it is sent."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="messages")
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    channel = code_field(Channel)
    kind = models.CharField(max_length=40)  # which of the shipped texts
    status = code_field(MessageStatus, default=MessageStatus.WAITING)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=100, blank=True)
    failure_seen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            holds_one_of("channel", Channel, "message_channel_is_known"),
            holds_one_of("status", MessageStatus, "message_status_is_known"),
            models.UniqueConstraint(fields=["check_in", "channel", "kind"], name="message_is_sent_once"),
            models.UniqueConstraint(fields=["session", "channel", "kind"], name="message_of_a_session_is_sent_once"),
        ]
        indexes = [models.Index(fields=["status", "send_after"])]
