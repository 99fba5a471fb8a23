"""The page of an invitation: the person sets a password, and the link is used up."""

from allauth.account.forms import ResetPasswordKeyForm
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bidewell.actions.people import accept_invitation
from bidewell.records.access import Permission
from bidewell.web.account.invitations import invited_person
from bidewell.web.pages import moment, page


@page(Permission.ANYONE, methods=("GET", "POST"))
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Anyone who holds a link that still works; allauth's form checks the password."""
    person = invited_person(token, moment(request))
    if person is None:
        return render(request, "account/invitation.html", {"person": None}, status=404)
    form = ResetPasswordKeyForm(request.POST or None, user=person, temp_key="")
    if form.is_valid():
        accept_invitation(person, form.cleaned_data["password1"], at=moment(request))
        messages.success(request, _("The password is saved. Sign in with it."))
        return redirect("account_login")
    return render(request, "account/invitation.html", {"person": person, "form": form})
