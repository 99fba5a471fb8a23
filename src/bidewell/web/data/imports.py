"""Taking records in: choose an export or send one, try it, read the report, take it in, take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bidewell.actions.importing.inbox import UPLOADED, named_exports
from bidewell.actions.importing.states import ImportState
from bidewell.actions.importing.taking_back import ask_to_take_back, last_try
from bidewell.actions.importing.undoing import can_be_undone
from bidewell.actions.importing.uploading import LARGEST_UPLOAD, keep_upload
from bidewell.actions.importing.watching import IMPORT
from bidewell.actions.jobs.asking import ask_for
from bidewell.actions.jobs.states import UNFINISHED
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission, programs_for
from bidewell.records.models import ImportBatch, Program
from bidewell.web.data.programs import chosen_program, own_programs
from bidewell.web.data.words import STATES, TABLES
from bidewell.web.pages import page, visit


@page(Permission.MANAGE_DATA)
def imports(request: HttpRequest) -> HttpResponse:
    """What may be taken in."""
    program = chosen_program(request)
    shown = {
        "program": program, "programs": own_programs(request), "here": "imports", "exports": _exports(program),
        "largest": LARGEST_UPLOAD // 2**20, "inbox": program.watched_folder or str(program.ref),
    }  # fmt: skip
    return render(request, "data/imports.html", shown)


@page(Permission.MANAGE_DATA, methods=("POST",))
def import_start(request: HttpRequest) -> HttpResponse:
    """Ask for one export to be tried, or taken in; the worker does it."""
    program, seen = chosen_program(request), visit(request)
    export = request.POST.get("export", "")
    if export not in _exports(program):
        messages.error(request, _("That export is no longer in the inbox. Choose another one."))
        return redirect(_of(program, "imports"))
    wanted = {"export": export, "dry_run": request.POST.get("what") != "take"}
    job = ask_for(IMPORT, program=program, at=seen.at, by=seen.person, argument=wanted)
    if job.argument != wanted:
        messages.warning(request, _("Another import is running. Wait for it, then try again."))
    else:
        messages.success(request, _("It has begun. Its report will be in the list below."))
    return redirect(_of(program, "data"))


@page(Permission.MANAGE_DATA, methods=("POST",))
def import_upload(request: HttpRequest) -> HttpResponse:
    """Keep a .zip in the inbox."""
    program, seen = chosen_program(request), visit(request)
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        messages.error(request, _("Choose a .zip file first."))
        return redirect(_of(program, "imports"))
    try:
        keep_upload(program, sent.name or "", sent.size or 0, sent.chunks(), by=seen.person, at=seen.at)
        messages.success(request, _("It is in the inbox. Try it before you take it in."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_of(program, "imports"))


@page(Permission.MANAGE_DATA)
def import_report(request: HttpRequest, batch: UUID) -> HttpResponse:
    """What one import did, or why it was refused."""
    found = _batch(request, batch)
    return render(request, "data/import_report.html", _report(found))


@page(Permission.MANAGE_DATA, methods=("POST",))
def import_undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Ask for one import to be taken back; the worker does it."""
    found, seen = _batch(request, batch), visit(request)
    if not can_be_undone(found):
        messages.error(request, _("This import cannot be taken back any more."))
    elif not ask_to_take_back(found, by=seen.person, at=seen.at):
        messages.warning(request, _("Another import is being taken back. Wait for it, then try again."))
    return redirect("import_report", found.ref)


def _exports(program: Program) -> list[str]:
    try:
        return list(named_exports(program))
    except Refused:  # the watched folder is none; the overview says so
        return []


def _batch(request: HttpRequest, ref: UUID) -> ImportBatch:
    seen = visit(request)
    programs = programs_for(seen.person, Permission.MANAGE_DATA, seen.day)
    rows = ImportBatch.objects.select_related("program", "started_by")
    return get_object_or_404(rows, ref=ref, program__in=programs)


def _report(batch: ImportBatch) -> dict[str, Any]:
    report = batch.report
    tables = report.get("tables", {}).items()
    rows = [{"name": TABLES.get(name, name), **counts} for name, counts in tables if any(counts.values())]
    problems = report.get("problems", [])
    known = _exports(batch.program)
    taking_back = last_try(batch)
    source = next((name for name in (batch.source, f"{UPLOADED}/{batch.source}") if name in known), None)
    return {
        "batch": batch, "program": batch.program, "state": STATES.get(batch.state), "rows": rows,
        "errors": [one for one in problems if one["severity"] == "error"],
        "warnings": [one for one in problems if one["severity"] == "warning"],
        "unmatched": sum(report.get("unmatched", {}).values()), "resolved": report.get("resolved", 0),
        "can_be_undone": can_be_undone(batch), "taking_back": taking_back,
        "is_being_taken_back": taking_back is not None and taking_back.state in UNFINISHED,
        "source": source if batch.state == ImportState.TRIED else None,
    }  # fmt: skip


def _of(program: Program, name: str) -> str:
    return f"{reverse(name)}?of={program.ref}"
