"""A folder of a program that is not here yet: the program is made from its program.toml, then the folder taken in."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from bidewell.actions.auditing import note
from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.reading import read_export
from bidewell.actions.importing.report import ImportReport
from bidewell.actions.importing.states import ImportState
from bidewell.exchange.program_file import read_settings
from bidewell.progress import Progress, quietly
from bidewell.records.models import Person, Program


def import_as(
    name: str | None,
    folder: Path,
    *,
    by: Person | None,
    at: datetime,
    dry_run: bool = False,
    progress: Progress = quietly,
) -> ImportReport:
    """Take a folder into the program of this name, or of the one in program.toml; it is made where it is missing."""
    settings = read_settings(folder)[0]
    program = Program.objects.filter(name=name or settings.name).first()
    if program is not None:
        return import_folder(program, folder, by=by, at=at, dry_run=dry_run, progress=progress)
    program = Program(name=name or settings.name, time_zone=settings.time_zone, is_demo=settings.demo)
    reading = read_export(program, folder)
    if not reading.is_readable:
        return ImportReport(ImportState.REFUSED, program=program.name, problems=reading.problems)
    with transaction.atomic():
        program.save()
        note("program_made", program, by=by, at=at, program=program)
        if dry_run:
            report = import_folder(program, folder, by=by, at=at, dry_run=True, progress=progress)
            transaction.set_rollback(True)
            return report
    return import_folder(program, folder, by=by, at=at, progress=progress)
