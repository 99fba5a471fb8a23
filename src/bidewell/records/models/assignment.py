"""Which therapist an episode is with, and who covers for whom. Covering always ends."""

from django.db import models

from bidewell.records.fields import Referred, not_after
from bidewell.records.models.episode import Episode
from bidewell.records.models.membership import Membership
from bidewell.records.models.person import Person


class Assignment(models.Model):
    """From one day to another; a shared caseload is two rows."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="assignments")
    therapist = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="assignments")
    from_day = models.DateField()
    to_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [not_after("from_day", "to_day", "assignment_ends_after_it_begins")]
        indexes = [models.Index(fields=["therapist", "to_day"]), models.Index(fields=["episode", "from_day"])]


class Cover(Referred):
    """One therapist sees another's caseload for a stretch of days."""

    covered = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="covers")
    covering = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="covering")
    from_day = models.DateField()
    to_day = models.DateField()
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            not_after("from_day", "to_day", "cover_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~models.Q(covered=models.F("covering")), name="cover_is_for_somebody_else"
            ),
        ]
