"""What imports leave behind: what stood in rows before, rows that matched nothing, and the exports put away.

They hold answers, so a program's schedule holds for them too. An import whose traces are gone cannot be taken back.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

from bidewell.actions.deleting import delete_in_batches
from bidewell.actions.importing.inbox import REFUSED, TAKEN, inbox_of
from bidewell.actions.refusals import Refused
from bidewell.records.models import ImportedRow, Program, UnmatchedRow

ROWS_AT_ONCE = 5_000


def forget_imports(program: Program, before: datetime) -> int:
    """Delete the traces of imports begun before a moment, and the exports of that time. Returns how many there were."""
    changed = ImportedRow.objects.filter(batch__program=program, batch__started_at__lt=before)
    unmatched = UnmatchedRow.objects.filter(batch__program=program, batch__started_at__lt=before)
    rows = sum(delete_in_batches(old, ROWS_AT_ONCE) for old in (changed, unmatched))
    return rows + sum(_put_away_before(program, before))


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
