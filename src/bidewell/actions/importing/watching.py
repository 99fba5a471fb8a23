"""Jobs of the inbox: looking for complete exports every few minutes, and taking them in.

Looking must be light, so what reads records is imported only when there is something to read.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from bidewell.actions.importing.archives import ArchiveRefused
from bidewell.actions.importing.inbox import (
    REFUSED,
    TAKEN,
    WORKING,
    clear_unpacked,
    complete_exports,
    exports_in,
    inbox_of,
    move,
    named_exports,
    opened,
    put_away,
)
from bidewell.actions.jobs.asking import ask_for
from bidewell.actions.jobs.running import place_of
from bidewell.actions.refusals import Refused
from bidewell.progress import Progress
from bidewell.records.models import Job, Program

if TYPE_CHECKING:
    from bidewell.actions.importing.report import ImportReport

IMPORT = "import_watched"


def watch_inbox(job: Job, progress: Progress, at: datetime) -> str | None:
    """Look into the watched folder of every program, and ask for what is complete to be taken in."""
    found = 0
    for program in Program.objects.exclude(watched_folder="").order_by("pk"):
        try:
            folder = inbox_of(program)
        except Refused:  # the data manager's page says so; other programs go on
            continue
        if waiting := [*exports_in(folder / WORKING), *complete_exports(folder, at)]:
            found += len(waiting)
            ask_for(IMPORT, program=program, at=at)
    return f"{found} found" if found else None


def import_watched(job: Job, progress: Progress, at: datetime) -> str | None:
    """Take in what is complete in a program's inbox, or the one export that was asked for.

    What a process that died was at lies in `working` and is taken in again; that changes nothing where it had finished.
    """
    assert job.program is not None
    inbox = inbox_of(job.program)
    clear_unpacked(inbox / WORKING)
    if job.argument.get("dry_run"):
        return _try(job, inbox, progress, at)
    states = [_take(job, inbox, export, progress, at) for export in _waiting(job, inbox, at)]
    return ", ".join(states) or None


def _waiting(job: Job, inbox: Path, at: datetime) -> Iterator[Path]:
    assert job.program is not None
    yield from exports_in(inbox / WORKING)
    if (asked := job.argument.get("export")) is None:
        yield from complete_exports(inbox, at)
    elif asked in (known := named_exports(job.program)):
        yield known[asked]


def _take(job: Job, inbox: Path, export: Path, progress: Progress, at: datetime) -> str:
    """Deal with one export and put it away. One that cannot be read at all is put away too: others wait behind it."""
    claimed = export if export.parent.name == WORKING else move(export, inbox / WORKING)
    try:
        report = _read(job, inbox, claimed, progress, at, dry_run=False)
    except (OperationalError, InterfaceError):  # the database is away or held; the next look takes it in again
        raise
    except Exception as error:  # put away, so that it holds up no other export, and raised again
        put_away(claimed, inbox / REFUSED, {"state": "refused", "error": place_of(error)}, at)
        raise
    put_away(claimed, inbox / (TAKEN if report.is_accepted else REFUSED), report.as_data(), at)
    return str(report.state)


def _try(job: Job, inbox: Path, progress: Progress, at: datetime) -> str:
    from bidewell.actions.importing.folders import keep_trial

    assert job.program is not None
    asked = str(job.argument.get("export"))
    known = named_exports(job.program)
    if asked not in known:
        raise Refused(_("That export is no longer in the inbox. Choose another one."))
    report = _read(job, inbox, known[asked], progress, at, dry_run=True)
    keep_trial(job.program, asked, report, by=job.asked_by, at=at)
    return str(report.state)


def _read(job: Job, inbox: Path, export: Path, progress: Progress, at: datetime, dry_run: bool) -> "ImportReport":
    from bidewell.actions.importing.folders import import_folder, refuse_export
    from bidewell.actions.importing.report import ImportReport
    from bidewell.actions.importing.states import ImportState
    from bidewell.exchange.problem_kinds import found

    program: Program | None = job.program
    assert program is not None
    try:
        with opened(export, inbox / WORKING) as folder:
            return import_folder(
                program, folder, by=job.asked_by, at=at, dry_run=dry_run, progress=progress, source=export.name
            )
    except ArchiveRefused:
        expected = "a folder or .zip with program.toml and the tables beside it, and without links or further folders"
        problem = found("unreadable_file", file=export.name, expected=expected)
        if dry_run:
            return ImportReport(ImportState.REFUSED, program=program.name, problems=(problem,))
        return refuse_export(program, export.name, (problem,), by=job.asked_by, at=at)
