"""Factors and orders of an episode, entered by hand: what there is, one more, correct one, end one."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.actions.factors import FactorFacts, correct_factor, end_factor, record_factor
from bidewell.actions.refusals import Refused
from bidewell.factors.entry import choices_for, kind_to_enter, names_to_enter
from bidewell.factors.factor import GROUPS
from bidewell.factors.table import named_factor
from bidewell.records.access import Permission
from bidewell.records.models import Episode, Factor
from bidewell.web.desk.words import name_of
from bidewell.web.pages import page, visit
from bidewell.web.shared import conflicts
from bidewell.web.shared.day_fields import DayField, VersionField
from bidewell.web.shared.spoken import in_language
from bidewell.web.therapist.factor_words import UNITS, Kinds, factor_words, value_words
from bidewell.web.therapist.reached import back_to_client, episode_to_change, factor_to_change


class FactorForm(forms.Form):
    """A value over a stretch of days, in the way its factor is entered."""

    version = VersionField()
    value = forms.CharField(max_length=200, label=gettext_lazy("Value"))
    from_day = DayField(
        required=False, label=gettext_lazy("From"), help_text=gettext_lazy("Empty: known before treatment.")
    )
    to_day = DayField(required=False, label=gettext_lazy("To"), help_text=gettext_lazy("Empty: still so."))

    def __init__(self, sent: Any = None, *, name: str, kinds: Kinds, kept: str = "", **options: Any) -> None:
        super().__init__(sent, auto_id=f"{name}_%s", **options)
        self.fields["value"] = _value_field(name, kinds, kept)
        self.order_fields(["version", "value", "from_day", "to_day"])

    def facts(self) -> FactorFacts:
        given = self.cleaned_data
        return FactorFacts(given["value"], given["from_day"], given["to_day"])


class EndForm(forms.Form):
    """The last day it held."""

    version = VersionField()
    on = DayField(label=gettext_lazy("Last day"))


@page(Permission.CHANGE_EPISODE, methods=("GET", "POST"))
def factor_add(request: HttpRequest, episode: UUID) -> HttpResponse:
    """The factor's name is posted: in an address it would say something of a client."""
    seen, found = visit(request), episode_to_change(request, episode)
    name = request.POST.get("name", "")
    if request.method == "GET" or name not in names_to_enter(found.program.factor_kinds):
        return _all(request, found)
    form = FactorForm(request.POST, name=name, kinds=found.program.factor_kinds)
    if not form.is_valid():
        return _all(request, found, name, form)
    try:
        version = form.cleaned_data["version"]
        record_factor(found, name, form.facts(), version=version, by=seen.person, at=seen.at)
    except Refused as why:
        now = episode_to_change(request, episode)
        sent = conflicts.with_version(request, now.version)
        again = conflicts.refused(FactorForm(sent, name=name, kinds=now.program.factor_kinds), why)
        return _all(request, now, name, again, status=409)
    messages.success(request, _("Saved."))
    return back_to_client(found)


@page(Permission.CHANGE_EPISODE, methods=("GET", "POST"))
def factor_correct(request: HttpRequest, factor: UUID) -> HttpResponse:
    seen, found = visit(request), factor_to_change(request, factor)
    form = _correct_form(request.POST if request.method == "POST" else None, found)
    if request.method == "POST" and form.is_valid():
        try:
            correct_factor(found, form.facts(), version=form.cleaned_data["version"], by=seen.person, at=seen.at)
        except Refused as why:
            now = factor_to_change(request, factor)
            again = _correct_form(conflicts.with_version(request, now.episode.version), now)
            return _one(request, "factor_correct", now, conflicts.refused(again, why), status=409)
        messages.success(request, _("Saved."))
        return back_to_client(found.episode)
    return _one(request, "factor_correct", found, form)


@page(Permission.CHANGE_EPISODE, methods=("GET", "POST"))
def factor_end(request: HttpRequest, factor: UUID) -> HttpResponse:
    seen, found = visit(request), factor_to_change(request, factor)
    sent = request.POST if request.method == "POST" else None
    form: forms.Form = EndForm(sent, initial={"version": found.episode.version, "on": found.to_day or seen.day})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            end_factor(found, given["on"], version=given["version"], by=seen.person, at=seen.at)
        except Refused as why:
            now = factor_to_change(request, factor)
            again = EndForm(conflicts.with_version(request, now.episode.version), initial={"on": now.to_day})
            return _one(request, "factor_end", now, conflicts.refused(again, why), status=409)
        messages.success(request, _("Saved."))
        return back_to_client(found.episode)
    return _one(request, "factor_end", found, form)


def _value_field(name: str, kinds: Kinds, kept: str) -> forms.Field:
    choices = choices_for(name, kinds)
    if choices is not None:
        offered = [(value, in_language(words)) for value, words in choices.items()]
        own = [(kept, kept)] if kept and kept not in choices else []
        return forms.ChoiceField(choices=offered + own, label=_("Value"))
    if kind_to_enter(name, kinds) == "numeric":
        unit = named_factor(name, "numeric").unit
        label = str(UNITS[unit]).capitalize() if unit in UNITS else _("Number")
        return forms.CharField(max_length=20, label=label, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    return forms.CharField(max_length=40, label=_("Short code"))


def _correct_form(sent: Mapping[str, Any] | None, factor: Factor) -> FactorForm:
    now = {
        "version": factor.episode.version,
        "value": factor.value,
        "from_day": factor.from_day,
        "to_day": factor.to_day,
    }
    kinds = factor.episode.program.factor_kinds
    return FactorForm(sent, name=factor.name, kinds=kinds, kept=factor.value, initial=now)


def _offered(episode: Episode, opened: str, form: FactorForm | None) -> Iterator[dict[str, Any]]:
    """Every factor that can be entered, each with its form, by group."""
    kinds = episode.program.factor_kinds
    names = names_to_enter(kinds)
    grouped = {name: named_factor(name, kind_to_enter(name, kinds)).group for name in names}
    for group, words in GROUPS.items():
        known = [_offer(name, episode, form if name == opened else None) for name in names if grouped[name] == group]
        if known:
            yield {"words": in_language(words), "factors": known}


def _offer(name: str, episode: Episode, form: FactorForm | None) -> dict[str, Any]:
    kinds = episode.program.factor_kinds
    shown = form or FactorForm(name=name, kinds=kinds, initial={"version": episode.version})
    return {"name": name, "words": factor_words(name, kinds), "form": shown, "is_open": form is not None}


def _all(
    request: HttpRequest, episode: Episode, opened: str = "", form: FactorForm | None = None, status: int = 200
) -> HttpResponse:
    kinds = episode.program.factor_kinds
    kept = episode.factors.select_related("recorded_by").order_by("name", "from_day", "pk")
    shown = {
        "episode": episode,
        "name": name_of(episode.client),
        "kept": [(one, factor_words(one.name, kinds), value_words(one.name, one.value, kinds)) for one in kept],
        "groups": list(_offered(episode, opened, form)),
    }
    return render(request, "therapist/factor_add.html", shown, status=status)


def _one(request: HttpRequest, name: str, factor: Factor, form: forms.Form, status: int = 200) -> HttpResponse:
    kinds = factor.episode.program.factor_kinds
    shown = {
        "form": form,
        "episode": factor.episode,
        "name": name_of(factor.episode.client),
        "words": factor_words(factor.name, kinds),
        "value": value_words(factor.name, factor.value, kinds),
        "factor": factor,
        "saved_by_other": conflicts.saved_by_other(form, form.initial) if status == 409 else [],
    }
    return render(request, f"therapist/{name}.html", shown, status=status)
