"""What a person does: roles given and ended, and whose team a therapist belongs to."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from bidewell.actions import people as actions
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission
from bidewell.records.models import Membership
from bidewell.web.administration.people_forms import DutiesForm, supervisors
from bidewell.web.administration.person import person_in_reach
from bidewell.web.administration.programs import chosen_program
from bidewell.web.pages import page, visit


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def give_role(request: HttpRequest, person: UUID) -> HttpResponse:
    seen, whom = visit(request), person_in_reach(request, person)
    program = chosen_program(request, Permission.MANAGE_PEOPLE)
    form = DutiesForm(request.POST, program=program, seen=seen)
    if not form.is_valid():
        messages.error(request, _("Choose at least one role."))
        return redirect("person", person)
    try:
        with transaction.atomic():
            for role in sorted(form.duties.roles):
                actions.give_role(whom, program, role, duties=form.duties, by=seen.person, at=seen.at)
        messages.success(request, _("Saved."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("person", person)


def membership_in_reach(request: HttpRequest, ref: UUID) -> Membership:
    """A membership of a program one administers."""
    programs = visit(request).programs(Permission.MANAGE_PEOPLE)
    return get_object_or_404(Membership.objects.select_related("program", "person"), ref=ref, program__in=programs)


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def end_role(request: HttpRequest, membership: UUID) -> HttpResponse:
    seen, held = visit(request), membership_in_reach(request, membership)
    try:
        actions.end_role(held, by=seen.person, at=seen.at)
        messages.success(request, _("The role has ended."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("person", held.person.ref)


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def change_supervisor(request: HttpRequest, membership: UUID) -> HttpResponse:
    """An empty choice: the therapist belongs to nobody's team."""
    seen, held = visit(request), membership_in_reach(request, membership)
    chosen = request.POST.get("supervisor", "")
    supervisor = next((one for one in supervisors(held.program, seen) if str(one.ref) == chosen), None)
    actions.change_supervisor(held, supervisor, by=seen.person, at=seen.at)
    messages.success(request, _("Saved."))
    return redirect("person", held.person.ref)
