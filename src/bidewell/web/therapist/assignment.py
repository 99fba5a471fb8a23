"""Who the client is with: somebody takes over, sees the client too, or no longer does."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bidewell.actions.assignments import change_therapist, end_sharing, share_episode
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission, episodes_for
from bidewell.records.models import Episode, Membership
from bidewell.web.desk.choices import therapists_of
from bidewell.web.desk.words import name_of
from bidewell.web.pages import Visit, page, visit
from bidewell.web.shared import conflicts
from bidewell.web.shared.day_fields import VersionField
from bidewell.web.shared.rows_to_choose import NamedChoiceField, offer
from bidewell.web.therapist.reached import back_to_client, episode_to_change

TAKE_OVER, SHARE, LEAVE = "take_over", "share", "leave"


class WithForm(forms.Form):
    """`former` is asked only where somebody takes over."""

    version = VersionField()
    what = forms.ChoiceField(
        choices=[
            (TAKE_OVER, gettext_lazy("Somebody takes over from today")),
            (SHARE, gettext_lazy("Somebody sees the client too")),
            (LEAVE, gettext_lazy("Somebody no longer sees the client")),
        ],
        widget=forms.RadioSelect,
        label=gettext_lazy("What changes"),
    )
    therapist = NamedChoiceField(Membership.objects.none(), label=gettext_lazy("Who"))
    former = NamedChoiceField(
        Membership.objects.none(), required=False, label=gettext_lazy("Takes over from"), empty_label="–"
    )

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("what") == TAKE_OVER and not self.cleaned_data.get("former"):
            raise ValidationError(_("Say from whom the client is taken over."))


@page(Permission.CHANGE_EPISODE, methods=("GET", "POST"))
def assignment_change(request: HttpRequest, episode: UUID) -> HttpResponse:
    seen, found = visit(request), episode_to_change(request, episode)
    form = _form(request.POST if request.method == "POST" else None, found, seen)
    if request.method == "POST" and form.is_valid():
        try:
            _change(found, form.cleaned_data, seen)
        except Refused as why:
            now = episode_to_change(request, episode)
            again = _form(conflicts.with_version(request, now.version), now, seen)
            return _shown(request, seen, now, conflicts.refused(again, why), status=409)
        messages.success(request, _("Saved."))
        # Whoever gave the client away no longer sees them.
        reachable = episodes_for(seen.person, Permission.SEE_CLIENT, seen.day).filter(pk=found.pk)
        return back_to_client(found) if reachable.exists() else redirect("home")
    return _shown(request, seen, found, form)


def _change(episode: Episode, given: Mapping[str, Any], seen: Visit) -> None:
    therapist, version = given["therapist"], given["version"]
    if given["what"] == TAKE_OVER:
        change_therapist(episode, given["former"], therapist, version=version, by=seen.person, at=seen.at)
    elif given["what"] == SHARE:
        share_episode(episode, therapist, version=version, by=seen.person, at=seen.at)
    else:
        end_sharing(episode, therapist, version=version, by=seen.person, at=seen.at)


def _form(sent: Mapping[str, Any] | None, episode: Episode, seen: Visit) -> WithForm:
    now = _with(episode, seen)
    form = WithForm(sent, initial={"version": episode.version, "former": now[0].pk if len(now) == 1 else None})
    offer(form, "therapist", therapists_of(episode.program, seen.day))
    offer(form, "former", now)
    return form


def _with(episode: Episode, seen: Visit) -> QuerySet[Membership]:
    """The therapists the client is with today."""
    running = episode.assignments.filter(from_day__lte=seen.day).filter(Q(to_day=None) | Q(to_day__gte=seen.day))
    return Membership.objects.filter(pk__in=running.values("therapist")).select_related("person").order_by("pk")


def _shown(request: HttpRequest, seen: Visit, episode: Episode, form: WithForm, status: int = 200) -> HttpResponse:
    shown = {
        "form": form,
        "episode": episode,
        "name": name_of(episode.client),
        "now": [one.person.name for one in _with(episode, seen)],
    }
    return render(request, "therapist/assignment_change.html", shown, status=status)
