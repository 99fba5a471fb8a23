"""A check-in opened by its link: found, or told kindly why not; in the client's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property, wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from bidewell.actions.check_ins.links import Link, NotALink, link_of
from bidewell.actions.check_ins.opening import OPEN
from bidewell.actions.instruments.definitions import definition_of
from bidewell.domain.sessions import CheckInStatus
from bidewell.instruments.instrument import Instrument
from bidewell.instruments.item import Choice, Item
from bidewell.records.access import Permission
from bidewell.records.models import CheckIn
from bidewell.web.client.kiosk_session import is_at_kiosk
from bidewell.web.pages import page

PHONE, KIOSK = "phone", "kiosk"


class State(StrEnum):
    """How a link stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Opened:
    """A check-in in one language: what is asked, in order, and by which words."""

    check_in: CheckIn
    token: str
    language: str
    mode: str

    @cached_property
    def instrument(self) -> Instrument:
        return definition_of(self.check_in.instrument)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(self.instrument.item(code) for code in self.check_in.items)

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.instrument.choices

    def wording(self, item: Item) -> str:
        """For somebody in a group, of the group."""
        session = self.check_in.session
        words = item.group_wording if session is not None and session.group_id and item.group_wording else item.wording
        return words.get(self.language) or words.get("en", "")


def found(token: str, at: datetime, late: bool = False) -> tuple[State, CheckIn | None]:
    """The check-in of a token and how it stands; `late` says that one which is over in time may still be handed in."""
    try:
        link = link_of(token)
    except NotALink:
        return State.UNKNOWN, None
    check_in = _of(link.check_in)
    if check_in is None:
        return State.UNKNOWN, None
    return state_of(check_in, link, at, late), check_in


def _of(ref: UUID) -> CheckIn | None:
    joined = CheckIn.objects.select_related("program", "instrument", "session", "episode__client")
    return joined.filter(ref=ref).first()


def state_of(check_in: CheckIn, link: Link, at: datetime, late: bool = False) -> State:
    if check_in.status == CheckInStatus.ANSWERED:
        return State.ANSWERED
    if check_in.status == CheckInStatus.DECLINED:
        return State.DECLINED
    assert check_in.status in OPEN
    return State.EXPIRED if link.until <= at and not late else State.OPEN


def for_clients(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page whose address is all the authority there is: it needs no cookie, and leaves none.

    Nobody can make a browser send what its user could not: without the token there is nothing to forge.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            response = view(request, *arguments, **named)
            # An address that opens a check-in is told to nobody.
            response.headers["Referrer-Policy"] = "no-referrer"
            return response

        return csrf_exempt(page(Permission.ANYONE, methods=methods)(answer))

    return decorate


def opened(request: HttpRequest, token: str, check_in: CheckIn) -> Opened:
    """The check-in in the language this request asks for."""
    mode = KIOSK if is_at_kiosk(request, check_in) else PHONE
    return Opened(check_in, token, language_for(request, check_in), mode)


def language_for(request: HttpRequest, check_in: CheckIn) -> str:
    """Chosen on the page, else the check-in's, else the browser's where we speak it, else the program's."""
    spoken = definition_of(check_in.instrument).languages & set(dict(settings.LANGUAGES))
    asked = request.POST.get("language") or request.GET.get("language") or check_in.language
    browser = translation.get_language_from_request(request) if request.headers.get("Accept-Language") else ""
    wanted = (asked, browser, check_in.program.default_language, "en")
    return next((one for one in wanted if one in spoken), "en")


def shown(
    request: HttpRequest, template: str, language: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in a language of its own, whatever the browser's cookie says."""
    with translation.override(language):
        response = render(request, template, context, status=status)
    response.headers["Content-Language"] = language
    return response


def explained(request: HttpRequest, token: str, state: State, check_in: CheckIn | None) -> HttpResponse:
    """Why there is nothing to answer, and what to do. What was answered offline before is sent from here."""
    language = language_for(request, check_in) if check_in else translation.get_language() or "en"
    status = {State.UNKNOWN: 404, State.EXPIRED: 410}.get(state, 200)
    context = {
        "state": state, "is_demo": bool(check_in and check_in.program.is_demo), "token": token if check_in else "",
        "is_kiosk": check_in is not None and is_at_kiosk(request, check_in),
    }  # fmt: skip
    return shown(request, "client/nothing_to_answer.html", language, context, status)
