"""A client of a program, and how the client may be reached."""

from django.db import models
from django.db.models import Q

from bidewell.domain.reaching import Channel
from bidewell.records.fields import KEY_LENGTH, Referred, Versioned, code_field, holds_one_of
from bidewell.records.models.person import Person
from bidewell.records.models.program import Program


class Client(Referred, Versioned):
    """The person in treatment. Imported records bring the key alone; a name is entered by the program."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="clients")
    key = models.CharField(max_length=KEY_LENGTH)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    # A shared phone, or none: no message at all, whatever was agreed to.
    no_messages = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "key"], name="client_key_is_its_own_in_a_program"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")), name="client_is_not_merged_into_itself"
            ),
        ]
        indexes = [models.Index(fields=["program", "name"])]

    def __str__(self) -> str:
        return "a client"  # never a name: this text may reach a log


class ChannelConsent(models.Model):
    """A client's agreement to be reached in one way, and its withdrawal."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="consents")
    channel = code_field(Channel)
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            holds_one_of("channel", Channel, "consent_channel_is_known"),
            models.UniqueConstraint(
                fields=["client", "channel"], condition=Q(withdrawn_at=None), name="consent_is_given_once"
            ),
        ]
