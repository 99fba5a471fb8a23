"""A program: an organisation's treatment offer, and how it wants Bidewell to behave."""

from datetime import time

from django.db import models
from django.db.models import Q

from bidewell.records.fields import Referred, Versioned


class Program(Referred, Versioned):
    """What `program.toml` says of a program, and what only the clinic needs."""

    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64)
    is_demo = models.BooleanField(default=False)
    continuous_exposure = models.BooleanField(default=False)
    default_planned_interval_days = models.PositiveIntegerField(default=7)
    ending_codes = models.JSONField(default=dict, blank=True)
    status_codes = models.JSONField(default=dict, blank=True)
    factor_kinds = models.JSONField(default=dict, blank=True)
    # The last day the imported records speak of; the clinic's own days follow the clock.
    extract_date = models.DateField(null=True, blank=True)

    staff_word = models.CharField(max_length=20, default="therapist")  # or counselor
    default_language = models.CharField(max_length=10, default="en")
    # By language; empty where the shipped words stand. The program's counsel edits the promise.
    promise = models.JSONField(default=dict, blank=True)
    crisis_line = models.JSONField(default=dict, blank=True)
    safety_note = models.JSONField(default=dict, blank=True)
    you_said_we_did = models.JSONField(default=dict, blank=True)

    quiet_from = models.TimeField(default=time(20))
    quiet_to = models.TimeField(default=time(8))
    link_valid_hours = models.PositiveIntegerField(default=72)
    keep_answers_days = models.PositiveIntegerField(default=2190)
    keep_forecasts_days = models.PositiveIntegerField(default=730)
    keep_free_text_days = models.PositiveIntegerField(default=365)
    private_window_days = models.PositiveIntegerField(default=30)
    use_policy_signed_on = models.DateField(null=True, blank=True)
    requests_text = models.JSONField(default=dict, blank=True)
    # The folder below the installation's inbox in which the nightly export appears; empty: none is watched.
    watched_folder = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="program_name_is_its_own"),
            models.CheckConstraint(
                condition=Q(default_planned_interval_days__gte=1), name="program_planned_interval_is_a_day_or_more"
            ),
        ]

    def __str__(self) -> str:
        return self.name
