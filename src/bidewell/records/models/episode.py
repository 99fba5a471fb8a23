"""An episode of care: one stretch of care of one client, from referral or start to its ending."""

from django.db import models
from django.db.models import Q

from bidewell.records.fields import KEY_LENGTH, Referred, Versioned
from bidewell.records.models.client import Client
from bidewell.records.models.program import Program
from bidewell.records.models.site import Site


class Episode(Referred, Versioned):
    """Columns are those of the records format. How it ended stands in `Ending`, so that nothing is overwritten."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="episodes")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="episodes")
    key = models.CharField(max_length=KEY_LENGTH)
    # The name of the program as the records have it, where a folder holds several.
    program_in_records = models.CharField(max_length=200, null=True, blank=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="episodes")
    previous = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="next")
    level_of_care = models.CharField(max_length=200, null=True, blank=True)
    payer = models.CharField(max_length=200, null=True, blank=True)
    referral_source = models.CharField(max_length=200, null=True, blank=True)
    referred_on = models.DateField(null=True, blank=True)
    first_offered_on = models.DateField(null=True, blank=True)
    observed_from = models.DateField(null=True, blank=True)
    start = models.DateField(null=True, blank=True)
    prior_episodes = models.PositiveIntegerField(null=True, blank=True)
    planned_interval_days = models.FloatField(null=True, blank=True)
    # A return date the client gave; until it has passed, silence is not yet leaving.
    promised_return_on = models.DateField(null=True, blank=True)
    # Further columns of the records, by name: they are kept and given back.
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "key"], name="episode_key_is_its_own_in_a_program"),
            models.CheckConstraint(
                condition=Q(planned_interval_days=None)
                | Q(planned_interval_days__gte=0.5, planned_interval_days__lte=366),
                name="episode_planned_interval_is_possible",
            ),
        ]
        indexes = [models.Index(fields=["client", "start"])]

    def __str__(self) -> str:
        return "an episode"
