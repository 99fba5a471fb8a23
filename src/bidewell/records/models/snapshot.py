"""Where each open episode stands: what the caseload shows, kept ready so that a page asks for few rows.

Written only by `actions.snapshots`. `stale_since` says that something has happened since the forecast was made; the
worker looks for it, so a check-in or a no-show needs no queue of its own and nothing is lost where a process dies.
"""

from django.db import models

from bidewell.records.models.episode import Episode
from bidewell.records.models.fit import Forecast


class Snapshot(models.Model):
    """One row an episode. Everything here can be made anew from the other tables."""

    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, primary_key=True, related_name="snapshot")
    is_open = models.BooleanField()
    last_contact_on = models.DateField(null=True, blank=True)
    next_session_at = models.DateTimeField(null=True, blank=True)
    # The latest one planned in a session, else the episode's, else the program's.
    planned_interval_days = models.FloatField(default=7.0)
    contacts = models.PositiveIntegerField(default=0)
    missed_since_contact = models.PositiveIntegerField(default=0)
    last_check_in_at = models.DateTimeField(null=True, blank=True)
    # The latest ratings that the therapist may see, oldest first: [[day, value], ...]. A missed session between
    # them is a day without a value.
    ratings = models.JSONField(default=list, blank=True)
    has_new_information = models.BooleanField(default=False)
    forecast = models.ForeignKey(Forecast, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The filter's state that the forecast went on from (`engine.kept_states`), and the next one goes on from: what it
    # stands on is written in it, and where that no longer holds the history is filtered anew.
    filter_state = models.JSONField(null=True, blank=True)
    stale_since = models.DateTimeField(null=True, blank=True)
    refreshed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["stale_since"], condition=models.Q(stale_since__isnull=False), name="snapshot_stale")
        ]
