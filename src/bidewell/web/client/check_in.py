"""The check-in page by page, as it works without scripts: a start, a question a page, an end."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from bidewell.actions.check_ins.answering import Given, answer_item
from bidewell.actions.check_ins.free_text import LONGEST, can_add_text, write_text
from bidewell.actions.check_ins.opening import decline_check_in, start_check_in
from bidewell.actions.refusals import Refused
from bidewell.domain.sessions import CheckInStatus
from bidewell.domain.sharing import Sharing
from bidewell.records.models import CheckIn
from bidewell.web.client import wording
from bidewell.web.client.opened import KIOSK, Opened, State, explained, for_clients, found, opened, shown
from bidewell.web.pages import moment

# A page may lie open for long; a time further back than this is a wrong clock.
LONGEST_OPEN = timedelta(days=1)


def while_open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a check-in that can be answered; of any other, where it leads instead."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        state, known = found(token, moment(request))
        if known is None or state is not State.OPEN:
            return _over(request, token, state, known)
        return view(request, opened(request, token, known), **named)

    return answer


@for_clients("GET")
@while_open
def check_in(request: HttpRequest, one: Opened) -> HttpResponse:
    """The first page; one that was begun goes on from here."""
    return first_page(request, one)


def first_page(request: HttpRequest, one: Opened) -> HttpResponse:
    """The start, with every other part beside it for scripts to show."""
    given = _given(one.check_in)
    questions = [question_context(request, one, place, given) for place in range(1, len(one.items) + 1)]
    context = frame_context(request, one) | start_context(one) | end_context(one)
    return shown(request, "client/check_in.html", one.language, context | {"questions": questions})


@for_clients("POST")
@while_open
def start(request: HttpRequest, one: Opened) -> HttpResponse:
    try:
        sharing = Sharing(request.POST.get("sharing", Sharing.THERAPIST))
        start_check_in(one.check_in, sharing=sharing, language=one.language, mode=one.mode, at=moment(request))
    except (Refused, ValueError):
        return redirect("check_in", token=one.token)
    return redirect("check_in_question", token=one.token, place=_first_open(one))


@for_clients("POST")
@while_open
def decline(request: HttpRequest, one: Opened) -> HttpResponse:
    """Not today."""
    try:
        decline_check_in(one.check_in, mode=one.mode, language=one.language, at=moment(request))
    except Refused:
        pass  # answered in another window meanwhile: the next page says so
    return redirect("check_in", token=one.token)


@for_clients("GET", "POST")
@while_open
def check_in_question(request: HttpRequest, one: Opened, place: int) -> HttpResponse:
    """One question. Its answer leads to the next; after the last one the check-in is over."""
    if not 1 <= place <= len(one.items) or one.check_in.status != CheckInStatus.SHOWN:
        return redirect("check_in", token=one.token)
    if request.method == "POST":
        return _answered(request, one, place)
    context = frame_context(request, one) | question_context(request, one, place, _given(one.check_in))
    return shown(request, "client/question.html", one.language, context)


def _answered(request: HttpRequest, one: Opened, place: int) -> HttpResponse:
    at = moment(request)
    value = chosen(one, request.POST.get("value", ""))
    if value is None and request.POST.get("value") != "":
        return redirect("check_in_question", token=one.token, place=place)
    given = Given(one.items[place - 1].code, value, shown_time(request.POST.get("shown", ""), at), at)
    try:
        answer_item(one.check_in, given, language=one.language, is_last=place == len(one.items), at=at)
    except Refused:
        return redirect("check_in", token=one.token)
    return redirect("check_in_question", token=one.token, place=place + 1) if place < len(one.items) else _to_end(one)


def _to_end(one: Opened) -> HttpResponse:
    return redirect("check_in_end", token=one.token)


@for_clients("GET", "POST")
def check_in_end(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks, what happens next, and room for a line."""
    state, known = found(token, moment(request))
    if state is State.OPEN:
        return redirect("check_in", token=token)
    if known is None or not can_add_text(known, moment(request)):
        return explained(request, token, state, known) if request.method == "GET" else redirect("check_in", token=token)
    one = opened(request, token, known)
    is_sent = request.method == "POST"
    if is_sent:
        try:
            at = moment(request)
            write_text(known, request.POST.get("text", ""), written_at=at, at=at)
        except Refused:
            return explained(request, token, state, known)
    context = frame_context(request, one) | end_context(one)
    return shown(request, "client/end.html", one.language, context | {"is_sent": is_sent})


def _over(request: HttpRequest, token: str, state: State, known: CheckIn | None) -> HttpResponse:
    """For a while after the last answer every page of the check-in leads to its end; later, to why there is nothing."""
    if request.method == "POST":
        return redirect("check_in", token=token)
    if known is not None and state is State.ANSWERED and can_add_text(known, moment(request)):
        return redirect("check_in_end", token=token)
    return explained(request, token, state, known)


def frame_context(request: HttpRequest, one: Opened) -> dict[str, Any]:
    """What every page of a check-in has."""
    other = "en" if one.language == "es" else "es"
    return {
        "token": one.token, "code": one.language, "other_language": other if other in one.instrument.languages else "",
        "is_kiosk": one.mode == KIOSK, "is_demo": one.check_in.program.is_demo,
        "until": one.check_in.expires_at, "count": len(one.items),
    }  # fmt: skip


def start_context(one: Opened) -> dict[str, Any]:
    """In the language of the check-in, whatever the device speaks: a promise is read from start to end in one."""
    program = one.check_in.program
    with_choice = one.check_in.sharing if one.check_in.status == CheckInStatus.SHOWN else Sharing.THERAPIST
    with translation.override(one.language):
        line, more = wording.welcome(one.instrument, one.language)
        return {
            "welcome": line, "welcome_more": more, "promise": wording.promise(program, one.language),
            "sharing_choices": wording.sharing_choices(program), "sharing": with_choice,
            "is_begun": one.check_in.status == CheckInStatus.SHOWN,
        }  # fmt: skip


def question_context(
    request: HttpRequest, one: Opened, place: int, given: Mapping[str, float | None]
) -> dict[str, Any]:
    item = one.items[place - 1]
    choices = [
        {"value": f"{choice.value:g}", "label": choice.labels.get(one.language) or choice.labels.get("en", ""),
         "is_chosen": given.get(item.code) == choice.value}
        for choice in one.choices
    ]  # fmt: skip
    return {
        "place": place, "count": len(one.items), "item": item.code, "words": one.wording(item), "choices": choices,
        "shown": moment(request).isoformat(), "token": one.token, "code": one.language,
    }  # fmt: skip


def end_context(one: Opened) -> dict[str, Any]:
    program = one.check_in.program
    with translation.override(one.language):
        asks, notice = wording.free_text_words(one.instrument, one.language)
        after = wording.what_happens(one.check_in)
        return {
            "asks": asks, "notice": notice, "crisis_line": wording.crisis_line(program, one.language),
            "what_happens": after, "happens": after[Sharing(one.check_in.sharing)],
            "you_said_we_did": wording.own_words(program.you_said_we_did, one.language), "longest": LONGEST,
        }  # fmt: skip


def chosen(one: Opened, words: str) -> float | None:
    """The choice a button stands for; None for anything else."""
    return next((choice.value for choice in one.choices if f"{choice.value:g}" == words), None)


def shown_time(words: str, at: datetime) -> datetime | None:
    """When the question was shown, as the page says; nothing where that cannot be."""
    try:
        then = datetime.fromisoformat(words)
        return then if then.tzinfo is not None and at - LONGEST_OPEN <= then <= at else None
    except (ValueError, OverflowError):
        return None


def _given(known: CheckIn) -> dict[str, float | None]:
    if known.status != CheckInStatus.SHOWN:
        return {}
    return dict(known.answers.filter(is_score=False).values_list("item", "value"))


def _first_open(one: Opened) -> int:
    given = one.check_in.answers.values_list("item", flat=True)
    answered = set(given)
    return next((place for place, item in enumerate(one.items, 1) if item.code not in answered), 1)
