"""Appointments: book one for an episode, move one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.actions.refusals import Refused
from bidewell.actions.sessions import Booking, book_session, move_session
from bidewell.domain.sessions import Modality
from bidewell.domain.time import program_day
from bidewell.records.access import Permission, episodes_for, sessions_for
from bidewell.records.models import Group, Membership, Session
from bidewell.web.desk.choices import therapists_of
from bidewell.web.desk.words import MODALITIES, name_of
from bidewell.web.pages import page, visit
from bidewell.web.shared.day_fields import DayField, TimeOfDayField, VersionField, moment_of, on_the_clock
from bidewell.web.shared.rows_to_choose import NamedChoiceField, offer


class BookForm(forms.Form):
    """When, with whom and how."""

    day = DayField(label=gettext_lazy("Day"))
    time = TimeOfDayField(label=gettext_lazy("Time"))
    therapist = NamedChoiceField(Membership.objects.none(), label=gettext_lazy("With"))
    modality = forms.ChoiceField(choices=MODALITIES, label=gettext_lazy("How"), initial=Modality.IN_PERSON)
    group = NamedChoiceField(Group.objects.none(), required=False, label=gettext_lazy("In a group"))

    def __init__(
        self,
        *given: Any,
        therapists: QuerySet[Membership],
        groups: QuerySet[Group] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*given, **options)
        offer(self, "therapist", therapists)
        if groups is not None:
            offer(self, "group", groups, none=_("No, alone"))

    def moment(self, time_zone: str) -> datetime:
        return moment_of(self.cleaned_data["day"], self.cleaned_data["time"], time_zone)


class MoveForm(forms.Form):
    """Another time."""

    version = VersionField()
    day = DayField(label=gettext_lazy("Day"))
    time = TimeOfDayField(label=gettext_lazy("Time"))


@page(Permission.REGISTER_CLIENT, methods=("GET", "POST"))
def session_book(request: HttpRequest, episode: UUID) -> HttpResponse:
    seen = visit(request)
    reachable = episodes_for(seen.person, Permission.REGISTER_CLIENT, seen.day)
    found = get_object_or_404(reachable.select_related("client", "program"), ref=episode)
    running = found.assignments.filter(to_day=None).order_by("-from_day").first()
    form = BookForm(
        request.POST or None,
        therapists=therapists_of(found.program, seen.day),
        groups=Group.objects.filter(program=found.program).order_by("name"),
        initial={"day": seen.day, "therapist": running.therapist_id if running else None},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        at = form.moment(found.program.time_zone)
        booking = Booking(at, (given["therapist"],), Modality(given["modality"]), given["group"])
        try:
            book_session(found, booking, by=seen.person, at=seen.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Booked."))
            return redirect("client_contact", client=found.client.ref)
    shown = {"form": form, "name": name_of(found.client), "client": found.client}
    return render(request, "desk/session_book.html", shown)


@page(Permission.MARK_ATTENDANCE, methods=("GET", "POST"))
def session_move(request: HttpRequest, session: UUID) -> HttpResponse:
    seen = visit(request)
    reachable = sessions_for(seen.person, Permission.MARK_ATTENDANCE, seen.day)
    found = get_object_or_404(reachable.select_related("program", "episode__client", "episode__program"), ref=session)
    form = MoveForm(request.POST or None, initial=_as_booked(found))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        at = moment_of(given["day"], given["time"], found.program.time_zone)
        try:
            move_session(found, at, version=given["version"], by=seen.person, at=seen.at)
        except Refused as refused:
            form.add_error(None, str(refused))
            found.refresh_from_db()
        else:
            messages.success(request, _("Moved."))
            day = program_day(at, found.program.time_zone)
            return redirect(f"{reverse('today')}?day={day.isoformat()}#s-{found.ref}")
    shown = {"form": form, "name": name_of(found.episode.client), "session": found, "as_booked": _as_booked(found)}
    return render(request, "desk/session_move.html", shown)


def _as_booked(session: Session) -> dict[str, object]:
    local = on_the_clock(session.scheduled_at, session.program.time_zone)
    return {"version": session.version, "day": local.date(), "time": local.time()}
