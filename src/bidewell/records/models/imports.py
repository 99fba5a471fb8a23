"""Imports: each is a batch that can be taken back. What it changed stands here, with what was there before."""

from django.db import models
from django.db.models import Q

from bidewell.records.fields import Referred
from bidewell.records.models.person import Person
from bidewell.records.models.program import Program


class ImportBatch(Referred):
    """One folder taken in. `digest` of its files makes a second import of the same folder change nothing."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="imports")
    source = models.CharField(max_length=300)  # the folder's name, without its path
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=20)  # see actions.importing.states
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    report = models.JSONField(default=dict, blank=True)  # see actions.importing.report

    class Meta:
        indexes = [models.Index(fields=["program", "-started_at"])]


class ImportedRow(models.Model):
    """One row that an import made or changed. `before` is empty where the row was new."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    table = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "table"])]


class UnmatchedRow(models.Model):
    """A row of an export that points to nothing we know. It is listed, and tried again with the next import.

    `content` holds its cells as text, so that it can be: the export it came with may be gone by then.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="unmatched")
    table = models.CharField(max_length=40)
    row = models.PositiveIntegerField()
    reason = models.CharField(max_length=60)
    content = models.JSONField(default=dict, blank=True)
    resolved_by = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(row__gte=1), name="unmatched_row_has_a_number")]
