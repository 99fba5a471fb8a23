"""A place or branch of a program."""

from django.db import models

from bidewell.records.fields import Referred
from bidewell.records.models.program import Program


class Site(Referred):
    """A site is known by its name within its program."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "name"], name="site_name_is_its_own_in_a_program")]

    def __str__(self) -> str:
        return self.name
