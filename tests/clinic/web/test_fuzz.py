"""Anything may be sent to any page by anybody: no page breaks, shows a trace, or names a client where it refuses."""

import logging
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bidewell.domain.roles import Role
from bidewell.records.access import ROLES_THAT_MAY
from bidewell.records.models import Person
from bidewell.web.logs import PlaceOnly
from tests.clinic.cast import NOW, Cast
from tests.clinic.fits import fit_of
from tests.clinic.web.addresses import Address, addresses, read_to_the_end
from tests.clinic.web.test_access_matrix import another, proven
from tests.clinic.web.things import OWN, Belongings, belongings, references

# Names that pages read without showing a field for them; the others are taken from the page itself.
NAMES = (
    "version program section day from_day to_day person what about before next back order page q search known of week "
    "window name email roles site supervisor status reason answer credential code pin login password1 password2 file"
).split()
ODD = st.sampled_from(
    ["", " ", "0", "-1", "1e400", "NaN", "99999999999999999999", "2026-02-30", "9999-12-31", "0001-01-01", "24:61", "\0",
     "<script>alert(1)</script>", "{}", "[]", "null", "{\"id\": []}", "' OR 1=1 --", "../../etc/passwd", "a" * 3000,
     "2026-03-04", "10:00", "en", "on", "true", "00000000-0000-0000-0000-000000000000", "therapist", "٣", "ñ\u202e"]
)  # fmt: skip
TRACES, NAMES_OF_CLIENTS = ("Traceback", "site-packages"), ("Casey", "Noor", "Dev Patel")
REFUSALS = (401, 403, 404, 405)


@pytest.fixture
def written() -> Any:
    """What would reach the log of an installation, as its formatter writes it."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Kept()
    handler.setFormatter(PlaceOnly())
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lines
    for logger in loggers:
        logger.removeHandler(handler)


def sent(page: str) -> st.SearchStrategy[dict[str, Any]]:
    """Odd things in the fields that a page has, among values it offers, so that some of it gets past the first check."""
    names = sorted({*NAMES, *re.findall(r'name="([^"]+)"', page)} - {"csrfmiddlewaretoken"})
    offered = sorted(set(re.findall(r'value="([^"]*)"', page)))[:60]
    one = st.one_of(ODD, st.text(max_size=40), *([st.sampled_from(offered)] if offered else []))
    return st.dictionaries(st.sampled_from(names), st.one_of(one, one, st.lists(ODD, max_size=3)), max_size=14)


class Somebody:
    """One visitor at one page, as often as it takes; what a form changes is undone each time."""

    def __init__(
        self, address: Address, of: Belongings, visitor: Person | None, browsing: Callable[..., Browser]
    ) -> None:
        self.visitor, self.browsing = visitor, browsing
        self.path = reverse(address.name, kwargs=references(address.name, address.needs, of, visitor))

    @cached_property
    def signed_in(self) -> Browser:
        return proven(self.browsing(self.visitor), self.visitor)

    def sends(self, method: str, data: dict[str, Any]) -> tuple[int, str]:
        browser = another(self.signed_in)
        with transaction.atomic():
            browser.raise_request_exception = False
            response: HttpResponse = getattr(browser, method)(self.path, data)
            transaction.set_rollback(True)
        return response.status_code, read_to_the_end(response).decode("utf-8", "replace")


@pytest.mark.parametrize("address", addresses(), ids=lambda one: one.name)
def test_whatever_is_sent_no_page_breaks_or_tells(
    address: Address, cast: Cast, browsing: Callable[..., Browser], written: list[str]
) -> None:
    fit_of(cast.program)
    own = belongings(cast)[OWN]
    with time_machine.travel(NOW, tick=False):
        asked = {role: Somebody(address, own, cast.people[role], browsing) for role in Role}
        nobody = Somebody(address, own, None, browsing)
        may = ROLES_THAT_MAY.get(address.permission, frozenset()) or set(Role)  # type: ignore[call-overload]
        those = [asked[role] for role in sorted(may)]
        fields = sent(those[0].sends("get", {})[1])
        visitors = st.one_of(st.sampled_from(those), st.sampled_from(those), st.sampled_from([nobody, *asked.values()]))

        @settings(
            max_examples=20, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(who=visitors, method=st.sampled_from(["get", "post", "post"]), data=fields)
        def anything(who: Somebody, method: str, data: dict[str, Any]) -> None:
            status, shown = who.sends(method, data)
            assert status < 500, (method, status)
            assert status < 400 or not any(trace in shown for trace in TRACES)
            assert status not in REFUSALS or not any(name in shown for name in NAMES_OF_CLIENTS)

        anything()
    assert not any(secret in line for line in written for secret in (*TRACES, *NAMES_OF_CLIENTS))
