"""Recording how care ended, correcting it, and taking it back where the client returned."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.actions.endings import (
    HowItEnded,
    Withdrawal,
    ending_in_force,
    is_agreed_without_a_last_session,
    record_ending,
    withdraw_ending,
)
from bidewell.actions.refusals import Refused
from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.sessions import SessionStatus
from bidewell.records.access import Permission
from bidewell.records.contacts import contacts_of
from bidewell.records.models import Ending, Episode
from bidewell.web.desk.words import name_of
from bidewell.web.pages import Visit, page, visit
from bidewell.web.shared import conflicts
from bidewell.web.shared.day_fields import DayField, VersionField
from bidewell.web.therapist.ending_words import ending_choices, ending_words
from bidewell.web.therapist.reached import back_to_client, episode_to_change

JUDGES = (
    ("therapist", gettext_lazy("The therapist")),
    ("client", gettext_lazy("The client")),
    ("supervisor", gettext_lazy("The supervisor")),
    ("team", gettext_lazy("The team")),
    ("records", gettext_lazy("Read from the records")),
)


class EndingForm(forms.Form):
    """`sure` is sent with the second click where the page has asked once more."""

    version = VersionField()
    kind = forms.ChoiceField(widget=forms.RadioSelect, label=gettext_lazy("How did it end?"))
    on = DayField(label=gettext_lazy("On which day?"))
    judged_by = forms.ChoiceField(choices=JUDGES, label=gettext_lazy("Who says so?"))
    calls_off = forms.BooleanField(
        required=False, label=gettext_lazy("Call off the appointments that are still booked")
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        chosen = self.fields["kind"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = ending_choices()

    def ended(self) -> HowItEnded:
        given = self.cleaned_data
        return HowItEnded(EndingKind(given["kind"]), given["on"], given["judged_by"], given["calls_off"])


@page(Permission.CHANGE_EPISODE, methods=("GET", "POST"))
def ending_record(request: HttpRequest, episode: UUID) -> HttpResponse:
    seen, found = visit(request), episode_to_change(request, episode)
    form = EndingForm(request.POST if request.method == "POST" else None, initial=_first_guess(found, seen))
    if request.method == "GET" or not form.is_valid():
        return _shown(request, seen, found, form)
    ended = form.ended()
    if not form.cleaned_data["sure"] and is_agreed_without_a_last_session(found, ended.kind, seen.at):
        return _shown(request, seen, found, form, asks_again=True)
    try:
        record_ending(found, ended, version=form.cleaned_data["version"], by=seen.person, at=seen.at)
    except Refused as why:
        now = episode_to_change(request, episode)
        again = EndingForm(conflicts.with_version(request, now.version))
        return _shown(request, seen, now, conflicts.refused(again, why), status=409)
    messages.success(request, _("Recorded: %(how)s.") % {"how": ending_words(ended.kind)})
    return back_to_client(found)


@page(Permission.CHANGE_EPISODE, methods=("GET", "POST"))
def ending_withdraw(request: HttpRequest, episode: UUID) -> HttpResponse:
    """`because`: the client returned, or it was recorded by mistake. A link leads to the page that asks which."""
    seen, found = visit(request), episode_to_change(request, episode)
    if request.method != "POST":
        return redirect("ending_record", episode=found.ref)
    because = request.POST.get("because", "")
    version = request.POST.get("version", "")
    if because not in {one.value for one in Withdrawal} or not (version.isascii() and version.isdecimal()):
        return _shown(request, seen, found, EndingForm(initial=_first_guess(found, seen)))
    try:
        withdraw_ending(found, Withdrawal(because), version=int(version[:9]), by=seen.person, at=seen.at)
    except Refused as why:
        now = episode_to_change(request, episode)
        return _shown(request, seen, now, EndingForm(initial=_first_guess(now, seen)), str(why), status=409)
    messages.success(request, _("The client is in care again."))
    return back_to_client(found)


def _first_guess(episode: Episode, seen: Visit) -> dict[str, Any]:
    """What is recorded now, else today."""
    now = ending_in_force(episode)
    known = {"kind": now.kind, "on": now.on, "judged_by": now.judged_by} if now else {"on": seen.day}
    return {"version": episode.version, "judged_by": "therapist", "calls_off": True, **known}


def _shown(
    request: HttpRequest, seen: Visit, episode: Episode, form: EndingForm, problem: str = "",
    *, asks_again: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = {
        "form": form,
        "episode": episode,
        "name": name_of(episode.client),
        "problem": problem,
        "asks_again": asks_again,
        "last_contact": _last_contact(episode, seen),
        "booked": episode.sessions.filter(status=SessionStatus.SCHEDULED, scheduled_at__gt=seen.at).count(),
        "history": [_line(one) for one in _history(episode)],
        "in_force": ending_in_force(episode),
    }
    return render(request, "therapist/ending_record.html", shown, status=status)


def _last_contact(episode: Episode, seen: Visit) -> date | None:
    return contacts_of(episode, seen.at).last_contact


def _history(episode: Episode) -> QuerySet[Ending]:
    return episode.endings.select_related("recorded_by").order_by("-recorded_at", "-pk")


def _line(ending: Ending) -> dict[str, Any]:
    return {"ending": ending, "words": ending_words(ending.kind), "holds": ending.withdrawn_at is None}
