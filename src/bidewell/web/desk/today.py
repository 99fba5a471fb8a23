"""The day's appointments, marked in two clicks: the first opens a row, the second says what became of it."""

from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from bidewell.actions.attendance import Mark, mark_session
from bidewell.actions.refusals import Refused
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.time import program_day
from bidewell.records.access import Permission, sessions_for
from bidewell.records.models import Program, Session
from bidewell.web.desk.day_list import Opened, by_site, rows_of, sessions_of_day
from bidewell.web.desk.words import CHOICES, STATUS_WORDS
from bidewell.web.pages import page, visit
from bidewell.web.shared.day_fields import DayField, TimeOfDayField, VersionField, day_or, moment_of

A_DAY = timedelta(days=1)


class MarkForm(forms.Form):
    """What became of an appointment, and what comes next."""

    version = VersionField()
    status = forms.ChoiceField(choices=[(one.value, one.value) for one in SessionStatus])
    reason = forms.CharField(required=False, max_length=100)
    next_day = DayField(required=False)
    next_time = TimeOfDayField(required=False)
    promised_on = DayField(required=False)

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if bool(given.get("next_day")) != bool(given.get("next_time")):
            raise forms.ValidationError(_("The next appointment needs a day and a time."))

    def mark(self, program: Program) -> Mark:
        given = self.cleaned_data
        day, at = given["next_day"], given["next_time"]
        following = moment_of(day, at, program.time_zone) if day and at else None
        return Mark(SessionStatus(given["status"]), given["reason"], following, given["promised_on"])

    def looks_ahead(self) -> bool:
        """Whether more than the mark itself was given: the row has then said all it has to."""
        return any(self.cleaned_data[name] for name in ("reason", "next_day", "promised_on"))


@page(Permission.SEE_TODAY)
def today(request: HttpRequest) -> HttpResponse:
    day = day_or(request.GET.get("day", ""), visit(request).day)
    return _shown(request, day, Opened(request.GET.get("open", "")))


@page(Permission.MARK_ATTENDANCE, methods=("GET", "POST"))
@sensitive_post_parameters()
def session_mark(request: HttpRequest, session: UUID) -> HttpResponse:
    """A link from elsewhere leads to the day with the row open."""
    seen = visit(request)
    reachable = sessions_for(seen.person, Permission.MARK_ATTENDANCE, seen.day)
    marked = get_object_or_404(reachable.select_related("program", "episode__program"), ref=session)
    if request.method != "POST":
        return redirect(_address(marked, stays_open=True))
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _refused(request, marked, [str(one) for found in form.errors.values() for one in found])
    try:
        version = form.cleaned_data["version"]
        mark_session(marked, form.mark(marked.program), version=version, by=seen.person, at=seen.at)
    except Refused as refused:
        return _refused(request, marked, [str(refused)])
    messages.success(request, _("Saved: %(status)s.") % {"status": STATUS_WORDS[marked.status].words})
    stays_open = marked.status != SessionStatus.SCHEDULED and not form.looks_ahead()
    return redirect(_address(marked, stays_open))


def _address(session: Session, stays_open: bool) -> str:
    day = program_day(session.scheduled_at, session.program.time_zone)
    opened = f"&open={session.ref}" if stays_open else ""
    return f"{reverse('today')}?day={day.isoformat()}{opened}#s-{session.ref}"


def _refused(request: HttpRequest, session: Session, problems: list[str]) -> HttpResponse:
    """The day as it is now, the row open with what was typed and why it could not be saved."""
    session.refresh_from_db(fields=["scheduled_at"])
    day = program_day(session.scheduled_at, session.program.time_zone)
    typed = {name: request.POST.get(name, "") for name in ("reason", "next_day", "next_time", "promised_on")}
    return _shown(request, day, Opened(str(session.ref), typed, tuple(problems)), status=409)


def _shown(request: HttpRequest, day: date, opened: Opened, status: int = 200) -> HttpResponse:
    seen = visit(request)
    rows = rows_of(sessions_of_day(seen, day), seen.at, opened)
    shown = {
        "day": day,
        "is_today": day == seen.day,
        "day_before": (day - A_DAY).isoformat(),
        "day_after": (day + A_DAY).isoformat(),
        "sites": by_site(rows),
        "appointments": len(rows),
        "unmarked": sum(not row.is_marked for row in rows),
        "choices": CHOICES,
        "may_register": seen.may(Permission.REGISTER_CLIENT),
    }
    return render(request, "desk/today.html", shown, status=status)
