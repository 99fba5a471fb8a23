"""The therapist's own rating: the parallel version of the check-in, on one short page, before the client's is seen."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bidewell.actions.own_ratings import own_rating_of_today, rate_client
from bidewell.instruments.bidewell_checkin_therapist import BIDEWELL_CHECKIN_THERAPIST
from bidewell.records.access import Permission, episodes_for
from bidewell.web.pages import page, visit
from bidewell.web.shared.spoken import in_language

# The lasting items: the rotating ones would double the work, and the scale does not need them.
ITEMS = tuple(item for item in BIDEWELL_CHECKIN_THERAPIST.items if not item.rotates)


class OwnRatingForm(forms.Form):
    """One question an item; five labelled answers each."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = [(int(one.value), in_language(one.labels)) for one in BIDEWELL_CHECKIN_THERAPIST.choices]
        for item in ITEMS:
            self.fields[item.code] = forms.TypedChoiceField(
                label=in_language(item.wording), choices=choices, coerce=int, widget=forms.RadioSelect
            )


@page(Permission.SEE_CASELOAD, methods=("GET", "POST"))
def own_rating(request: HttpRequest, episode: UUID) -> HttpResponse:
    """A second one on the same day corrects the first."""
    seen = visit(request)
    reached = episodes_for(seen.person, Permission.SEE_CASELOAD, seen.day).select_related("client", "program")
    found = get_object_or_404(reached, ref=episode)
    form = OwnRatingForm(request.POST or None, initial=own_rating_of_today(found, seen.person, seen.at))
    if request.method == "POST" and form.is_valid():
        rate_client(found, form.cleaned_data, by=seen.person, at=seen.at)
        return redirect("client", found.ref)
    words = in_language(BIDEWELL_CHECKIN_THERAPIST.prompts[0].wording)
    return render(request, "therapist/own_rating.html", {"episode": found, "form": form, "introduction": words})
