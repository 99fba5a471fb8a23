"""Inviting: a new colleague, somebody known from imported records, and once more where the link was lost."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bidewell.actions import people as actions
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission, people_for
from bidewell.records.models import Person
from bidewell.web.account.invitations import link, send_invitation
from bidewell.web.administration.people_forms import InvitationForm
from bidewell.web.administration.programs import chosen_program, uuid_in
from bidewell.web.pages import Visit, page, visit


@page(Permission.MANAGE_PEOPLE, methods=("GET", "POST"))
def invite(request: HttpRequest) -> HttpResponse:
    """`known` in the address is somebody of the imported records who has no account yet."""
    seen = visit(request)
    program = chosen_program(request, Permission.MANAGE_PEOPLE)
    known = _known(request, seen)
    initial = {"name": known.name, "roles": _roles_of(known, seen)} if known else {"language": program.default_language}
    form = InvitationForm(
        request.POST if request.method == "POST" else None, program=program, seen=seen, initial=initial
    )
    if form.is_valid():
        try:
            person = actions.invite_person(
                program, email=form.cleaned_data["email"], name=form.cleaned_data["name"], duties=form.duties,
                language=form.cleaned_data["language"], known=known, by=seen.person, at=seen.at,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _invited(request, person, seen)
    shown = {"form": form, "program": program, "known": known, "programs": seen.programs(Permission.MANAGE_PEOPLE)}
    return render(request, "administration/invite.html", shown, status=400 if form.errors else 200)


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def invite_again(request: HttpRequest, person: UUID) -> HttpResponse:
    """A new link. The one before still works until one of them is used."""
    seen = visit(request)
    invited = get_object_or_404(people_for(seen.person, Permission.MANAGE_PEOPLE, seen.day), ref=person)
    try:
        actions.invite_again(invited, by=seen.person, at=seen.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("person", person)
    return _invited(request, invited, seen)


def _invited(request: HttpRequest, person: Person, seen: Visit) -> HttpResponse:
    """The link opens the account, so only who administers all that the person does is ever shown it."""
    if not person.awaits_invitation:
        messages.success(request, _("Saved. This address has an account already, so no invitation was sent."))
        return redirect("person", person.ref)
    address = link(person, seen.at)
    if send_invitation(address, person, seen.person):
        messages.success(request, _("The invitation is sent. It is good for seven days."))
        return redirect("person", person.ref)
    if not actions.administers(person, seen.programs(Permission.MANAGE_PEOPLE)):
        messages.error(request, _("The invitation could not be sent. Try again when e-mail works here."))
        return redirect("person", person.ref)
    return render(request, "administration/invitation_link.html", {"person": person, "address": address})


def _known(request: HttpRequest, seen: Visit) -> Person | None:
    ref = request.POST.get("known") or request.GET.get("known")
    if not ref:
        return None
    nobody_yet = people_for(seen.person, Permission.MANAGE_PEOPLE, seen.day).filter(email=None)
    return get_object_or_404(nobody_yet, ref=uuid_in(ref))


def _roles_of(person: Person, seen: Visit) -> list[str]:
    return [one.role for one in person.memberships.all() if one.is_in_force(seen.day)]
