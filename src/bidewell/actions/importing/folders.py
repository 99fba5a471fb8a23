"""A folder of records taken into a program: all of it or nothing, whatever stops it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from bidewell.actions.auditing import note
from bidewell.actions.importing.check_ins import take_check_ins
from bidewell.actions.importing.described import take_instruments, take_settings
from bidewell.actions.importing.endings import take_endings
from bidewell.actions.importing.episodes import take_episodes
from bidewell.actions.importing.intake import TABLES, Intake, ids_by_key
from bidewell.actions.importing.matching import match
from bidewell.actions.importing.names import take_staff
from bidewell.actions.importing.reading import Reading, read_export
from bidewell.actions.importing.report import ImportReport
from bidewell.actions.importing.sessions import take_sessions
from bidewell.actions.importing.spells import take_assignments, take_factors
from bidewell.actions.importing.states import ImportState
from bidewell.actions.importing.unmatched import list_unmatched, placeable
from bidewell.actions.snapshots import touch
from bidewell.exchange.problems import Problem
from bidewell.exchange.raw_tables import ROW
from bidewell.progress import Progress, quietly
from bidewell.records import bulk
from bidewell.records.models import Answer, Episode, ImportBatch, Person, Program, Session, SessionStaff

_SOURCE_LENGTH = 300
_MANY = 10_000  # new rows after which a database's idea of its tables is out of date


def import_folder(
    program: Program,
    folder: Path,
    *,
    by: Person | None,
    at: datetime,
    dry_run: bool = False,
    progress: Progress = quietly,
    source: str = "",
) -> ImportReport:
    """Take in a folder; `source` is what it is called in the list of imports. A dry run reports and keeps nothing.

    The batch is written as running before anything else, and the records in one transaction after it: a process that
    dies leaves a batch that is reported as stopped, and nothing of its records. The same folder can then be taken in
    again.
    """
    progress("reading the records")
    reading = read_export(program, folder)
    batch = ImportBatch(
        program=program, source=(source or folder.resolve().name)[:_SOURCE_LENGTH], digest=reading.digest,
        state=ImportState.RUNNING, started_at=at, started_by=by,
    )  # fmt: skip
    if not reading.is_readable:
        return _refused(batch, reading.problems, dry_run)
    last = ImportBatch.objects.filter(program=program, state=ImportState.DONE).order_by("-id").first()
    if last is not None and last.digest == reading.digest:
        return ImportReport(ImportState.SAME, str(last.ref), program.name, problems=reading.problems)
    if dry_run:
        return _tried(batch, reading, progress)
    stop_lost(program, at=at)
    batch.save()
    return _done(batch, reading, progress)


def refuse_export(
    program: Program, source: str, problems: tuple[Problem, ...], *, by: Person | None, at: datetime
) -> ImportReport:
    """Keep in the list of imports that something could not even be read."""
    batch = ImportBatch(program=program, source=source[:_SOURCE_LENGTH], digest="", started_at=at, started_by=by)
    return _refused(batch, problems, dry_run=False)


def keep_trial(program: Program, source: str, report: ImportReport, *, by: Person | None, at: datetime) -> ImportBatch:
    """Keep the report of a dry run, so that a page can show it."""
    return ImportBatch.objects.create(
        program=program, source=source[:_SOURCE_LENGTH], digest="", state=report.state, started_at=at, ended_at=at,
        started_by=by, report=report.as_data(),
    )  # fmt: skip


def stop_lost(program: Program, *, at: datetime) -> int:
    """Report imports whose process died as stopped. One that still runs says so itself when it is done."""
    lost = ImportBatch.objects.filter(program=program, state=ImportState.RUNNING)
    return lost.update(state=ImportState.STOPPED, ended_at=at)


def _refused(batch: ImportBatch, problems: tuple[Problem, ...], dry_run: bool) -> ImportReport:
    kept = "" if dry_run else str(batch.ref)
    report = ImportReport(ImportState.REFUSED, kept, batch.program.name, problems=problems)
    if not dry_run:
        with transaction.atomic():
            _end(batch, report)
            note("import_refused", batch, by=batch.started_by, at=batch.started_at, program=batch.program)
    return report


def _tried(batch: ImportBatch, reading: Reading, progress: Progress) -> ImportReport:
    with transaction.atomic():
        batch.save()
        report = _written(batch, reading, progress)
        transaction.set_rollback(True)
    return replace(report, state=ImportState.TRIED, batch="")


def _done(batch: ImportBatch, reading: Reading, progress: Progress) -> ImportReport:
    try:
        with transaction.atomic():
            report = _written(batch, reading, progress)
            _end(batch, report)
            counts = {name: [table.new, table.changed] for name, table in report.tables.items()}
            note(
                "records_imported", batch, by=batch.started_by, at=batch.started_at, program=batch.program, rows=counts
            )
    except BaseException:
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.STOPPED, ended_at=batch.started_at)
        raise
    return report


def _end(batch: ImportBatch, report: ImportReport) -> None:
    batch.state, batch.report, batch.ended_at = report.state, report.as_data(), batch.started_at
    batch.save()


def _written(batch: ImportBatch, reading: Reading, progress: Progress) -> ImportReport:
    """Compare and write, inside the caller's transaction. Two imports into one program wait for each other."""
    program = Program.objects.select_for_update().get(pk=batch.program_id)
    settings = reading.records.settings
    is_older = program.extract_date is not None and settings.extract_date < program.extract_date
    intake = Intake(program, batch, settings, batch.started_at, adds_only=is_older, progress=progress)
    take_settings(intake)
    matched = match(program, {name: table.frame for name, table in reading.records.tables.items()})
    _take(intake, {name: _without_numbers(frame) for name, frame in matched.tables.items()})
    list_unmatched(intake, matched.unmatched)
    resolved = _take_what_waited(intake)
    progress("bringing the caseload up to date")
    if sum(table.new for table in intake.tables.values()) > _MANY:
        bulk.refresh_statistics((*TABLES.values(), SessionStaff, Answer))
    # What a program brings with it on its first day is history: it would mark every client as news, and so none.
    is_first = not ImportBatch.objects.filter(program=program, state=ImportState.DONE).exists()
    touch(intake.touched, at=batch.started_at, is_news=not is_first)
    return ImportReport(
        ImportState.DONE, str(batch.ref), program.name, dict(intake.tables),
        {name: rows.height for name, rows in matched.unmatched.items()}, resolved, reading.problems,
    )  # fmt: skip


def _take(intake: Intake, tables: Mapping[str, pl.DataFrame]) -> None:
    program, sessions = intake.program, tables["sessions"]
    intake.progress("writing episodes")
    staff = take_staff(intake, sessions, tables["assignments"])
    episodes = take_episodes(intake, tables["episodes"])
    take_endings(intake, tables["episodes"], episodes)
    pointed = pl.concat([frame["episode"] for frame in tables.values()])
    of_episode = ids_by_key(Episode, program, pointed)
    intake.progress("writing sessions")
    take_sessions(intake, sessions, of_episode, staff)
    intake.progress("writing check-ins")
    checkins = tables["checkins"]
    of_session = ids_by_key(Session, program, checkins["session"])
    take_check_ins(intake, checkins, of_episode, of_session, take_instruments(intake, checkins))
    intake.progress("writing assignments and factors")
    take_assignments(intake, tables["assignments"], of_episode, staff)
    take_factors(intake, tables["factors"], of_episode)


def _take_what_waited(intake: Intake) -> int:
    """Rows of earlier exports that can be placed now. They are older than what is here, so they change nothing."""
    placed = placeable(intake)
    if not any(frame.height for frame in placed.values()):
        return 0
    absent = {name: table.absent for name, table in intake.tables.items()}
    earlier = replace(intake, adds_only=True)
    _take(earlier, {name: _without_numbers(frame) for name, frame in placed.items()})
    for name, count in absent.items():
        intake.tables[name].absent = count
    return sum(frame.height for frame in placed.values())


def _without_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop(ROW)
