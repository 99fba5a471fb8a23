"""The audit trail: who read or changed what, and seals that show when a line was altered or removed."""

from django.db import models

from bidewell.records.models.person import Person
from bidewell.records.models.program import Program


class AuditSeal(models.Model):
    """A batch of events under one digest, chained to the seal before. Writing an event never waits for this."""

    sealed_at = models.DateTimeField()
    events = models.PositiveIntegerField()
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)


class AuditEvent(models.Model):
    """One line. It outlives what it speaks of, so it holds references, not foreign keys to clients."""

    at = models.DateTimeField()
    program = models.ForeignKey(Program, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=60)
    about = models.CharField(max_length=40, blank=True)  # the table
    ref = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    seal = models.ForeignKey(AuditSeal, on_delete=models.PROTECT, null=True, blank=True, related_name="sealed")

    class Meta:
        indexes = [
            models.Index(fields=["ref", "at"]),
            models.Index(fields=["program", "-at"]),
            models.Index(fields=["id"], condition=models.Q(seal__isnull=True), name="audit_event_unsealed"),
        ]
