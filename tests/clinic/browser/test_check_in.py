"""A client answers in a real browser: by thumb, by keyboard, in Spanish, at twice the size, offline, without scripts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from bidewell.records.models import CheckIn, FreeText
from tests.accessibility import violations
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import Cast, make_cast
from tests.clinic.check_ins import SEVEN, address, answers_of, offered

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = "window.taps = 0; addEventListener('click', (one) => { if (one.isTrusted) window.taps += 1; }, true);"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def check_in(cast: Cast) -> Iterator[CheckIn]:
    return offered(cast, timezone.now())


def answer_all(page: Page, label: str = "Mostly") -> None:
    for _ in range(SEVEN):
        page.get_by_role("button", name=label, exact=True).tap() if page.evaluate("navigator.maxTouchPoints") else (
            page.get_by_role("button", name=label, exact=True).click()
        )


def saved(check_in: CheckIn) -> CheckIn:
    check_in.refresh_from_db()
    return check_in


def delivered(page: Page) -> None:
    page.locator("#check-in[data-delivered]").wait_for(state="attached")


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


def test_offline_it_is_answered_and_sent_once_later(
    phone_page: Opener, check_in: CheckIn, complaints: list[str]
) -> None:
    page = phone_page()
    page.goto(address(check_in))
    page.locator("#check-in[data-works-offline]").wait_for(state="attached")
    page.context.set_offline(True)
    page.reload()
    page.get_by_role("button", name="Start").tap()
    answer_all(page)
    expect(page.get_by_text("Your answers are kept on this phone")).to_be_visible()
    picture(page, "offline-end")
    assert violations(page) == []
    page.get_by_label("What could be better?").fill("More evenings")
    page.get_by_role("button", name="Send this note").tap()
    expect(page.get_by_text("We have your note")).to_be_visible()
    page.reload()  # the phone was put away, and looked at again
    expect(page.get_by_text("Your answers are kept on this phone")).to_be_visible()
    expect(page.get_by_label("What could be better?")).to_be_hidden()
    assert saved(check_in).status == "offered"
    complaints.clear()  # being offline is said in the console
    page.context.set_offline(False)
    delivered(page)
    one = saved(check_in)
    assert (one.status, len(answers_of(one))) == ("answered", SEVEN)
    assert FreeText.objects.get(check_in=one).text == "More evenings"
    assert kept_in_browser(page) == [0, [], [], 0]
    complaints.clear()


def kept_in_browser(page: Page) -> object:
    return page.evaluate(
        "async () => [localStorage.length, await caches.keys(), (await indexedDB.databases()).map((one) => one.name),"
        " (await navigator.serviceWorker.getRegistrations()).length]"
    )


def test_what_waits_is_sent_from_the_page_that_says_the_link_is_too_old(
    phone_page: Opener, check_in: CheckIn, complaints: list[str]
) -> None:
    page = phone_page()
    page.add_init_script(
        "delete ServiceWorkerRegistration.prototype.sync"
    )  # a browser that sends nothing with the page closed
    page.goto(address(check_in))
    page.locator("#check-in[data-works-offline]").wait_for(state="attached")
    page.context.set_offline(True)
    page.get_by_role("button", name="Start").tap()
    answer_all(page)
    expect(page.get_by_text("Your answers are kept on this phone")).to_be_visible()
    context, link, over = page.context, address(check_in), timezone.now() + timedelta(days=4)
    page.close()
    context.set_offline(False)
    assert saved(check_in).status == "offered"
    page = context.new_page()
    page.clock.set_fixed_time(over)
    with time_machine.travel(over):
        page.goto(link)
        expect(page.get_by_role("heading", name="You have answered. Thank you!")).to_be_visible()
    assert (saved(check_in).status, len(answers_of(check_in))) == ("answered", SEVEN)
    page.locator("#late[data-wiped]").wait_for()
    assert kept_in_browser(page) == [0, [], [], 0]
    complaints.clear()  # being offline, and that the link was too old


@pytest.mark.parametrize(("status", "kind"), [(200, "text/html"), (403, "text/html"), (403, "application/json")])
def test_what_something_in_between_says_is_no_answer_of_the_server(
    phone_page: Opener, check_in: CheckIn, complaints: list[str], status: int, kind: str
) -> None:
    page = phone_page(service_workers="block")
    page.route("**/answers", lambda asked: asked.fulfill(status=status, content_type=kind, body="{}"))
    page.goto(address(check_in))
    page.get_by_role("button", name="Start").tap()
    answer_all(page)
    expect(page.get_by_text("Your answers are kept on this phone")).to_be_visible()
    complaints.clear()  # a refusal is said in the console
    page.unroute("**/answers")
    page.evaluate("dispatchEvent(new Event('online'))")
    delivered(page)
    assert saved(check_in).status == "answered"


def test_nothing_stays_in_the_browser_once_it_is_sent(phone_page: Opener, check_in: CheckIn) -> None:
    page = phone_page()
    page.goto(address(check_in))
    page.locator("#check-in[data-works-offline]").wait_for(state="attached")
    page.get_by_role("button", name="Start").tap()
    answer_all(page)
    delivered(page)
    assert kept_in_browser(page) == [0, [], [], 0]
    assert page.context.cookies() == []


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


SIZES = {
    "phone": PHONE, "desk": DESK,
    # 200 % zoom halves the room: a desk then has that of a small phone.
    "zoomed-phone": {**PHONE, "viewport": {"width": 195, "height": 422}},
    "zoomed-desk": {**DESK, "viewport": {"width": 640, "height": 450}},
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("size", list(SIZES))
def test_axe_finds_nothing_and_nothing_is_cut_off(page_of: Opener, cast: Cast, check_in: CheckIn, size: str, direction: str, scheme: str) -> None:  # fmt: skip
    cast.program.you_said_we_did = {"en": "You asked for evening groups. They begin in May."}
    cast.program.save()
    page = page_of(None, SIZES[size], color_scheme=scheme)
    page.goto(address(check_in))
    page.evaluate(f"document.documentElement.dir = '{direction}'")
    found = {"start": looked_at(page, f"start-{size}-{direction}-{scheme}")}
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Mostly").click()
    page.get_by_role("link", name="Back").click()
    found["question"] = looked_at(page, f"question-{size}-{direction}-{scheme}")
    answer_all(page)
    delivered(page)
    found["end"] = looked_at(page, f"end-{size}-{direction}-{scheme}")
    assert found == {"start": [], "question": [], "end": []}


def looked_at(page: Page, name: str) -> list[str]:
    picture(page, name)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"wider than the screen by {wide}"] if wide > 0 else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_there_is_nothing_to_answer(phone_page: Opener, cast: Cast, check_in: CheckIn, complaints: list[str], scheme: str) -> None:  # fmt: skip
    page = phone_page(color_scheme=scheme)
    page.goto("/c/unknown")
    assert looked_at(page, f"unknown-{scheme}") == []
    page.goto("/c/code")
    page.get_by_label("The code on your paper").fill("0000-0000")
    page.get_by_role("button", name="Go on").tap()
    expect(page.get_by_text("We do not know this code")).to_be_visible()
    assert looked_at(page, f"code-{scheme}") == []
    link = address(check_in)
    CheckIn.objects.filter(pk=check_in.pk).update(status="declined")
    page.goto(link)
    assert looked_at(page, f"declined-{scheme}") == []
    complaints.clear()  # the 404 of the unknown link
