"""Long work: what it is at, and what became of it. A job whose process died is found by its heartbeat."""

from django.db import models
from django.db.models import Q

from bidewell.records.fields import Referred
from bidewell.records.models.person import Person
from bidewell.records.models.program import Program


class Job(Referred):
    """One run of one kind of work, for one program or for the whole installation."""

    kind = models.CharField(max_length=40)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    argument = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20)  # waiting, running, done, failed, stopped
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)  # what it is at
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "program"], condition=Q(state__in=["waiting", "running"]), name="job_is_asked_for_once"
            ),
            # To a database no program is never the same as no program: the installation's own jobs need their own rule.
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(state__in=["waiting", "running"], program=None),
                name="job_of_the_installation_is_asked_for_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]
