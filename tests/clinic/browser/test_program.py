"""The director's page in a real browser: before the first fit and with one, at a desk and on a phone."""

import pytest
import time_machine
from playwright.sync_api import Page

from bidewell.domain.roles import Role
from bidewell.records.models import Person
from tests.accessibility import violations
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import NOW, make_cast, member, person
from tests.clinic.fits import fit_of
from tests.clinic.simulated import load, simulated

pytestmark = pytest.mark.django_db(transaction=True)


def director(with_fit: bool) -> Person:
    program = load(simulated(clients=300))
    pat = person("pat")
    member(program, pat, Role.DIRECTOR)
    if with_fit:
        fit_of(program)
    return pat


def looks_well(page: Page, name: str) -> None:
    picture(page, name)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    ("size", "scheme", "with_fit"),
    [(DESK, "light", True), (DESK, "dark", False), (PHONE, "light", False), (PHONE, "dark", True)],
    ids=["desk-fitted", "desk-dark-first-months", "phone-first-months", "phone-dark-fitted"],
)
def test_the_page_is_accessible_at_every_size(
    page_of: Opener, size: dict[str, object], scheme: str, with_fit: bool
) -> None:
    with time_machine.travel(NOW, tick=True):
        page = page_of(director(with_fit), size, color_scheme=scheme)
        page.goto("/program/")
        looks_well(page, f"program-{scheme}-{'fit' if with_fit else 'first'}-{size['viewport']['width']}")  # type: ignore[index]


def test_a_program_without_records_says_so(phone_page: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        page = phone_page(make_cast().pat, locale="es")
        page.goto("/program/")
        looks_well(page, "program-empty")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_full_report_keeps_its_own_style_and_loads_nothing_else(page_of: Opener, scheme: str) -> None:
    with time_machine.travel(NOW, tick=True):
        page = page_of(director(True), DESK, color_scheme=scheme)
        page.goto("/program/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("link", name="Open the full report").click()
        page.get_by_role("heading", name="Who stays", exact=True).wait_for()
        looks_well(page, f"report-{scheme}")
        assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).maxWidth").endswith("px")
        assert [url for url in asked if not url.endswith("icon.svg")] == [page.url]
