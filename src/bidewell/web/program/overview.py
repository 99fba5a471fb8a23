"""The director's page: counts by month and what the last fit tells. Never one client, never a therapist."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.analysis.description.median import Median, median
from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.engine.survival.estimates import Estimate, proportion
from bidewell.records import aggregates
from bidewell.records.access import Permission
from bidewell.records.aggregates import CHECK_IN_CELLS, SESSION_CELLS, Part
from bidewell.records.care_by_month import LEAVING_CELLS, ByMonth, Care, EndingGroup, care_by_month
from bidewell.records.small_cells import Row
from bidewell.web.pages import page
from bidewell.web.program import words
from bidewell.web.program.first_months import first_months
from bidewell.web.program.months import MonthTable, month_table
from bidewell.web.program.told import fit_in_use, what_is_told
from bidewell.web.program.which import looked_at


@page(Permission.SEE_PROGRAM)
def program(request: HttpRequest) -> HttpResponse:
    """One page, read from top to bottom: now, what is told, then month by month."""
    looked = looked_at(request)
    care, fit = care_by_month(looked.part), fit_in_use(looked.program)
    context = {
        "program": looked.program, "part": looked.part, "others": looked.others, "care": care,
        "told": what_is_told(fit) if fit else None,
        "first_months": None if fit else first_months(care.entered_in_three_months),
        **_now(looked.part), **_by_month(looked.part, care), **_second_look(looked.part, care),
    }  # fmt: skip
    return render(request, "program/program.html", context)


def _now(part: Part) -> dict[str, Any]:
    return {
        "seconds": _typical_seconds(part),
        "not_delivered": aggregates.messages_not_delivered(part),
        "unmatched": aggregates.rows_unmatched(part),
    }


def _typical_seconds(part: Part) -> Median | None:
    """None while fewer than eleven clients have answered by themselves."""
    answered = aggregates.seconds_to_answer(part)
    people = {client for _, client in answered}
    return median([seconds for seconds, _ in answered]) if len(people) >= SMALLEST_SHOWN else None


def _by_month(part: Part, care: Care) -> dict[str, Any]:
    return {
        "sessions": month_table(aggregates.sessions_by_month(part), tuple(SESSION_CELLS), words.SESSIONS),
        "check_ins": month_table(aggregates.check_ins_by_month(part), tuple(CHECK_IN_CELLS), words.CHECK_INS),
        "leavings": _of_care(care.leavings, LEAVING_CELLS, words.LEAVINGS),
        "endings": _of_care(care.endings, tuple(EndingGroup), words.ENDINGS),
    }


def _of_care(found: ByMonth, kinds: Sequence[str], named: words.Words) -> MonthTable:
    return month_table(found.months, kinds, named, found.together)


def _second_look(part: Part, care: Care) -> dict[str, Any]:
    return {
        "agreed": _share(care.agreed_without_last_session),
        "short": _share(care.closed_short_of_window),
        "corrected": aggregates.endings_corrected(part),
        "late": aggregates.marked_late(part),
    }


def _share(row: Row) -> dict[str, Any]:
    """How many of how many, and of 100; nothing of 100 where a number is hidden."""
    so, of = row.cells[0], row.total
    share: Estimate | None = proportion(so.n, of.n) if so.n is not None and of.n else None
    return {"so": so, "of": of, "share": share}
