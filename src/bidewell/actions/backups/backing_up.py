"""Making a backup, of one moment, and checking one."""

import zipfile
from datetime import datetime
from pathlib import Path

from bidewell import __version__
from bidewell.actions import schema
from bidewell.actions.backups.archive import (
    Manifest,
    lines_of,
    member,
    new_archive,
    open_member,
    opened,
    refusing_what_is_damaged,
    write_manifest,
)
from bidewell.actions.backups.cells import line_of
from bidewell.actions.backups.refusal import BackupRefused
from bidewell.actions.backups.tables import Table, Tally, carried_tables
from bidewell.progress import Progress
from bidewell.records.one_moment import one_moment


def make_backup(path: Path, *, at: datetime, progress: Progress) -> Manifest:
    """Write everything as it is at one moment to an archive. Pages go on being served and saved meanwhile.

    An installation that is not upgraded yet is backed up as it is.
    """
    schema.refuse_newer_database()
    steps = schema.applied_steps()
    with new_archive(path) as archive, one_moment():
        tallies = [_write(archive, table, progress) for table in carried_tables(schema.models_as_of(steps))]
        told = {tally.table.name: tally.as_data() for tally in tallies}
        manifest = Manifest(__version__, at.isoformat(), steps, told)
        write_manifest(archive, manifest)
    return manifest


def check_backup(path: Path, progress: Progress) -> Manifest:
    """Read an archive whole and compare each table with the manifest. Raises BackupRefused; no database is touched."""
    with opened(path) as (archive, manifest):
        refuse_unknown_steps(manifest)
        refuse_damaged(archive, manifest, progress)
        return manifest


def refuse_unknown_steps(manifest: Manifest) -> None:
    if not schema.are_known(manifest.steps):
        raise BackupRefused(
            f"The backup was made by Bidewell {manifest.bidewell}, which is newer than this one. Install that version."
        )


def refuse_damaged(archive: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> None:
    """Every table there, every row as it was written."""
    tables = carried_tables(schema.models_as_of(manifest.steps))
    if {table.name for table in tables} != set(manifest.tables):
        raise BackupRefused("The backup does not have the tables it should have; nothing was changed.")
    for table in tables:
        progress(f"checking {table.name}")
        refuse_different(_tally(archive, table), manifest, "the backup is damaged")


def refuse_different(tally: Tally, manifest: Manifest, otherwise: str) -> None:
    """A count or a digest that is not the manifest's means: do not trust any of it."""
    if tally.as_data() != manifest.tables[tally.table.name]:
        raise BackupRefused(f"{tally.table.name} is not as it was written: {otherwise}; nothing was changed.")


def _tally(archive: zipfile.ZipFile, table: Table) -> Tally:
    tally = Tally(table)
    with refusing_what_is_damaged():
        for line in lines_of(archive, table.name):
            tally.add(line)
    return tally


def _write(archive: zipfile.ZipFile, table: Table, progress: Progress) -> Tally:
    progress(f"writing {table.name}")
    tally = Tally(table)
    with open_member(archive, member(table.name)) as file:
        for row in table.rows():
            line = line_of(row)
            tally.add(line)
            file.write(line)
    return tally
