"""One person: name and address, roles, and what helps somebody who cannot get in."""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bidewell.actions.departures import end_sessions, remove_second_factor
from bidewell.actions.people import change_person
from bidewell.actions.refusals import Refused
from bidewell.domain.roles import Role
from bidewell.records.access import Permission, people_for
from bidewell.records.models import Membership, Person
from bidewell.web.administration.people_forms import DutiesForm, PersonForm, supervisors
from bidewell.web.administration.words import ROLE_WORDS
from bidewell.web.pages import Visit, page, visit


def person_in_reach(request: HttpRequest, ref: UUID) -> Person:
    """Somebody of a program one administers."""
    seen = visit(request)
    return get_object_or_404(people_for(seen.person, Permission.MANAGE_PEOPLE, seen.day), ref=ref)


@page(Permission.MANAGE_PEOPLE, methods=("GET", "POST"))
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    seen, whom = visit(request), person_in_reach(request, person)
    initial = {"name": whom.name, "email": whom.email}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        administered = seen.programs(Permission.MANAGE_PEOPLE)
        try:
            change_person(whom, **form.cleaned_data, administered=administered, by=seen.person, at=seen.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("person", person)
    whom.refresh_from_db()
    return render(request, "administration/person.html", _shown(whom, form, seen), status=400 if form.errors else 200)


def _shown(whom: Person, form: PersonForm, seen: Visit) -> dict[str, Any]:
    programs = seen.programs(Permission.MANAGE_PEOPLE)
    held = Membership.objects.filter(person=whom, program__in=programs).select_related("program", "site", "supervisor")
    running = [one for one in held.order_by("program__name", "role") if one.is_in_force(seen.day)]
    return {
        "whom": whom, "form": form, "program": programs[0], "programs": programs,
        "roles": [_role(one, seen) for one in running],
        "earlier": [_role(one, seen) for one in held if one.to_day and one.to_day < seen.day],
        "role_form": DutiesForm(program=programs[0], seen=seen),
        "has_second_factor": Authenticator.objects.filter(user=whom).exists(),
        "sessions": UserSession.objects.filter(user=whom).count(),
    }  # fmt: skip


def _role(held: Membership, seen: Visit) -> dict[str, Any]:
    is_therapist = held.role == Role.THERAPIST
    return {
        "held": held,
        "words": ROLE_WORDS[held.role],
        "supervisors": supervisors(held.program, seen) if is_therapist else (),
    }


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def sign_out_everywhere(request: HttpRequest, person: UUID) -> HttpResponse:
    seen, whom = visit(request), person_in_reach(request, person)
    end_sessions(whom, by=seen.person, at=seen.at)
    messages.success(request, _("Every session of this person has ended."))
    return redirect("person", person)


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def take_second_factor_off(request: HttpRequest, person: UUID) -> HttpResponse:
    """For somebody who lost phone, key and recovery codes."""
    seen, whom = visit(request), person_in_reach(request, person)
    try:
        remove_second_factor(whom, administered=seen.programs(Permission.MANAGE_PEOPLE), by=seen.person, at=seen.at)
        messages.success(request, _("The second factor is removed. Ask the person to set up a new one."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("person", person)
