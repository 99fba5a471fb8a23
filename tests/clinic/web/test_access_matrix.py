"""docs/access.md against the clinic: every address, every role, one's own things and others'. The page is what holds."""

import re
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from bidewell.domain.roles import Role
from bidewell.records.models import Person
from tests.clinic.cast import NOW, Browsing, Cast
from tests.clinic.fits import fit_of
from tests.clinic.web.addresses import Address, addresses, read_to_the_end
from tests.clinic.web.things import COLLEAGUES, FIXED, OWN, POSTED, WHOSE, Belongings, belongings, protect, references

PAGE = Path(__file__).parents[3] / "docs" / "access.md"
VISITORS: dict[str, Role | None] = {"nobody": None} | {role.replace("_", " "): role for role in Role}
# The words of a cell: whose things it opens.
OPENS: dict[str, frozenset[str]] = {
    "no": frozenset(),
    "own": frozenset({OWN}),
    "team": frozenset({OWN}),  # Sam supervises Thea, whose client is Casey
    "program": frozenset({OWN, COLLEAGUES}),
    "yes": frozenset(WHOSE),
}
LINK = "link"  # a link, a code or a step of signing in decides; roles change nothing


@cache
def rows() -> dict[str, dict[str, str]]:
    """The tables of the page: for each address, what stands in each visitor's column."""
    found: dict[str, dict[str, str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if re.match(r"\| `\w+` \|", line):
            assert cells[0] not in found, f"{cells[0]} stands twice"
            found[cells[0]] = dict(zip(("needs", *VISITORS), cells[1:], strict=True))
    return found


def test_the_page_has_a_row_for_every_address_and_no_other() -> None:
    assert sorted(rows()) == sorted(one.name for one in addresses())


@pytest.mark.parametrize("address", addresses(), ids=lambda one: one.name)
def test_the_page_names_the_permission(address: Address) -> None:
    assert rows()[address.name]["needs"] == (address.permission or "allauth")


def asked(
    address: Address, of: Belongings, visitor: Person | None, whose: str, signed_in: Browser
) -> dict[str, HttpResponse]:
    """What comes back for each method the page answers; what a form changes is undone."""
    answers = {}
    path = reverse(address.name, kwargs=references(address.name, address.needs, of, visitor if whose == OWN else None))
    for method in ("get", "post"):
        with transaction.atomic():
            response = getattr(another(signed_in), method)(
                path, POSTED.get(address.name, {}) if method == "post" else {}
            )
            transaction.set_rollback(True)
        assert response.status_code < 500, f"{method} {address.name}"
        read_to_the_end(response)
        if response.status_code != 405:
            answers[method] = response
    assert answers, "a page answers one method at least"
    return answers


def proven(browser: Browser, visitor: Person | None) -> Browser:
    """Who has just shown once more who they are, as what protects an account asks for."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": NOW.timestamp(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(visitor.pk) if visitor else ""
    session.save()
    return browser


def another(signed_in: Browser) -> Browser:
    """A browser in which the same person is signed in, for a page that may sign them out."""
    browser = Browser()
    browser.cookies = deepcopy(signed_in.cookies)
    return browser


def is_refused(response: HttpResponse) -> bool:
    """Not there, not allowed, or sent to sign in."""
    location = response.get("Location", "")
    return response.status_code in (403, 404) or location.startswith(f"{reverse('account_login')}?next=")


def whose_open(address: Address, visitor: Person | None, cast: Cast, browsing: Browsing) -> dict[str, set[str]]:
    """By method: whose things the page opens for a visitor."""
    has_owner = bool(set(address.needs) - FIXED.keys())
    opened: dict[str, set[str]] = {}
    signed_in = proven(browsing(visitor), visitor)
    for whose, of in belongings(cast).items():
        for method, response in asked(address, of, visitor, whose, signed_in).items():
            opened.setdefault(method, set())
            if not is_refused(response):
                opened[method] |= {whose} if has_owner else set(WHOSE)
    return opened


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("address", addresses(), ids=lambda one: one.name)
def test_each_page_opens_to_whom_the_page_of_access_says(
    address: Address, visitor: str, cast: Cast, browsing: Browsing
) -> None:
    word = rows()[address.name][visitor]
    if word == LINK:
        pytest.skip("the same for everybody: see the next test")
    role = VISITORS[visitor]
    person = cast.people[role] if role else None
    fit_of(cast.program)
    with time_machine.travel(NOW, tick=False):
        if person is not None and address.name != "mfa_activate_totp":
            protect(person)
        opened = whose_open(address, person, cast, browsing)
    assert opened == dict.fromkeys(opened, set(OPENS[word]))


@pytest.mark.parametrize(
    "address", [one for one in addresses() if LINK in rows().get(one.name, {}).values()], ids=lambda one: one.name
)
def test_where_a_link_decides_no_role_changes_anything_and_a_made_up_one_opens_nothing(
    address: Address, cast: Cast, browsing: Browsing
) -> None:
    assert set(rows()[address.name].values()) == {LINK, rows()[address.name]["needs"]}
    of, seen = belongings(cast)[OWN], set()
    with time_machine.travel(NOW, tick=False):
        for role in VISITORS.values():
            visitor = cast.people[role] if role else None
            answers = asked(address, of, visitor, COLLEAGUES, proven(browsing(visitor), visitor))
            seen.add(tuple((method, answer.status_code) for method, answer in answers.items()))
            assert not any(b"Casey" in answer.content for answer in answers.values())
    assert len(seen) == 1
