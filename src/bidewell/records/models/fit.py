"""Fitted programs and the forecasts made with them. A forecast is pinned to the fit, and a fit to its version."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from bidewell.records.fields import Referred
from bidewell.records.models.episode import Episode
from bidewell.records.models.program import Program


class WhyNot(StrEnum):
    """Why a fit in use counts as none: the worker made no forecast with it."""

    EARLIER_FORM = "earlier_form"
    OTHER_SCALE = "other_scale"


class Fit(Referred):
    """A saved program (`exchange.saved_model`) as one zip archive, readable without our code. No client is in it."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="fits")
    made_at = models.DateTimeField()
    bidewell = models.CharField(max_length=40)  # the version that fitted
    definition = models.CharField(max_length=100)
    digest = models.CharField(max_length=128)  # of the records it was fitted to
    seed = models.BigIntegerField()
    cut = models.DateField()
    clients = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    has_alliance = models.BooleanField()
    is_trusted = models.BooleanField()
    artefact = models.BinaryField()
    # The report's document of that day without its clients: what the director reads.
    document = models.JSONField(default=dict, blank=True)
    is_in_use = models.BooleanField(default=False)
    counts_as_none = models.CharField(max_length=40, blank=True, default="")  # why (WhyNot), as the worker found last

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program"], condition=Q(is_in_use=True), name="program_uses_one_fit")
        ]


class Forecast(models.Model):
    """What was said of one client on one day. `document` holds, by language, the entry of the report's document."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="forecasts")
    fit = models.ForeignKey(Fit, on_delete=models.CASCADE, related_name="forecasts")
    as_of = models.DateField()
    made_at = models.DateTimeField()
    stayed = models.FloatField()  # chance of staying a month
    low = models.FloatField()
    high = models.FloatField()
    typical = models.FloatField()
    state = models.CharField(max_length=40)
    document = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=0, low__lte=models.F("high"), high__lte=1), name="forecast_interval_is_one"
            )
        ]
        indexes = [models.Index(fields=["episode", "-made_at"])]
