"""Scheduled sessions, and what became of them."""

from django.db import models

from bidewell.domain.sessions import Modality, SessionStatus
from bidewell.records.fields import KEY_LENGTH, Referred, Versioned, code_field, holds_one_of
from bidewell.records.models.episode import Episode
from bidewell.records.models.group import Group
from bidewell.records.models.membership import Membership
from bidewell.records.models.person import Person
from bidewell.records.models.program import Program


class Session(Referred, Versioned):
    """One client's place in one scheduled service. Only an attended one is a contact."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="sessions")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=KEY_LENGTH)
    scheduled_at = models.DateTimeField()
    status = code_field(SessionStatus, default=SessionStatus.SCHEDULED)
    staff = models.ManyToManyField(Membership, through="SessionStaff", related_name="sessions")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    level_of_care = models.CharField(max_length=200, null=True, blank=True)
    modality = code_field(Modality, null=True, blank=True)
    reason = models.CharField(max_length=100, null=True, blank=True)
    planned_interval_days = models.FloatField(null=True, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            holds_one_of("status", SessionStatus, "session_status_is_known"),
            models.UniqueConstraint(fields=["program", "key"], name="session_key_is_its_own_in_a_program"),
        ]
        indexes = [
            models.Index(fields=["episode", "scheduled_at"]),
            # Everything that the director's months count, so that they are counted from the index alone.
            models.Index(
                fields=["program", "scheduled_at", "status", "episode", "marked_at"], name="session_counted_by_month"
            ),
        ]


class SessionStaff(models.Model):
    """Who held a session, in the order of the records."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="held_by")
    therapist = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="held")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "therapist"], name="session_is_held_by_a_therapist_once")
        ]
        ordering = ["place"]
