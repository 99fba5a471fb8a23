"""Answers are kept on the phone until the server has taken them, and not a moment longer."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from bidewell.records.models import CheckIn, FreeText
from tests.accessibility import violations
from tests.clinic.browser.answering import answer_all, delivered, kept_in_browser, saved
from tests.clinic.browser.conftest import Opener, picture
from tests.clinic.check_ins import SEVEN, address, answers_of

pytestmark = pytest.mark.django_db(transaction=True)


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
