"""A whole check-in in one request: read strictly, taken once, late if it must be."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from bidewell.records.models import Answer, AuditEvent, CheckIn, FreeText
from tests.clinic.cast import NOW, Browsing, Cast
from tests.clinic.check_ins import SEVEN, address, answers_of, offered, scores_of

CLOCK = 1_700_000_000_000  # a device's own, years behind
MINUTE = 60_000


@pytest.fixture
def check_in(cast: Cast):
    with time_machine.travel(NOW, tick=False):
        yield offered(cast, NOW)


@pytest.fixture
def phone(browsing: Browsing) -> Browser:
    return browsing(None)


def whole(check_in: CheckIn, value: float | None = 4, **more: Any) -> dict[str, Any]:
    rows = [
        {"item": item, "value": value, "shown": CLOCK + at * 1000, "answered": CLOCK + at * 1000 + 900}
        for at, item in enumerate(check_in.items)
    ]
    return {
        "now": CLOCK + MINUTE,
        "state": "finished",
        "sharing": "therapist",
        "language": "en",
        "answers": rows,
        **more,
    }


def send(phone: Browser, check_in: CheckIn, body: Any):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return phone.post(address(check_in, "answers"), raw, content_type="application/json")


def test_a_whole_check_in_is_taken_and_scored(phone: Browser, check_in: CheckIn) -> None:
    assert send(phone, check_in, whole(check_in)).json() == {"state": "finished"}
    check_in.refresh_from_db()
    assert (check_in.status, check_in.sharing, len(answers_of(check_in))) == ("answered", "therapist", SEVEN)
    assert scores_of(check_in) == {"alliance": 4.0}


def test_times_are_ours_whatever_the_devices_clock_says(phone: Browser, check_in: CheckIn) -> None:
    send(phone, check_in, whole(check_in))
    check_in.refresh_from_db()
    first = check_in.answers.get(item=check_in.items[0])
    assert first.shown_at == NOW - timedelta(seconds=60) == check_in.shown_at
    assert first.answered_at == first.shown_at + timedelta(milliseconds=900)
    assert check_in.answered_at == check_in.at == NOW - timedelta(seconds=60 - 6, milliseconds=-900)


def test_the_same_again_changes_nothing(phone: Browser, check_in: CheckIn) -> None:
    send(phone, check_in, whole(check_in))
    before = list(Answer.objects.order_by("pk").values()), AuditEvent.objects.count()
    assert send(phone, check_in, whole(check_in)).json() == {"state": "answered"}
    assert send(phone, check_in, whole(check_in, 1)).json() == {"state": "answered"}
    assert (list(Answer.objects.order_by("pk").values()), AuditEvent.objects.count()) == before


def test_what_was_begun_is_kept_and_a_later_value_replaces_it(phone: Browser, check_in: CheckIn) -> None:
    part = whole(check_in, 2, state="begun")
    part["answers"] = part["answers"][:3]
    assert send(phone, check_in, part).json() == {"state": "begun"}
    check_in.refresh_from_db()
    assert (check_in.status, len(answers_of(check_in))) == ("shown", 3)
    send(phone, check_in, whole(check_in, 5))
    assert set(answers_of(check_in).values()) == {5.0}


def test_not_today_from_a_phone(phone: Browser, check_in: CheckIn) -> None:
    send(phone, check_in, whole(check_in, answers=[], state="declined"))
    check_in.refresh_from_db()
    assert check_in.status == "declined"
    assert send(phone, check_in, whole(check_in)).json() == {"state": "declined"}


def test_a_line_may_come_with_the_answers_or_after_them(phone: Browser, check_in: CheckIn) -> None:
    send(phone, check_in, whole(check_in))
    send(phone, check_in, whole(check_in, text="More time", written=CLOCK + MINUTE))
    send(phone, check_in, whole(check_in, text="More time", written=CLOCK + MINUTE))
    assert FreeText.objects.get().text == "More time"


A_DAY = 24 * 60 * MINUTE


@pytest.mark.parametrize(
    ("days", "written", "expected"),
    [
        (6, CLOCK + MINUTE, ["Mine"]),  # written within the hour, without a connection since
        (8, CLOCK + MINUTE, []),
        (6, CLOCK - MINUTE, []),  # before the answers
        (6, CLOCK + 2 * 60 * MINUTE, []),
        (6, None, []),
    ],
)
def test_a_line_written_in_time_is_taken_late_but_not_at_any_time(
    phone: Browser, check_in: CheckIn, days: int, written: int | None, expected: list[str]
) -> None:
    send(phone, check_in, whole(check_in))
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        send(phone, check_in, whole(check_in, text="Mine", written=written, now=CLOCK + MINUTE + days * A_DAY))
    assert list(FreeText.objects.values_list("text", flat=True)) == expected


def test_a_used_link_does_not_overwrite_the_line_that_was_kept(phone: Browser, check_in: CheckIn) -> None:
    send(phone, check_in, whole(check_in, text="Mine"))
    noted = AuditEvent.objects.count()
    send(phone, check_in, whole(check_in, text="Somebody else's", written=CLOCK + MINUTE))
    phone.post(address(check_in, "end"), {"text": "Somebody else's"})
    assert (FreeText.objects.get().text, AuditEvent.objects.count()) == ("Mine", noted)


def test_answered_in_time_and_sent_late_is_taken(phone: Browser, check_in: CheckIn) -> None:
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        late = whole(check_in, now=CLOCK + 4 * A_DAY)
        assert send(phone, check_in, late).json() == {"state": "finished"}
    check_in.refresh_from_db()
    assert check_in.answered_at is not None and check_in.answered_at < check_in.expires_at


def test_answered_too_late_is_not_taken(phone: Browser, check_in: CheckIn) -> None:
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        assert send(phone, check_in, whole(check_in)).status_code == 410
    assert answers_of(check_in) == {}


def test_an_unknown_token_is_told_so(phone: Browser, check_in: CheckIn) -> None:
    response = phone.post("/c/nothing/answers", whole(check_in), content_type="application/json")
    assert (response.status_code, response.json()) == (404, {"state": "unknown"})


def changed(check_in: CheckIn, field: str, value: Any) -> dict[str, Any]:
    body = whole(check_in)
    body["answers"][0][field] = value
    return body


NONSENSE: list[Callable[[CheckIn], Any]] = [
    lambda _: b"",
    lambda _: b"{",
    lambda _: b"[]",
    lambda _: b"\xff\xfe",
    lambda _: b"[" * 20_000,
    lambda _: b" " * 40_000,
    lambda one: whole(one, extra=1),
    lambda one: whole(one, now="soon"),
    lambda one: json.dumps(whole(one)).replace(str(CLOCK + MINUTE), "NaN").encode(),
    lambda one: whole(one, now=10**400),
    lambda one: whole(one, state="half"),
    lambda one: whole(one, state=[]),
    lambda one: whole(one, sharing="everybody"),
    lambda one: whole(one, language="xx"),
    lambda one: whole(one, language=1),
    lambda one: whole(one, text=["a"]),
    lambda one: whole(one, text="a" * 2001),
    lambda one: whole(one, written="then"),
    lambda one: whole(one, answers={}),
    lambda one: whole(one, answers=[1]),
    lambda one: whole(one, answers=whole(one)["answers"] * 2),
    lambda one: changed(one, "item", "shoe size"),
    lambda one: changed(one, "item", {}),
    lambda one: changed(one, "value", 6),
    lambda one: changed(one, "value", "4"),
    lambda one: changed(one, "value", True),
    lambda one: changed(one, "shown", "earlier"),
    lambda one: changed(one, "more", 1),
]


@pytest.mark.parametrize("make", NONSENSE)
def test_nonsense_is_refused_in_words_and_changes_nothing(phone: Browser, check_in: CheckIn, make) -> None:
    response = send(phone, check_in, make(check_in))
    assert response.status_code == 400
    assert response.json()["problem"]
    check_in.refresh_from_db()
    assert (check_in.status, answers_of(check_in)) == ("offered", {})


def test_a_broken_half_of_a_character_in_the_line_is_left_out(phone: Browser, check_in: CheckIn) -> None:
    raw = json.dumps(whole(check_in, text="ok \x00")).replace("ok ", "ok \\ud800").encode()
    assert send(phone, check_in, raw).status_code == 200
    assert FreeText.objects.get().text == "ok"


def test_the_number_of_queries_is_small_and_does_not_grow_with_the_history(
    phone: Browser, check_in: CheckIn, cast: Cast, django_assert_max_num_queries
) -> None:
    for number in range(30):
        other = offered(cast, NOW, key=f"V{number}")
        send(phone, other, whole(other))
    with django_assert_max_num_queries(11):
        assert send(phone, check_in, whole(check_in)).json() == {"state": "finished"}


def test_a_form_where_json_is_expected_is_refused(phone: Browser, check_in: CheckIn) -> None:
    assert phone.post(address(check_in, "answers"), {"value": "4"}).status_code == 400
