"""Saving what two people may have open at once: the second is told, and nothing is overwritten."""

from collections.abc import Iterable

from django.db.models import F

from bidewell.actions.refusals import ChangedMeanwhile
from bidewell.records.fields import Versioned


def save_unless_changed(row: Versioned, columns: Iterable[str], version: int) -> None:
    """Write the columns if the row still is at `version`. Raises ChangedMeanwhile; call it inside a transaction."""
    values = {column: getattr(row, column) for column in columns}
    rows = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not rows.update(**values, version=F("version") + 1):
        raise ChangedMeanwhile
    row.version = version + 1
