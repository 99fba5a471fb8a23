"""Registering a client with the first episode, and opening another episode for one who comes back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from bidewell.actions.clients import admit_client
from bidewell.actions.episodes import open_episode
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission, clients_for
from bidewell.records.models import Program
from bidewell.web.desk.choices import programs_to_choose, sites_to_choose, therapists_to_choose
from bidewell.web.desk.client_forms import DetailsForm, EpisodeForm, KeyForm, TherapistForm
from bidewell.web.desk.words import name_of
from bidewell.web.pages import page, visit


@page(Permission.REGISTER_CLIENT, methods=("GET", "POST"))
@sensitive_post_parameters()
def client_register(request: HttpRequest) -> HttpResponse:
    """For people in several programs, `in` names which."""
    programs = programs_to_choose(visit(request))
    chosen = request.POST.get("in", "") or request.GET.get("in", "")
    program = next((one for one in programs if str(one.ref) == chosen), programs[0])
    details, key, *opening = forms_of = [
        DetailsForm(_sent(request), initial={"language": program.default_language}),
        KeyForm(_sent(request)),
        *_opening(request, program),
    ]
    if request.method == "POST" and all([one.is_valid() for one in forms_of]):
        episode, therapist = opening
        assert isinstance(details, DetailsForm) and isinstance(episode, EpisodeForm)
        seen = visit(request)
        try:
            opened = admit_client(
                program, details.details(), episode.facts(), therapist.cleaned_data["therapist"],
                key=key.cleaned_data["key"], by=seen.person, at=seen.at,
            )  # fmt: skip
        except Refused as refused:
            details.add_error(None, str(refused))
        else:
            messages.success(request, _("Registered."))
            return redirect("client_contact", client=opened.client.ref)
    shown = {"details": details, "key": key, "opening": opening, "program": program, "programs": programs}
    return render(request, "desk/client_register.html", shown)


@page(Permission.REGISTER_CLIENT, methods=("GET", "POST"))
def episode_open(request: HttpRequest, client: UUID) -> HttpResponse:
    seen = visit(request)
    reachable = clients_for(seen.person, Permission.REGISTER_CLIENT, seen.day).select_related("program")
    found = get_object_or_404(reachable, ref=client, merged_into=None)
    episode, therapist = _opening(request, found.program)
    if request.method == "POST" and all([episode.is_valid(), therapist.is_valid()]):
        try:
            open_episode(found, episode.facts(), therapist.cleaned_data["therapist"], by=seen.person, at=seen.at)
        except Refused as refused:
            episode.add_error(None, str(refused))
        else:
            messages.success(request, _("A new episode is open."))
            return redirect("client_contact", client=found.ref)
    shown = {"opening": [episode, therapist], "name": name_of(found), "client": found}
    return render(request, "desk/episode_open.html", shown)


def _opening(request: HttpRequest, program: Program) -> tuple[EpisodeForm, TherapistForm]:
    seen = visit(request)
    therapists = therapists_to_choose(seen, program)
    first = {"therapist": therapists[0].pk} if len(therapists) == 1 else {}
    episode = EpisodeForm(_sent(request), sites=sites_to_choose(seen, program), initial={"referred_on": seen.day})
    return episode, TherapistForm(_sent(request), therapists=therapists, initial=first)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
