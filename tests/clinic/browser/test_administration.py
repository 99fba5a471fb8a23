"""The administrator's pages and the page of requests, in a real browser, at a desk and on a phone, light and dark."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from bidewell.actions.auditing import note
from bidewell.domain.outsiders import Asker, RequestAnswer
from bidewell.domain.roles import Role
from bidewell.records.models import Person, Request
from tests.accessibility import violations
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import DAY, Cast, make_cast, member

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [
    pytest.param(size, scheme, id=f"{name}-{scheme}")
    for name, size in (("desk", DESK), ("phone", PHONE))
    for scheme in ("light", "dark")
]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast with something in every list."""
    made = make_cast()
    member(made.program, Person.objects.create(name="T9"), Role.THERAPIST, key="T9")
    for number in range(4):
        note(
            "role_given",
            made.thea,
            by=made.ada,
            at=timezone.now() - timedelta(seconds=number),
            program=made.program,
            role="therapist",
        )
    Request.objects.create(
        program=made.program, client=made.casey, asked_on=DAY, asked_by=Asker.COURT, answer=RequestAnswer.REFUSED,
        note="Letter in the file.", recorded_at=timezone.now(), recorded_by=made.frida,
    )  # fmt: skip
    return made


def look_at(page: Page, address: str, name: str, size: dict[str, Any], scheme: str) -> None:
    page.goto(address)
    assert violations(page) == [], name
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["viewport"]["width"], f"{name} is wider than the screen"
    picture(page, f"{name}-{size['viewport']['width']}-{scheme}")


@pytest.mark.parametrize("size, scheme", LOOKS)
def test_axe_finds_nothing_on_the_administrators_pages(
    cast: Cast, page_of: Opener, size: dict[str, Any], scheme: str
) -> None:
    page = page_of(cast.ada, size, color_scheme=scheme)
    known = Person.objects.get(name="T9")
    addresses = {
        "people": reverse("people"), "invite": reverse("invite"), "person": reverse("person", args=[cast.thea.ref]),
        "person-of-the-records": reverse("person", args=[known.ref]), "leaving": reverse("leaving", args=[cast.thea.ref]),
        "program_settings": reverse("program_settings"), "audit": reverse("audit"), "audit-empty": f"{reverse('audit')}?day=2001-01-01",
    }  # fmt: skip
    for name, address in addresses.items():
        look_at(page, address, name, size, scheme)


@pytest.mark.parametrize("size, scheme", LOOKS)
def test_axe_finds_nothing_on_the_page_of_requests(
    cast: Cast, page_of: Opener, size: dict[str, Any], scheme: str
) -> None:
    look_at(page_of(cast.frida, size, color_scheme=scheme), reverse("requests"), "requests", size, scheme)
    Request.objects.all().delete()
    look_at(page_of(cast.pat, size, color_scheme=scheme), reverse("requests"), "requests-empty", size, scheme)


def test_a_form_with_something_wrong_says_so_beside_it(cast: Cast, page_of: Opener, complaints: list[str]) -> None:
    page = page_of(cast.frida)
    page.goto(reverse("requests"))
    page.get_by_label("Client's number").fill("C99")
    page.get_by_role("button", name="Add to the log").click()
    expect(page.get_by_text("You have no client with this number.")).to_be_visible()
    assert violations(page) == []
    picture(page, "requests-wrong-1280")
    complaints.clear()  # the browser's own word on a 400


def test_a_role_is_given_without_a_script(cast: Cast, page_of: Opener) -> None:
    page = page_of(cast.ada, java_script_enabled=False)
    page.goto(reverse("person", args=[cast.pat.ref]))
    page.get_by_text("Give another role").click()
    page.get_by_label("Administrator").check()
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("heading", name="Administrator")).to_be_visible()
