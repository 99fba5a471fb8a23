"""Saving what two people may have open at once: the second is told, and nothing is overwritten.

Whoever writes several rows of an episode holds the episode first. One order for all: nobody waits in a circle.
"""

from collections.abc import Iterable

from django.db.models import F

from bidewell.actions.refusals import ChangedMeanwhile
from bidewell.records.fields import Versioned
from bidewell.records.models import Episode


def save_unless_changed(row: Versioned, columns: Iterable[str], version: int) -> None:
    """Write the columns if the row still is at `version`. Raises ChangedMeanwhile; call it inside a transaction."""
    values = {column: getattr(row, column) for column in columns}
    rows = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not rows.update(**values, version=F("version") + 1):
        raise ChangedMeanwhile
    row.version = version + 1


def hold_episodes(ids: Iterable[int]) -> None:
    """Whoever else would change something of these episodes waits until the transaction ends."""
    held = Episode.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    list(held.values_list("pk", flat=True))
