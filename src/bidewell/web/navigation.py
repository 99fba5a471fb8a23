"""The pages a person finds in the menu: only those their roles open."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.records.access import Permission
from bidewell.web.pages import visit


@dataclass(frozen=True)
class Entry:
    """One entry of the menu."""

    words: str | Promise
    name: str  # of the page
    permission: Permission


ENTRIES = (
    Entry(_("Caseload"), "caseload", Permission.SEE_CASELOAD),
    Entry(_("Team"), "team", Permission.SEE_TEAM),
    Entry(_("Today"), "today", Permission.SEE_TODAY),
    Entry(_("Clients"), "clients", Permission.REGISTER_CLIENT),
    Entry(_("Messages"), "messages", Permission.SEE_MESSAGES),
    Entry(_("Program"), "program", Permission.SEE_PROGRAM),
    Entry(_("Requests"), "requests", Permission.RECORD_REQUEST),
    Entry(_("Data"), "data", Permission.MANAGE_DATA),
    Entry(_("People"), "people", Permission.MANAGE_PEOPLE),
    Entry(_("Settings"), "program_settings", Permission.MANAGE_PROGRAM),
    Entry(_("Instruments"), "instruments", Permission.MANAGE_INSTRUMENTS),
    Entry(_("Audit"), "audit", Permission.SEE_AUDIT),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page needs."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"menu": (), "is_demo": False}
    seen = visit(request)
    here = request.resolver_match.url_name if request.resolver_match else ""
    menu = [
        {"words": entry.words, "address": reverse(entry.name), "is_here": entry.name == here}
        for entry in ENTRIES
        if seen.may(entry.permission)
    ]
    return {"menu": menu, "is_demo": any(one.program.is_demo for one in seen.memberships)}


def first_page(request: HttpRequest) -> str:
    """Where a person lands after signing in: the first page their roles open."""
    seen = visit(request)
    return next((reverse(entry.name) for entry in ENTRIES if seen.may(entry.permission)), reverse("own_account"))
