"""Folders of records into an installation and out of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bidewell.clinic.installation import ready
from bidewell.exchange.file_format import FileFormat
from bidewell.progress import Progress, quietly

if TYPE_CHECKING:
    from bidewell.actions.exporting import Export
    from bidewell.actions.importing.report import ImportReport


def import_records(
    folder: Path,
    program: str | None = None,
    home: Path | None = None,
    dry_run: bool = False,
    progress: Progress = quietly,
) -> ImportReport:
    """Take a folder of records into the program of this name, or of the one in its program.toml.

    A program that is not here yet is made. A folder with errors changes nothing: the report's state is `refused`, and
    it lists them. With `dry_run` nothing is kept but what is returned.
    """
    ready(home)
    from django.utils import timezone

    from bidewell.actions.importing.new_programs import import_as
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    return import_as(program, folder, by=None, at=timezone.now(), dry_run=dry_run, progress=progress)


def undo_import(batch: str, home: Path | None = None) -> None:
    """Take an import back, by the reference its report has. Raises Refused where something builds on it by now."""
    ready(home)
    from django.utils import timezone

    from bidewell.actions.importing import undoing
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    undoing.undo_import(undoing.named_batch(batch), by=None, at=timezone.now())


def export_records(program: str, out: Path, home: Path | None = None, file_format: FileFormat = "csv") -> Export:
    """Write a program's records as a folder, which must be new or empty. No free text and no forecast is in it.

    Returns the folder and what `check` says of it. Raises Refused where there is no program of this name.
    """
    ready(home)
    from django.utils import timezone

    from bidewell.actions import exporting
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    found = exporting.named_program(program)
    return exporting.export_records(found, out, by=None, at=timezone.now(), file_format=file_format)
