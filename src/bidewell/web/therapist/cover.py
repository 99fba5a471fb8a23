"""Covering: somebody else sees a caseload for a stretch of days. It always has an end."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.actions.assignments import end_cover, grant_cover
from bidewell.actions.refusals import Refused
from bidewell.domain.roles import Role
from bidewell.records.access import Permission, in_force
from bidewell.records.models import Cover, Membership
from bidewell.web.pages import Visit, page, visit
from bidewell.web.shared.day_fields import DayField
from bidewell.web.shared.rows_to_choose import NamedChoiceField, offer


class CoverForm(forms.Form):
    """Whose caseload, by whom, from when to when."""

    covered = NamedChoiceField(Membership.objects.none(), label=gettext_lazy("Whose clients"))
    covering = NamedChoiceField(Membership.objects.none(), label=gettext_lazy("Who covers"))
    from_day = DayField(label=gettext_lazy("From"))
    to_day = DayField(label=gettext_lazy("Up to and including"))


@page(Permission.CHANGE_EPISODE, methods=("GET", "POST"))
def cover(request: HttpRequest) -> HttpResponse:
    seen = visit(request)
    form = _form(request, seen)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            grant_cover(
                given["covered"], given["covering"], given["from_day"], given["to_day"], by=seen.person, at=seen.at
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Saved."))
            return redirect("cover")
    return render(request, "therapist/cover.html", {"form": form, "covers": _covers(seen)})


@page(Permission.CHANGE_EPISODE, methods=("POST",))
def cover_end(request: HttpRequest, cover: UUID) -> HttpResponse:
    seen = visit(request)
    found = get_object_or_404(_covers(seen).filter(covered__in=_may_give_away(seen)), ref=cover)
    end_cover(found, by=seen.person, at=seen.at)
    messages.success(request, _("The cover has ended."))
    return redirect("cover")


def _form(request: HttpRequest, seen: Visit) -> CoverForm:
    own = _may_give_away(seen)
    first = own[0].pk if len(own) == 1 else None
    form = CoverForm(request.POST or None, initial={"covered": first, "from_day": seen.day})
    offer(form, "covered", own)
    programs = {one.program_id for one in own}
    everybody = Membership.objects.filter(in_force(seen.day), program__in=programs, role=Role.THERAPIST)
    offer(form, "covering", everybody.select_related("person").order_by("person__name", "pk"))
    return form


def _may_give_away(seen: Visit) -> QuerySet[Membership]:
    """A therapist's own caseload, a supervisor's team's."""
    own = Q(person=seen.person)
    for held in seen.memberships:
        if held.role == Role.SUPERVISOR:
            own |= Q(program_id=held.program_id, supervisor=seen.person)
    therapists = Membership.objects.filter(own, in_force(seen.day), role=Role.THERAPIST)
    return therapists.select_related("person", "program").order_by("person__name", "pk")


def _covers(seen: Visit) -> QuerySet[Cover]:
    """Those not over yet in which this person, or their team, has a part."""
    mine = Q(covered__in=_may_give_away(seen).values("pk")) | Q(covering__person=seen.person)
    found = Cover.objects.filter(mine, to_day__gte=seen.day)
    return found.select_related("covered__person", "covered__program", "covering__person").order_by("from_day", "pk")
