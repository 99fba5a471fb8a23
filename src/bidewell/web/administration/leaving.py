"""Somebody leaves: who takes the clients and the team over, then the account is closed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bidewell.actions.departures import person_leaves
from bidewell.actions.people import team_of
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission, in_force
from bidewell.records.models import Assignment
from bidewell.web.administration.people_forms import LeavingForm
from bidewell.web.administration.person import person_in_reach
from bidewell.web.administration.programs import chosen_program
from bidewell.web.pages import page, visit


@page(Permission.MANAGE_PEOPLE, methods=("GET", "POST"))
def leaving(request: HttpRequest, person: UUID) -> HttpResponse:
    seen, whom = visit(request), person_in_reach(request, person)
    program = chosen_program(request, Permission.MANAGE_PEOPLE)
    form = LeavingForm(request.POST if request.method == "POST" else None, program=program, leaving=whom, seen=seen)
    if form.is_valid():
        try:
            person_leaves(whom, program, **form.cleaned_data, by=seen.person, at=seen.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done. All roles have ended, and what was open has been handed over."))
            return redirect("people")
    running = Assignment.objects.filter(in_force(seen.day), therapist__person=whom, therapist__program=program)
    clients = running.values("episode").distinct().count()
    team = team_of(whom, program, seen.day).count()
    if not clients:
        del form.fields["clients_to"]
    if not team:
        del form.fields["team_to"]
    shown = {"whom": whom, "program": program, "form": form, "clients": clients, "team": team}
    return render(request, "administration/leaving.html", shown, status=400 if form.errors else 200)
