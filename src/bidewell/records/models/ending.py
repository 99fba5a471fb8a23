"""How episodes ended: who recorded it and when. A client who returns withdraws an ending; nothing is overwritten."""

from django.db import models
from django.db.models import Q

from bidewell.domain.endings import Ending as EndingKind
from bidewell.records.fields import code_field
from bidewell.records.models.episode import Episode
from bidewell.records.models.person import Person


class Ending(models.Model):
    """The ending in force is the one that is not withdrawn. `kind` may be empty: an end day without a recorded way."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="endings")
    on = models.DateField(null=True, blank=True)
    kind = code_field(EndingKind, null=True, blank=True)
    judged_by = models.CharField(max_length=200, null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.CharField(max_length=40, blank=True)  # returned, corrected

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=None) | Q(kind__in=[kind.value for kind in EndingKind]), name="ending_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(withdrawn_at=None), name="episode_has_one_ending_in_force"
            ),
        ]
