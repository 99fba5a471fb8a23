"""Handing out the check-in of one session: a link, a code, this device, or paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.check_ins.offering import can_have_check_in, offer_check_in
from bidewell.actions.outbox.carriers import carriers
from bidewell.actions.outbox.reaching import agreed_channels
from bidewell.actions.outbox.writing import send_link
from bidewell.actions.refusals import Refused
from bidewell.domain.reaching import Channel
from bidewell.records.access import Permission
from bidewell.records.models import CheckIn, Program, Session
from bidewell.records.one_person import person_of
from bidewell.web.client import wording
from bidewell.web.client.kiosk_session import hand_over_device
from bidewell.web.client.opened import shown
from bidewell.web.desk.handed_out import (
    can_be_opened,
    check_in_of,
    code_of,
    group_of,
    in_language,
    is_after_visit,
    is_answered,
    session_to_hand_out,
)
from bidewell.web.pages import page, visit

# Where each way of handing out leads to.
PAGES = {"code": "check_in_qr", "sheet": "check_in_sheet", "slips": "group_slips"}


@page(Permission.HAND_OUT_CHECK_IN, methods=("GET", "POST"))
def handing_out(request: HttpRequest, session: UUID) -> HttpResponse:
    """Choose a way; each offers the check-in, and offering it again does no harm."""
    one = session_to_hand_out(request, session)
    if request.method == "POST":
        return _handed_out(request, one)
    return render(request, "desk/handing_out.html", _context(request, one))


def _context(request: HttpRequest, one: Session) -> dict[str, Any]:
    client = one.episode.client
    agreed, ready = agreed_channels(client), carriers()
    check_in = check_in_of(one)
    return {
        "session": one, "client": client, "no_messages": person_of(client).no_messages,
        "check_in": check_in, "is_answered": is_answered(check_in),
        "by_email": Channel.EMAIL in agreed, "by_text": Channel.SMS in agreed and Channel.SMS in ready,
        "is_after_visit": is_after_visit(one), "is_group": one.group is not None, "zone": one.program.time_zone,
        "may_key": visit(request).may(Permission.KEY_PAPER), "is_missed": not can_have_check_in(one),
    }  # fmt: skip


def _handed_out(request: HttpRequest, one: Session) -> HttpResponse:
    seen, way = visit(request), request.POST.get("way", "")
    try:
        if way in PAGES:
            for each in _waiting_in_group(request, one) if way == "slips" else [one]:
                offer_check_in(each, by=seen.person, at=seen.at)
            return redirect(PAGES[way], session=one.ref)
        if way in list(Channel):
            send_link(one, Channel(way), by=seen.person, at=seen.at)
            messages.success(request, _("The link will be sent within a minute, or in the morning if it is night."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("handing_out", session=one.ref)


def _waiting_in_group(request: HttpRequest, one: Session) -> list[Session]:
    """Those who have answered keep their answer, and those who were not there get none; the rest get a slip."""
    together = group_of(request, one)
    return [each for each in together if can_have_check_in(each) and not is_answered(check_in_of(each))]


def _open_one(request: HttpRequest, one: Session) -> CheckIn | None:
    """What was handed out for the session, while its link works; a page left open longer leads back to handing out."""
    check_in = check_in_of(one)
    return check_in if check_in is not None and can_be_opened(check_in, visit(request).at) else None


@page(Permission.HAND_OUT_CHECK_IN)
def check_in_qr(request: HttpRequest, session: UUID) -> HttpResponse:
    """A code to point a phone at."""
    one = session_to_hand_out(request, session)
    check_in = _open_one(request, one)
    if check_in is None:
        return redirect("handing_out", session=one.ref)
    return render(request, "desk/check_in_qr.html", {"session": one, "drawn": code_of(check_in)})


@page(Permission.HAND_OUT_CHECK_IN)
def check_in_sheet(request: HttpRequest, session: UUID) -> HttpResponse:
    """The check-in on paper: the same items, the same order, boxes to mark."""
    one = session_to_hand_out(request, session)
    check_in = _open_one(request, one)
    if check_in is None:
        return redirect("handing_out", session=one.ref)
    sheet = in_language(request, check_in)
    line, more = wording.welcome(sheet.instrument, sheet.language)
    context = _words(check_in.program, sheet.language) | {
        "session": one, "welcome": line, "welcome_more": more, "drawn": code_of(check_in), "language": sheet.language,
        "rows": [(place, sheet.wording(item)) for place, item in enumerate(sheet.items, 1)],
        "labels": [choice.labels.get(sheet.language, "") for choice in sheet.choices],
    }  # fmt: skip
    return shown(request, "desk/check_in_sheet.html", sheet.language, context)


def _words(program: Program, language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "promise": wording.promise(program, language),
            "crisis_line": wording.crisis_line(program, language),
            "sharing_choices": wording.sharing_choices(program),
        }


@page(Permission.HAND_OUT_CHECK_IN)
def group_slips(request: HttpRequest, session: UUID) -> HttpResponse:
    """A slip a person, each with a code of its own; the name is torn off before it is handed over."""
    one = session_to_hand_out(request, session)
    slips = [(each.episode.client, _open_one(request, each)) for each in group_of(request, one)]
    ready = [(client, code_of(found)) for client, found in slips if found is not None]
    return render(request, "desk/group_slips.html", {"session": one, "slips": ready})


@page(Permission.HAND_OUT_CHECK_IN, methods=("POST",))
def kiosk_start(request: HttpRequest, session: UUID) -> HttpResponse:
    """Hand this device to the client: the person is signed out of it, and one check-in is open."""
    one, seen = session_to_hand_out(request, session), visit(request)
    try:
        check_in = offer_check_in(one, by=seen.person, at=seen.at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("handing_out", session=one.ref)
    auditing.note("kiosk_handed_over", check_in, by=seen.person, at=seen.at, program=one.program)
    hand_over_device(request, seen.person, check_in)
    return redirect("kiosk")
