"""One's own account: name, language, how one gets in, and where one is signed in."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bidewell.actions.people import change_own_account
from bidewell.records.access import Permission
from bidewell.web.administration.words import ROLE_WORDS
from bidewell.web.pages import Visit, page, visit


class OwnAccountForm(forms.Form):
    """What people may change of themselves; their address is an administrator's."""

    name = forms.CharField(max_length=200)
    language = forms.ChoiceField(choices=settings.LANGUAGES)


@page(Permission.SIGNED_IN, methods=("GET", "POST"))
def own_account(request: HttpRequest) -> HttpResponse:
    seen = visit(request)
    initial = {"name": seen.person.name, "language": seen.person.language}
    form = OwnAccountForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        change_own_account(seen.person, **form.cleaned_data, at=seen.at)
        messages.success(request, _("Saved."))
        return _in_language(redirect("own_account"), form.cleaned_data["language"], request)
    shown = {"form": form, "roles": _roles(seen), "has_second_factor": is_mfa_enabled(seen.person)}
    return render(request, "account/own_account.html", shown)


@page(Permission.SIGNED_IN, methods=("POST",))
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's own sessions."""
    get_object_or_404(UserSession, pk=number, user=visit(request).person).end()
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")


def _in_language(response: HttpResponse, code: str, request: HttpRequest) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, samesite="Lax", secure=request.is_secure(), max_age=31_536_000
    )
    return response


def _roles(seen: Visit) -> list[dict[str, object]]:
    return [
        {"words": ROLE_WORDS[one.role], "program": one.program.name, "site": one.site and one.site.name}
        for one in seen.memberships
    ]
