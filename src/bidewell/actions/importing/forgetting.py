"""What imports leave behind: what stood in rows before, rows that matched nothing, and the exports put away.

They hold answers, so a program's schedule holds for them too. An import whose traces are gone cannot be taken back.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import QuerySet

from bidewell.actions.importing.inbox import REFUSED, TAKEN, inbox_of
from bidewell.actions.refusals import Refused
from bidewell.records.models import ImportedRow, Program, UnmatchedRow

ROWS_AT_ONCE = 5_000


def forget_imports(program: Program, before: datetime) -> int:
    """Delete the traces of imports begun before a moment, and the exports of that time. Returns how many there were."""
    rows = sum(_deleted(ImportedRow.objects.filter(batch__program=program, batch__started_at__lt=before)))
    unmatched = sum(_deleted(UnmatchedRow.objects.filter(batch__program=program, batch__started_at__lt=before)))
    return rows + unmatched + sum(_put_away_before(program, before))


def _deleted(old: QuerySet[ImportedRow] | QuerySet[UnmatchedRow]) -> Iterator[int]:
    while batch := list(old.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        with transaction.atomic():
            old.model._default_manager.filter(pk__in=batch).delete()
        yield len(batch)


def _put_away_before(program: Program, before: datetime) -> Iterator[int]:
    """Exports and reports that were last written before the moment. A link is removed, never followed."""
    try:
        inbox = inbox_of(program)
    except Refused:  # the data manager's page says so; the program has no folder that could be trusted
        return
    for folder in (inbox / TAKEN, inbox / REFUSED):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if datetime.fromtimestamp(path.lstat().st_mtime, UTC) >= before:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
            yield 1
