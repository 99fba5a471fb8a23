"""A whole check-in in one request, as a phone sends it: read strictly, refused in words, and never half taken."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from bidewell.actions.check_ins.answering import Given, Submission, record_answers
from bidewell.actions.check_ins.finishing import LATE
from bidewell.actions.check_ins.free_text import LONGEST, write_text
from bidewell.actions.check_ins.opening import AlreadyOver, decline_check_in
from bidewell.actions.refusals import Refused
from bidewell.domain.sharing import Sharing
from bidewell.records.models import CheckIn
from bidewell.web.client.opened import Opened, State, for_clients, found, opened
from bidewell.web.pages import moment

LONGEST_BODY = 32_768
FIELDS = frozenset({"now", "state", "sharing", "language", "answers", "text", "written"})
ANSWER_FIELDS = frozenset({"item", "value", "shown", "answered"})
BEGUN, FINISHED, DECLINED = "begun", "finished", "declined"
STATUS = {State.UNKNOWN: 404, State.EXPIRED: 410, State.DECLINED: 200, State.ANSWERED: 200}


class Nonsense(ValueError):
    """What came is not a check-in; the words say what is expected, never what was given."""


@for_clients("POST")
def answers(request: HttpRequest, token: str) -> HttpResponse:
    """What was answered on the device: so far, or to the end, now or days ago without a connection."""
    at, raw = moment(request), request.body  # read before anything takes it for a form
    state, known = found(token, at, late=True)
    if known is None:
        return JsonResponse({"state": state}, status=STATUS[state])
    one = opened(request, token, known)
    try:
        body = read_body(raw, one)
    except Nonsense as nonsense:
        return JsonResponse({"state": state, "problem": str(nonsense)}, status=400)
    if state is State.OPEN and not _is_in_time(known, body, at):
        return JsonResponse({"state": State.EXPIRED}, status=STATUS[State.EXPIRED])
    return _taken(one, body, state, at)


def _taken(one: Opened, body: dict[str, Any], state: State, at: datetime) -> HttpResponse:
    """The same body sent twice changes nothing the second time; only a line of text may still be added at the end."""
    try:
        if state is State.OPEN and body["state"] == DECLINED:
            decline_check_in(one.check_in, mode=one.mode, language=body["language"], at=at)
        elif state is State.OPEN:
            record_answers(one.check_in, submission_of(body, one, at), at=at)
    except AlreadyOver as over:
        state = State(over.status)
    if state is State.ANSWERED and body["text"]:
        _add_text(one.check_in, body, at)
    return JsonResponse({"state": body["state"] if state is State.OPEN else state})


def _add_text(known: CheckIn, body: dict[str, Any], at: datetime) -> None:
    try:
        write_text(known, body["text"], written_at=_time(body["written"], body["now"], at) or at, at=at)
    except Refused:
        pass  # the hour is over: the page had said that the link is used up


def _is_in_time(known: CheckIn, body: dict[str, Any], at: datetime) -> bool:
    """Answered before the offer expired, and not on the way for longer than we wait."""
    assert known.expires_at is not None
    times = [_time(one["answered"], body["now"], at) for one in body["answers"]]
    answered_at = max((one for one in times if one), default=at)
    return answered_at <= known.expires_at and at <= known.expires_at + LATE


def submission_of(body: dict[str, Any], one: Opened, at: datetime) -> Submission:
    """The body as the action takes it; a device's clock may be wrong, so only what lay between its times counts."""
    given = tuple(
        Given(row["item"], row["value"], _time(row["shown"], body["now"], at), _time(row["answered"], body["now"], at))
        for row in body["answers"]
    )
    return Submission(
        given, Sharing(body["sharing"]), body["language"], one.mode, body["state"] == FINISHED, body["text"]
    )


def _time(then: float | None, now: float, at: datetime) -> datetime | None:
    """A moment of the device, in milliseconds of its clock, as a moment of ours."""
    if then is None or not 0 <= now - then <= 30 * 86_400_000:
        return None
    return at - timedelta(milliseconds=now - then)


def read_body(raw: bytes, one: Opened) -> dict[str, Any]:
    """The body with every field there and of its kind. Raises Nonsense."""
    if len(raw) > LONGEST_BODY:
        raise Nonsense("this is too long for a check-in")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Nonsense("JSON is expected") from None
    if not isinstance(body, dict) or not body.keys() <= FIELDS:
        raise Nonsense(f"an object with these fields is expected: {', '.join(sorted(FIELDS))}")
    body = {"text": "", "written": None, "answers": [], **body}
    for problem in _problems(body, one):
        raise Nonsense(problem)
    return body


def _problems(body: dict[str, Any], one: Opened) -> Iterator[str]:
    if not _is_number(body.get("now")):
        yield "now: milliseconds of the device's clock are expected"
    if body["written"] is not None and not _is_number(body["written"]):
        yield "written: milliseconds of the device's clock are expected, or null"
    if body.get("state") not in (BEGUN, FINISHED, DECLINED):
        yield f"state: one of {BEGUN}, {FINISHED}, {DECLINED} is expected"
    if body.get("sharing") not in list(Sharing):
        yield f"sharing: one of {', '.join(Sharing)} is expected"
    if not isinstance(body.get("language"), str) or body["language"] not in one.instrument.languages:
        yield "language: one of the check-in's languages is expected"
    if not isinstance(body["text"], str) or len(body["text"]) > LONGEST:
        yield f"text: up to {LONGEST} characters are expected"
    yield from _problems_of_answers(body["answers"], one)


def _problems_of_answers(rows: Any, one: Opened) -> Iterator[str]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield "answers: a list of objects is expected"
        return
    values = [choice.value for choice in one.choices]
    for row in rows:
        if row.keys() != ANSWER_FIELDS:
            yield f"answers: each has {', '.join(sorted(ANSWER_FIELDS))}"
        elif row["item"] not in one.check_in.items:
            yield "answers: an item of this check-in is expected"
        elif row["value"] is not None and (not _is_number(row["value"]) or row["value"] not in values):
            yield "answers: one of the labelled values is expected, or null where it was passed over"
        elif not all(row[time] is None or _is_number(row[time]) for time in ("shown", "answered")):
            yield "answers: times are milliseconds of the device's clock, or null"
    items = [row.get("item") for row in rows if isinstance(row.get("item"), str)]
    if len(items) != len(set(items)):
        yield "answers: each item once"


def _is_number(value: Any) -> bool:
    """Not NaN, not infinite, and small enough to be a time."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e15 < value < 1e15
