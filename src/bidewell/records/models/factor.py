"""What may go with staying: travel, rides, orders, motivation, and whatever a program adds."""

from django.db import models
from django.db.models import Q

from bidewell.records.fields import Referred, not_after
from bidewell.records.models.episode import Episode
from bidewell.records.models.person import Person


class Factor(Referred):
    """One factor of an episode over a stretch of days. No order details are kept: its kind, from and to."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="factors")
    name = models.CharField(max_length=100)
    value = models.CharField(max_length=200)
    from_day = models.DateField(null=True, blank=True)
    to_day = models.DateField(null=True, blank=True)
    reliability = models.FloatField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            not_after("from_day", "to_day", "factor_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(reliability=None) | Q(reliability__gt=0, reliability__lte=1),
                name="factor_reliability_is_a_share",
            ),
        ]
        indexes = [models.Index(fields=["episode", "name"])]
