"""Who does what in a program, from when to when. All access follows from these rows."""

from datetime import date

from django.db import models
from django.db.models import Q

from bidewell.domain.roles import Role
from bidewell.records.fields import KEY_LENGTH, Referred, code_field, holds_one_of, not_after
from bidewell.records.models.person import Person
from bidewell.records.models.program import Program
from bidewell.records.models.site import Site


class Membership(Referred):
    """A role of a person in a program. A therapist's `key` is the identifier in the records (sessions.staff)."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = code_field(Role)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True)  # empty: every site
    key = models.CharField(max_length=KEY_LENGTH, null=True, blank=True)
    supervisor = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="supervised_memberships"
    )
    from_day = models.DateField()
    to_day = models.DateField(null=True, blank=True)
    # Until this day a therapist's own numbers are seen by the therapist alone.
    private_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            holds_one_of("role", Role, "membership_role_is_known"),
            not_after("from_day", "to_day", "membership_ends_after_it_begins"),
            models.UniqueConstraint(fields=["program", "key"], name="membership_key_is_one_therapists"),
            models.UniqueConstraint(
                fields=["program", "person", "role"], condition=Q(to_day=None), name="membership_is_held_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "role"])]

    def is_in_force(self, day: date) -> bool:
        """Whether it is held on this day."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)

    def __str__(self) -> str:
        return f"{self.role} in {self.program_id}"
