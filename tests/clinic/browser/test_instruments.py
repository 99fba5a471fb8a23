"""The instruments pages in a real browser: accessible at every size, and used with the keyboard of a person."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page

from bidewell.actions.instruments.adopting import adopt_instrument
from bidewell.actions.instruments.defining import define_instrument
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.registry import instrument
from bidewell.records.models import InstrumentVersion
from tests.accessibility import violations
from tests.clinic.actions.test_instruments import PHQ
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [(DESK, "light", "en"), (DESK, "dark", "en"), (PHONE, "light", "es"), (PHONE, "dark", "en")]


def looks_well(page: Page, name: str) -> None:
    picture(page, name)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture
def opened(page_of: Opener) -> Callable[..., tuple[Page, Cast, dict[str, InstrumentVersion]]]:
    def open_with(size: dict[str, Any] = DESK, scheme: str = "light", locale: str = "en") -> Any:
        cast = make_cast()
        cast.dana.language = locale
        cast.dana.save()
        cast.program.safety_note = {"en": "Call Sam at once: 555 0100.\nStay with the client."}
        cast.program.save()
        rows = {
            "ours": adopt_instrument(cast.program, BIDEWELL_CHECKIN, by=cast.dana, at=NOW),
            "core": adopt_instrument(cast.program, instrument("core", "10", "client"), by=cast.dana, at=NOW),
            "own": define_instrument(cast.program, PHQ, is_attested=True, by=cast.dana, at=NOW),
            "brought": InstrumentVersion.objects.create(program=cast.program, code="old_form", rater="client"),
        }
        return page_of(cast.dana, size, color_scheme=scheme, locale=locale), cast, rows

    return open_with


@pytest.mark.parametrize(("size", "scheme", "locale"), LOOKS, ids=["desk", "desk-dark", "phone-es", "phone-dark"])
def test_every_page_is_accessible_at_every_size(
    opened: Callable[..., Any], size: dict[str, Any], scheme: str, locale: str
) -> None:
    with time_machine.travel(NOW, tick=True):
        page, _cast, rows = opened(size, scheme, locale)
        kind = f"{size['viewport']['width']}-{scheme}-{locale}"
        for name, rest in (
            ("list", ""), ("check-in", "/check-in"), ("define", "/define"), ("whole", "/define/whole"),
            ("note", "/safety-note"), ("ours", f"/{rows['ours'].ref}"), ("core", f"/{rows['core'].ref}"),
            ("text", f"/{rows['core'].ref}/text"), ("own", f"/{rows['own'].ref}"), ("brought", f"/{rows['brought'].ref}"),
            ("correct", f"/{rows['own'].ref}/definition"),
        ):  # fmt: skip
            page.goto(f"/data/instruments{rest}")
            looks_well(page, f"instruments-{name}-{kind}")


def test_a_form_the_program_holds_is_defined_and_then_asked(opened: Callable[..., Any]) -> None:
    with time_machine.travel(NOW, tick=True):
        page, _cast, _rows = opened()
        page.goto("/data/instruments/define")
        with page.expect_navigation():
            page.get_by_role("button", name="Keep this definition").click()
        looks_well(page, "instruments-define-errors")
        for label, words in (
            ("Short name", "phq"), ("Version", "9"), ("Name in English", "Mood form"),
            ("Questions in English, one a line", "\n".join(f"Question {n}" for n in range(1, 10))),
            ("Smallest answer", "0"), ("Largest answer", "3"), ("Answers in English, one a line", "No\nSome\nMost\nDaily"),
            ("Questions that call for a safety note", "9: 1"), ("Smallest score", "0"), ("Largest score", "27"),
            ("Where you read these facts", "The form"), ("Licence, letter or contract", "Printed on the form"),
            ("Day on which somebody read it", "2026-01-31"),
        ):  # fmt: skip
            page.get_by_label(label, exact=True).fill(words)
        page.get_by_label("The program holds this form", exact=False).check()
        page.get_by_role("button", name="Keep this definition").click()
        page.get_by_role("button", name="Ask this one from now on").click()
        page.get_by_text("This one is asked from now on.").wait_for()
        looks_well(page, "instruments-defined")
        assert page.get_by_text("Question 9: from the answer 1").is_visible()
    assert InstrumentVersion.objects.get(is_offered=True).code == "phq"
