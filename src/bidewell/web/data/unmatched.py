"""Rows of exports that point to nothing here: where they stand in their file and why, without what they hold."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission
from bidewell.records.unmatched import waiting
from bidewell.web.data.programs import chosen_program, own_programs
from bidewell.web.data.words import REASONS, TABLES
from bidewell.web.pages import page

SHOWN = 100


@page(Permission.MANAGE_DATA)
def unmatched(request: HttpRequest) -> HttpResponse:
    program = chosen_program(request)
    rows = waiting(program).select_related("batch").defer("content")
    part = Paginator(rows.order_by("-batch_id", "table", "row"), SHOWN).get_page(request.GET.get("page"))
    listed = [
        {"row": one, "table": TABLES.get(one.table, one.table), "reason": REASONS.get(one.reason, one.reason)}
        for one in part
    ]
    shown = {"program": program, "programs": own_programs(request), "rows": listed, "part": part, "here": "unmatched"}
    return render(request, "data/unmatched.html", shown)
