"""Many old rows deleted a batch at a time: no transaction is long, and a run that was cut off has done some of it."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet


def delete_in_batches(old: QuerySet[Any], rows_at_once: int) -> int:
    """Delete the rows and what hangs on them. Returns how many rows there were."""
    return sum(_batches(old, rows_at_once))


def _batches(old: QuerySet[Any], rows_at_once: int) -> Iterator[int]:
    while batch := list(old.values_list("pk", flat=True)[:rows_at_once]):
        with transaction.atomic():
            old.model._default_manager.filter(pk__in=batch).delete()
        yield len(batch)
