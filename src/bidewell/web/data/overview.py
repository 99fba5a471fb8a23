"""The data manager's first page: what came in, what is running, what waits to be looked at."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.actions.importing.inbox import REFUSED, exports_in, inbox_of
from bidewell.actions.importing.watching import IMPORT
from bidewell.actions.jobs.states import UNFINISHED
from bidewell.actions.merging import merged_clients
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission
from bidewell.records.models import ImportBatch, Job, Program
from bidewell.records.unmatched import waiting
from bidewell.web.data.programs import chosen_program, own_programs
from bidewell.web.data.words import STATES, step
from bidewell.web.pages import page

SHOWN = 20


@page(Permission.MANAGE_DATA)
def data(request: HttpRequest) -> HttpResponse:
    program = chosen_program(request)
    batches = ImportBatch.objects.filter(program=program).select_related("started_by").order_by("-id").defer("report")
    shown: dict[str, Any] = {
        "program": program, "programs": own_programs(request), "here": "data",
        "imports": [{"batch": one, "state": STATES.get(one.state)} for one in batches[:SHOWN]],
        "jobs": _jobs(program),
        "unmatched": waiting(program).count(),
        "merged": merged_clients(program).count(),
        **_watched(program),
    }  # fmt: skip
    return render(request, "data/data.html", shown)


def _jobs(program: Program) -> list[dict[str, Any]]:
    jobs = Job.objects.filter(program=program, kind=IMPORT).order_by("-id")
    running = [{"job": one, "step": step(one.words)} for one in jobs.filter(state__in=UNFINISHED)]
    last = jobs.first()
    return running or ([{"job": last, "step": ""}] if last is not None and last.state in ("failed", "stopped") else [])


def _watched(program: Program) -> dict[str, Any]:
    try:
        inbox = inbox_of(program)
    except Refused as refusal:
        return {"wrong_folder": str(refusal)}
    refused = inbox / REFUSED
    reports = list(refused.glob("*.report.json")) if refused.is_dir() else []
    return {"waiting": [path.name for path in exports_in(inbox)], "refused": len(reports)}
