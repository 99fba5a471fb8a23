"""Keying in what came back on paper: a row an item with its text, the digits of one hand, and no score anywhere."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from bidewell.actions.check_ins.codes import check_in_by_code
from bidewell.actions.check_ins.keying import PAPER, is_odd, key_check_in
from bidewell.actions.check_ins.opening import decline_check_in
from bidewell.actions.refusals import Refused
from bidewell.domain.sessions import CheckInStatus
from bidewell.domain.sharing import Sharing
from bidewell.records.access import Permission, sessions_for
from bidewell.records.models import CheckIn
from bidewell.web.client import wording
from bidewell.web.client.opened import Opened
from bidewell.web.desk.handed_out import can_be_answered, in_language
from bidewell.web.pages import page, visit

Marks = dict[str, float | None]
SALT = "bidewell.keyed-once"


@page(Permission.KEY_PAPER, methods=("GET", "POST"))
def paper(request: HttpRequest) -> HttpResponse:
    """The code on the sheet leads to its rows."""
    if request.method == "POST":
        found = check_in_by_code(request.POST.get("code", ""))
        if found is not None and _keyable(request).filter(pk=found.pk).exists():
            return redirect("key_paper", check_in=found.ref)
    return render(request, "desk/paper.html", {"is_wrong": request.method == "POST"})


@page(Permission.KEY_PAPER, methods=("GET", "POST"))
@sensitive_post_parameters()
def key_paper(request: HttpRequest, check_in: UUID) -> HttpResponse:
    """Key it in; where the marks look like a slip of the hand, once more without seeing the first time."""
    joined = _keyable(request).select_related("program", "instrument", "session", "episode__client")
    found = get_object_or_404(joined, ref=check_in)
    if not can_be_answered(found):
        messages.error(request, _("This sheet was keyed in, or answered in another way, before."))
        return redirect("paper")
    sheet = in_language(request, found)
    return _keyed(request, sheet) if request.method == "POST" else _rows(request, sheet, {})


def _keyable(request: HttpRequest) -> QuerySet[CheckIn]:
    seen = visit(request)
    reached = sessions_for(seen.person, Permission.KEY_PAPER, seen.day)
    # One that came with records was not handed out here, and has no sheet.
    return CheckIn.objects.filter(session__in=reached, expires_at__isnull=False)


def _keyed(request: HttpRequest, sheet: Opened) -> HttpResponse:
    if "declined" in request.POST:
        return _saved(request, sheet, None)
    marks, wrong = _marks(request, sheet)
    if wrong or request.POST.get("sharing") not in list(Sharing):
        problem = _("Some rows have something else than the digits on the sheet, or the box at the top is missing.")
        return _rows(request, sheet, marks, problem=problem, wrong=wrong)
    first = _keyed_before(request)
    if first is None and is_odd(marks):
        return _rows(request, sheet, {}, first=marks)
    if first is not None and first != marks:
        differ = {item for item in marks if first.get(item) != marks[item]}
        problem = _("The two times differ in the rows marked below. Look at the sheet, and key them in anew.")
        kept = {item: mark for item, mark in marks.items() if item not in differ}
        return _rows(request, sheet, kept, problem=problem, wrong=differ)
    return _saved(request, sheet, marks)


def _saved(request: HttpRequest, sheet: Opened, marks: Marks | None) -> HttpResponse:
    seen = visit(request)
    try:
        if marks is None:
            decline_check_in(sheet.check_in, mode=PAPER, language=sheet.language, keyed_by=seen.person, at=seen.at)
        else:
            sharing = Sharing(request.POST["sharing"])
            key_check_in(
                sheet.check_in, marks, sharing=sharing, language=sheet.language, by=seen.person, at=seen.at
            )  # fmt: skip
        messages.success(request, _("Keyed in. Destroy the sheet as your program does with such paper."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("paper")


def _marks(request: HttpRequest, sheet: Opened) -> tuple[Marks, set[str]]:
    """By item; an empty row is one left blank on the sheet. The second: rows that hold what no box stands for."""
    values = {str(place): choice.value for place, choice in enumerate(sheet.choices, 1)}
    typed = {item.code: request.POST.get(f"item-{item.code}", "").strip() for item in sheet.items}
    wrong = {item for item, words in typed.items() if words and words not in values}
    return {item: values.get(words) for item, words in typed.items()}, wrong


def _keyed_before(request: HttpRequest) -> Marks | None:
    """The first time, as the page carries it: signed, so that the second is held against what was keyed."""
    try:
        held = Signer(salt=SALT).unsign_object(request.POST.get("first", ""))
    except (BadSignature, ValueError):
        return None
    return held if isinstance(held, dict) else None


def _rows(
    request: HttpRequest, sheet: Opened, marks: Mapping[str, float | None], *, problem: str = "",
    wrong: set[str] | None = None, first: Marks | None = None,
) -> HttpResponse:  # fmt: skip
    digits: dict[float | None, int] = {choice.value: place for place, choice in enumerate(sheet.choices, 1)}
    rows = [
        {"item": item.code, "place": place, "words": sheet.wording(item), "is_wrong": item.code in (wrong or set()),
         "digit": digits.get(marks.get(item.code), "")}
        for place, item in enumerate(sheet.items, 1)
    ]  # fmt: skip
    context = {
        "check_in": sheet.check_in, "client": sheet.check_in.episode.client, "rows": rows, "problem": problem,
        "labels": [choice.labels.get(sheet.language, "") for choice in sheet.choices], "language": sheet.language,
        "first": Signer(salt=SALT).sign_object(first) if first is not None else "", "most": len(sheet.choices),
        "sharing_choices": wording.sharing_choices(sheet.check_in.program),
        "sharing": request.POST.get("sharing", "") or _chosen_before(sheet.check_in),
    }  # fmt: skip
    return render(request, "desk/key_paper.html", context, status=400 if problem else 200)


def _chosen_before(check_in: CheckIn) -> str:
    """What the client chose on a phone before going on with paper; empty where the sheet alone says it."""
    return check_in.sharing if check_in.status == CheckInStatus.SHOWN else ""
