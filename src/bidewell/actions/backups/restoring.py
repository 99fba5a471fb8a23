"""Restoring a backup: into an empty database, in one transaction, with every row read back and compared."""

import json
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, transaction

from bidewell.actions import schema
from bidewell.actions.backups.archive import Manifest, lines_of, opened
from bidewell.actions.backups.backing_up import refuse_damaged, refuse_different, refuse_unknown_steps
from bidewell.actions.backups.cells import line_of
from bidewell.actions.backups.refusal import BackupRefused
from bidewell.actions.backups.tables import Table, Tally, carried_tables
from bidewell.progress import Progress


def restore(path: Path, *, progress: Progress) -> Manifest:
    """Fill an empty database from an archive. Its tables are made as of the archive; an upgrade may follow."""
    with opened(path) as (archive, manifest):
        refuse_unknown_steps(manifest)
        refuse_damaged(archive, manifest, progress)
        _refuse_other_steps(manifest)
        progress("making the tables")
        schema.take_steps(manifest.steps)
        tables = carried_tables(schema.models_as_of(manifest.steps))
        with transaction.atomic():
            _refuse_rows(tables)
            for table in tables:
                progress(f"filling {table.name}")
                table.insert(map(json.loads, lines_of(archive, table.name)))
            _count_on(tables)
            _refuse_unless_it_reads_back(tables, manifest, progress)
    return manifest


def _refuse_other_steps(manifest: Manifest) -> None:
    if not set(schema.applied_steps()) <= set(manifest.steps):
        raise BackupRefused(
            "The database has been brought further than the backup. Restore into a new, empty one: an empty home "
            "folder, or a PostgreSQL database without tables."
        )


def _refuse_rows(tables: tuple[Table, ...]) -> None:
    if any(table.model._base_manager.exists() for table in tables):
        raise BackupRefused("The database already holds something. A backup is only restored into an empty one.")


def _count_on(tables: tuple[Table, ...]) -> None:
    """The next row gets the next number. SQLite sees to this by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)


def _refuse_unless_it_reads_back(tables: tuple[Table, ...], manifest: Manifest, progress: Progress) -> None:
    for table in tables:
        progress(f"reading back {table.name}")
        tally = Tally(table)
        for row in table.rows():
            tally.add(line_of(row))
        refuse_different(tally, manifest, "this database does not hold it as the other did")
