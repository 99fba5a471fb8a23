"""A group: several clients in one session, with a short code to check in by."""

from django.db import models

from bidewell.records.fields import Referred
from bidewell.records.models.program import Program


class Group(Referred):
    """Known by its name in the records."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "name"], name="group_name_is_its_own_in_a_program")]

    def __str__(self) -> str:
        return self.name
