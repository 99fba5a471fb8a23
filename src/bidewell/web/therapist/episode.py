"""Correcting an episode's facts, and noting a promised return."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.actions.episodes import edit_episode, promise_return
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission
from bidewell.records.models import Episode
from bidewell.web.desk.choices import sites_to_choose
from bidewell.web.desk.client_forms import EpisodeForm
from bidewell.web.desk.words import name_of
from bidewell.web.pages import page, visit
from bidewell.web.shared import conflicts
from bidewell.web.shared.day_fields import DayField, VersionField
from bidewell.web.therapist.reached import back_to_client, episode_to_change


class EditEpisodeForm(EpisodeForm):
    """The facts of an episode that is open already."""

    version = VersionField()


class PromiseForm(forms.Form):
    """The day the client promised to be back; empty where there is no promise any more."""

    version = VersionField()
    day = DayField(required=False, label=gettext_lazy("Promised to be back by"))


@page(Permission.CHANGE_EPISODE, methods=("GET", "POST"))
def episode_edit(request: HttpRequest, episode: UUID) -> HttpResponse:
    seen, found = visit(request), episode_to_change(request, episode)
    sites = sites_to_choose(seen, found.program)
    sent = request.POST if request.method == "POST" else None
    form = EditEpisodeForm(sent, sites=sites, initial=_facts(found))
    if request.method == "POST" and form.is_valid():
        try:
            edit_episode(found, form.facts(), version=form.cleaned_data["version"], by=seen.person, at=seen.at)
        except Refused as why:
            now = episode_to_change(request, episode)
            again = EditEpisodeForm(conflicts.with_version(request, now.version), sites=sites, initial=_facts(now))
            return _form(request, "episode_edit", now, conflicts.refused(again, why), status=409)
        messages.success(request, _("Saved."))
        return back_to_client(found)
    return _form(request, "episode_edit", found, form)


@page(Permission.CHANGE_EPISODE, methods=("GET", "POST"))
def return_promised(request: HttpRequest, episode: UUID) -> HttpResponse:
    seen, found = visit(request), episode_to_change(request, episode)
    sent = request.POST if request.method == "POST" else None
    form = PromiseForm(sent, initial={"version": found.version, "day": found.promised_return_on})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            promise_return(found, given["day"], version=given["version"], by=seen.person, at=seen.at)
        except Refused as why:
            now = episode_to_change(request, episode)
            again = PromiseForm(conflicts.with_version(request, now.version), initial={"day": now.promised_return_on})
            return _form(request, "return_promised", now, conflicts.refused(again, why), status=409)
        messages.success(request, _("Saved."))
        return back_to_client(found)
    return _form(request, "return_promised", found, form)


def _facts(episode: Episode) -> dict[str, object]:
    return {**EditEpisodeForm.values_of(episode), "version": episode.version}


def _form(request: HttpRequest, name: str, episode: Episode, form: forms.Form, status: int = 200) -> HttpResponse:
    shown = {
        "form": form,
        "episode": episode,
        "name": name_of(episode.client),
        "saved_by_other": conflicts.saved_by_other(form, form.initial) if status == 409 else [],
    }
    return render(request, f"therapist/{name}.html", shown, status=status)
