"""Whatever is sent to the pages of clients, by whatever address: an answer in words, never a 500, nothing half-taken."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client as Browser
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bidewell.records.models import Answer
from tests.clinic.cast import Browsing, Cast
from tests.clinic.check_ins import address, offered

FUZZED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PARTS = ["", "/start", "/not-today", "/answers", "/end", "/1", "/99999999999999999999"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
LIKELY = st.fixed_dictionaries(
    {
        "now": JSON | st.just(1_700_000_000_000),
        "state": JSON | st.sampled_from(["begun", "finished", "declined"]),
        "sharing": JSON | st.sampled_from(["therapist", "counted"]),
        "language": JSON | st.just("en"),
        "answers": JSON
        | st.lists(
            st.fixed_dictionaries(
                {"item": st.sampled_from(["bond", "goals", "x"]) | JSON, "value": JSON, "shown": JSON, "answered": JSON}
            ),
            max_size=4,
        ),
        "text": JSON,
        "written": JSON,
    }
)


@pytest.fixture
def phone(browsing: Browsing) -> Browser:
    return browsing(None)


@FUZZED
@given(
    token=st.text(min_size=1, max_size=120),
    part=st.sampled_from(PARTS),
    posted=st.dictionaries(st.text(max_size=10), st.text(max_size=30), max_size=5),
)
def test_any_token(phone: Browser, db: None, token: str, part: str, posted: dict[str, str]) -> None:
    where = f"/c/{quote(token.encode('utf-8', 'surrogatepass'), safe='')}{part}"
    assert phone.get(where).status_code < 500
    assert phone.post(where, posted).status_code < 500


@FUZZED
@given(
    part=st.sampled_from(PARTS),
    posted=st.dictionaries(
        st.sampled_from(["value", "sharing", "language", "shown", "text", "code"]), st.text(max_size=40)
    ),
)
def test_any_form(phone: Browser, cast: Cast, part: str, posted: dict[str, str]) -> None:
    check_in = offered(cast, timezone.now()) if not cast.episode.check_ins.exists() else cast.episode.check_ins.get()
    link = address(check_in)
    phone.post(f"{link}/start", {"sharing": "therapist"})
    assert phone.get(link + part, posted).status_code < 500
    assert phone.post(link + part, posted).status_code < 500
    assert phone.post("/c/code", posted).status_code < 500
    assert phone.post("/c/kiosk/unlock", posted).status_code < 500


@FUZZED
@given(body=st.binary(max_size=300) | JSON.map(_dumped := lambda one: json.dumps(one).encode()) | LIKELY.map(_dumped))
def test_any_body(phone: Browser, cast: Cast, body: Any) -> None:
    check_in = offered(cast, timezone.now()) if not cast.episode.check_ins.exists() else cast.episode.check_ins.get()
    response = phone.post(address(check_in, "answers"), body, content_type="application/json")
    assert response.status_code in (200, 400)
    taken = Answer.objects.filter(check_in=check_in, is_score=False)
    assert all(answer.item in check_in.items and answer.value in (1, 2, 3, 4, 5) for answer in taken)
