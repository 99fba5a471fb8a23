"""A client answers in a real browser: by thumb, by keyboard, in Spanish, in two windows, without scripts."""

import pytest
from playwright.sync_api import Page, expect

from bidewell.records.models import CheckIn
from tests.accessibility import violations
from tests.clinic.browser.answering import answer_all, delivered, saved
from tests.clinic.browser.conftest import Opener, picture
from tests.clinic.check_ins import SEVEN, address, answers_of

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = "window.taps = 0; addEventListener('click', (one) => { if (one.isTrusted) window.taps += 1; }, true);"


def test_eight_taps_from_the_link_to_the_end(phone_page: Opener, check_in: CheckIn) -> None:
    page = phone_page()
    page.add_init_script(TAPS)
    page.goto(address(check_in))
    page.get_by_role("button", name="Start").tap()
    answer_all(page)
    expect(page.get_by_role("heading", name="Thank you!")).to_be_focused()
    delivered(page)
    assert page.evaluate("window.taps") <= 8
    one = saved(check_in)
    assert (one.status, one.mode, len(answers_of(one))) == ("answered", "phone", SEVEN)


def test_one_can_go_back_and_change_an_answer(phone_page: Opener, check_in: CheckIn) -> None:
    page = phone_page()
    page.goto(address(check_in))
    page.get_by_role("button", name="Start").tap()
    page.get_by_role("button", name="A little").tap()
    expect(page.get_by_text("Question 2 of 7")).to_be_visible()
    page.get_by_role("link", name="Back").tap()
    expect(page.get_by_role("button", name="A little")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Fully").tap()
    page.go_back()  # the browser's own
    expect(page.get_by_text("Question 1 of 7")).to_be_visible()
    answer_all(page)
    delivered(page)
    assert answers_of(saved(check_in))["bond"] == 4.0


def test_after_a_reload_it_goes_on_where_it_was(phone_page: Opener, check_in: CheckIn) -> None:
    page = phone_page()
    page.goto(address(check_in))
    page.get_by_role("button", name="Start").tap()
    page.get_by_role("button", name="Somewhat").tap()
    page.reload()
    expect(page.get_by_text("Question 2 of 7")).to_be_visible()


def test_begun_without_scripts_it_goes_on_with_them(phone_page: Opener, check_in: CheckIn) -> None:
    plain = phone_page(java_script_enabled=False)
    plain.goto(address(check_in))
    plain.get_by_role("button", name="Start").click()
    plain.get_by_role("button", name="Mostly", exact=True).click()
    page = phone_page()
    page.goto(address(check_in))
    expect(page.get_by_text("Question 2 of 7")).to_be_visible()


def test_two_windows_of_one_link_are_one_check_in(phone_page: Opener, check_in: CheckIn) -> None:
    first, second = phone_page(), phone_page()
    for page in (first, second):
        page.goto(address(check_in))
        page.get_by_role("button", name="Start").tap()
    answer_all(first, "Fully")
    delivered(first)
    answer_all(second, "Not at all")
    delivered(second)
    assert set(answers_of(saved(check_in)).values()) == {5.0}


def test_in_spanish(phone_page: Opener, check_in: CheckIn) -> None:
    page = phone_page(locale="es-MX")
    page.goto(address(check_in))
    expect(page.get_by_role("heading", name="¿Cómo le va aquí?")).to_be_visible()
    picture(page, "start-es")
    page.get_by_role("button", name="Empezar").tap()
    picture(page, "question-es")
    answer_all(page, "En gran parte")
    delivered(page)
    picture(page, "end-es")
    assert violations(page) == []
    assert saved(check_in).language == "es"


def test_the_language_can_be_switched_in_the_middle(phone_page: Opener, check_in: CheckIn) -> None:
    page = phone_page()
    page.goto(address(check_in))
    page.get_by_role("button", name="Start").tap()
    page.get_by_role("button", name="Mostly").tap()
    page.get_by_role("link", name="Español").tap()
    expect(page.get_by_text("Pregunta 2 de 7")).to_be_visible()


def test_by_keyboard_alone(desk_page: Opener, check_in: CheckIn) -> None:
    page = desk_page()
    page.goto(address(check_in))
    tab_to(page, "Start")
    page.keyboard.press("Enter")
    for number in range(1, SEVEN + 1):
        expect(page.locator("h1")).to_be_focused()
        expect(page.get_by_text(f"Question {number} of 7")).to_be_visible()
        tab_to(page, "Somewhat")
        page.keyboard.press("Enter")
    delivered(page)
    assert set(answers_of(saved(check_in)).values()) == {3.0}


def tab_to(page: Page, name: str) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"Tab never reached {name}")


def test_without_scripts(phone_page: Opener, check_in: CheckIn) -> None:
    page = phone_page(java_script_enabled=False)
    page.goto(address(check_in))
    page.get_by_role("button", name="Start").click()
    for _ in range(SEVEN):
        page.get_by_role("button", name="Mostly", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert saved(check_in).status == "answered"


def test_not_today_is_one_tap(phone_page: Opener, check_in: CheckIn) -> None:
    page = phone_page()
    page.goto(address(check_in))
    page.get_by_role("button", name="Not today").tap()
    expect(page.get_by_role("heading", name="That is fine.")).to_be_visible()
    delivered(page)
    picture(page, "declined")
    assert violations(page) == []
    assert saved(check_in).status == "declined"


def test_what_was_answered_before_leaving_is_not_lost(phone_page: Opener, check_in: CheckIn) -> None:
    page = phone_page()
    page.goto(address(check_in))
    page.get_by_role("button", name="Start").tap()
    page.get_by_role("button", name="Mostly").tap()
    page.goto("/c/code")
    for _ in range(50):  # it is sent while the page goes away: nobody waits for it
        if saved(check_in).status == "shown":
            break
        page.wait_for_timeout(100)
    assert (saved(check_in).status, len(answers_of(check_in))) == ("shown", 1)
