"""A group's session: all its members marked on one page."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bidewell.actions.attendance import Mark, mark_group
from bidewell.actions.refusals import Refused
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.time import program_day
from bidewell.records.access import Permission, sessions_for
from bidewell.records.models import Session
from bidewell.web.desk.day_list import rows_of, with_names
from bidewell.web.desk.words import CHOICES
from bidewell.web.pages import page, visit
from bidewell.web.shared.day_fields import LARGEST_VERSION

EVERYONE = "everyone"


@page(Permission.MARK_ATTENDANCE, methods=("GET", "POST"))
def group_attendance(request: HttpRequest, session: UUID) -> HttpResponse:
    """`session` is any member's place in the group's session."""
    seen = visit(request)
    reachable = sessions_for(seen.person, Permission.MARK_ATTENDANCE, seen.day)
    one = get_object_or_404(reachable.select_related("program", "group"), ref=session, group__isnull=False)
    members = with_names(reachable.filter(group=one.group, scheduled_at=one.scheduled_at))
    if request.method == "GET":
        return _shown(request, one, members)
    try:
        marks = list(_everyone_came(members) if EVERYONE in request.POST else _chosen(request, members))
        changed = mark_group(marks, by=seen.person, at=seen.at)
    except Refused as refused:
        return _shown(request, one, members.all(), str(refused), status=409)
    messages.success(request, ngettext("%(n)d person marked.", "%(n)d people marked.", changed) % {"n": changed})
    day = program_day(one.scheduled_at, one.program.time_zone)
    return redirect(f"{reverse('today')}?day={day.isoformat()}")


def _chosen(request: HttpRequest, members: QuerySet[Session]) -> Iterator[tuple[Session, Mark, int]]:
    for member in members:
        status = request.POST.get(f"status-{member.ref}", "")
        if status not in {one.value for one in SessionStatus}:
            continue
        is_same = status == member.status
        reason = (member.reason or "") if is_same else ""
        yield member, Mark(SessionStatus(status), reason), _version(request.POST.get(f"version-{member.ref}", ""))


def _everyone_came(members: QuerySet[Session]) -> Iterator[tuple[Session, Mark, int]]:
    """Those not marked yet. Who was marked a moment ago by somebody else stays as marked."""
    for member in members.filter(status=SessionStatus.SCHEDULED):
        yield member, Mark(SessionStatus.ATTENDED), member.version


def _version(text: str) -> int:
    """The version that was seen; anything else is one that no row has."""
    return min(int(text), LARGEST_VERSION) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def _shown(
    request: HttpRequest, one: Session, members: QuerySet[Session], problem: str = "", status: int = 200
) -> HttpResponse:
    rows = rows_of(members, visit(request).at)
    typed = {name.removeprefix("status-"): value for name, value in request.POST.items() if name.startswith("status-")}
    shown = {
        "group": one.group,
        "first": rows[0],
        "rows": [(row, typed.get(str(row.session.ref), row.session.status)) for row in rows],
        "choices": [*CHOICES, (SessionStatus.SCHEDULED.value, _("Not marked yet"))],
        "problem": problem,
        "back": f"{reverse('today')}?day={rows[0].at.date().isoformat()}",
    }
    return render(request, "desk/group_attendance.html", shown, status=status)
