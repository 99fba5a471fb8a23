"""Who asked about a client, and what was answered. The default is to refuse."""

from django.db import models

from bidewell.records.fields import Referred
from bidewell.records.models.client import Client
from bidewell.records.models.person import Person
from bidewell.records.models.program import Program


class Request(Referred):
    """A request from a court, probation, a family or a payer. No forecast or rating is ever part of an answer."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="requests")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="requests")
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=40)  # court, probation, family, payer, employer, other
    answer = models.CharField(max_length=40)  # refused, attendance_only, referred_to_counsel
    note = models.TextField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["program", "-asked_on"])]
