"""Who asked, and what may be said: the words of a refusal, the rules, and the log."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bidewell.actions.refusals import Refused
from bidewell.actions.requests import record_request
from bidewell.domain.outsiders import Asker, RequestAnswer
from bidewell.records.access import Permission, clients_for, programs_for, requests_for
from bidewell.records.models import Client, Program
from bidewell.web.pages import Visit, page, visit
from bidewell.web.requests.forms import RequestForm
from bidewell.web.requests.words import ANSWER_WORDS, ASKER_WORDS, refusal_in

SHOWN = 100


@page(Permission.RECORD_REQUEST)
def requests(request: HttpRequest) -> HttpResponse:
    seen = visit(request)
    return _shown(
        request, RequestForm(initial={"asked_on": seen.day, "answer": RequestAnswer.REFUSED}, **_choices(seen))
    )


@page(Permission.RECORD_REQUEST, methods=("POST",))
def record(request: HttpRequest) -> HttpResponse:
    """Add one request to the log."""
    seen = visit(request)
    form = RequestForm(request.POST, **_choices(seen))
    if not form.is_valid():
        return _shown(request, form, status=400)
    said = form.cleaned_data
    client = _client(form, said["program"], said["client_key"], seen)
    if form.is_valid():
        try:
            record_request(
                said["program"], client=client, asked_on=said["asked_on"], asked_by=Asker(said["asked_by"]),
                answer=RequestAnswer(said["answer"]), has_written_consent=said["has_written_consent"],
                note=said["note"], by=seen.person, at=seen.at,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The request is in the log."))
            return redirect("requests")
    return _shown(request, form, status=400)


def _choices(seen: Visit) -> dict[str, Any]:
    return {"programs": programs_for(seen.person, Permission.RECORD_REQUEST, seen.day).order_by("name")}


def _client(form: forms.Form, program: Program, key: str, seen: Visit) -> Client | None:
    """By the number in the records: a list of all names would tell more than the page is for."""
    if not key:
        return None
    clients = clients_for(seen.person, Permission.RECORD_REQUEST, seen.day)
    found = clients.filter(program=program, key=key).first()
    if found is None:
        form.add_error("client_key", _("You have no client with this number."))
    return found


def _shown(request: HttpRequest, form: RequestForm, status: int = 200) -> HttpResponse:
    seen = visit(request)
    kept = requests_for(seen.person, Permission.RECORD_REQUEST, seen.day)
    rows = kept.select_related("client", "recorded_by").order_by("-asked_on", "-id")[:SHOWN]
    programs = seen.programs(Permission.RECORD_REQUEST)
    shown = {
        "form": form, "rows": [_row(one) for one in rows], "count": SHOWN,
        "refusals": [{"program": one, "words": refusal_in(one, get_language() or "en")} for one in programs],
    }  # fmt: skip
    return render(request, "requests/requests.html", shown, status=status)


def _row(one: Any) -> dict[str, Any]:
    return {"request": one, "asker": ASKER_WORDS[one.asked_by], "answer": ANSWER_WORDS[one.answer]}
