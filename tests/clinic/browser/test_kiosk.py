"""A device handed over, answered, wiped and locked, in a real browser; and what the desk shows and prints."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bidewell.records.models import CheckIn, Group, OutboxMessage, Session
from tests.accessibility import violations
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import Cast, booked
from tests.clinic.check_ins import SEVEN, offered

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = pytest.mark.parametrize("size, scheme", [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")], ids=["desk-light", "desk-dark", "phone-light", "phone-dark"])  # fmt: skip


def today(cast: Cast) -> Session:
    return booked(cast.episode, "S-today", timezone.now() - timedelta(minutes=5), cast.memberships["thea"])


def hand_over(page: Page, session: Session) -> None:
    page.goto(f"/desk/sessions/{session.ref}/check-in")
    page.get_by_role("button", name="Hand over").click()
    page.wait_for_url("**/c/kiosk")


def answer_all(page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    for _ in range(SEVEN):
        page.get_by_role("button", name="Mostly", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()


def test_handed_over_answered_wiped_locked_and_unlocked(desk_page: Opener, cast: Cast) -> None:
    page = desk_page(cast.frida)
    hand_over(page, today(cast))
    picture(page, "kiosk-start")
    answer_all(page)
    picture(page, "kiosk-end")
    assert violations(page) == []
    page.get_by_role("button", name="I am done").click()
    expect(page.get_by_role("heading", name="Ready for the next person")).to_be_visible()
    picture(page, "kiosk-locked")
    assert violations(page) == []
    assert CheckIn.objects.get().mode == "kiosk"
    page.get_by_label("Your password").fill("correct horse battery")
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_going_back_shows_no_client_and_no_page_of_staff(desk_page: Opener, cast: Cast, complaints: list[str]) -> None:
    page = desk_page(cast.frida)
    hand_over(page, today(cast))
    answer_all(page)
    page.get_by_role("button", name="I am done").click()
    expect(page.get_by_role("heading", name="Ready for the next person")).to_be_visible()
    for _ in range(4):
        if page.go_back() is None:
            break
        words = page.locator("body").inner_text()
        assert "Casey" not in words and "Frida" not in words and "Question" not in words
    page.goto("/desk/")
    assert "/account/login" in page.url
    complaints.clear()


def test_after_twenty_seconds_it_wipes_itself(desk_page: Opener, cast: Cast) -> None:
    page = desk_page(cast.frida)
    page.clock.install()
    hand_over(page, today(cast))
    answer_all(page)
    page.locator("#check-in[data-delivered]").wait_for(state="attached")
    page.clock.run_for(10_000)
    page.keyboard.press("Shift")  # somebody is still there
    page.clock.run_for(15_000)
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    page.clock.run_for(6_000)
    expect(page.get_by_role("heading", name="Ready for the next person")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def begin(page: Page, session: Session) -> None:
    """One question is answered; the page's clock may be moved on."""
    page.clock.install()
    hand_over(page, session)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Mostly", exact=True).click()
    page.get_by_text("Question 2 of 7").wait_for()


def test_a_client_who_walks_away_leaves_nothing_on_screen_and_answers_count(desk_page: Opener, cast: Cast) -> None:  # fmt: skip
    page = desk_page(cast.frida)
    begin(page, today(cast))
    page.clock.run_for(125_000)
    expect(page.get_by_role("heading", name="Ready for the next person")).to_be_visible()
    assert CheckIn.objects.get().answers.count() == 1


def test_a_lock_that_did_not_take_is_tried_again_and_nothing_of_the_client_comes_back(desk_page: Opener, cast: Cast, complaints: list[str]) -> None:  # fmt: skip
    page = desk_page(cast.frida)
    begin(page, today(cast))
    page.route("**/c/kiosk/over", lambda route: route.fulfill(status=503), times=1)
    page.clock.run_for(125_000)
    expect(page.get_by_label("Your password")).to_be_visible()
    assert len(complaints) == 1 and "503" in complaints.pop()


@LOOKS
def test_axe_finds_nothing_on_the_desks_pages(page_of: Opener, cast: Cast, size: dict, scheme: str) -> None:
    session = today(cast)
    Session.objects.filter(pk=session.pk).update(group=Group.objects.create(program=cast.program, name="Tuesdays"))
    check_in = offered(cast, timezone.now())
    OutboxMessage.objects.create(
        client=cast.casey, channel="email", kind="check_in_link", check_in=check_in, status="failed",
        failure="refused", created_at=timezone.now(), send_after=timezone.now(),
    )  # fmt: skip
    page, found = page_of(cast.frida, size, color_scheme=scheme), {}
    where = f"{size['viewport']['width']}-{scheme}"
    base = f"/desk/sessions/{session.ref}/check-in"

    def look(name: str) -> None:
        picture(page, f"desk-{name}-{where}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[name] = violations(page) + ([f"too wide by {wide}"] if wide > 0 else [])

    page.goto(base)
    look("handing-out")
    for way in ("Show the code", "Slips for the whole group", "Show the sheet"):
        page.goto(base)
        page.get_by_role("button", name=way).click()
        page.wait_for_url(f"{base}/*" if base.startswith("http") else "**/check-in/*")
        look(way)
    page.goto("/desk/messages")
    look("messages")
    page.goto("/desk/paper")
    look("paper")
    page.get_by_label("Code at the top of the sheet").fill(check_in.key)
    page.get_by_role("button", name="Show its questions").click()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    look("key-paper")
    assert all(wrong == [] for wrong in found.values()), found


def test_a_sheet_is_keyed_in_by_the_choice_at_its_top_and_the_digits(desk_page: Opener, cast: Cast) -> None:
    check_in = offered(cast, timezone.now())
    page = desk_page(cast.frida)
    page.goto(f"/desk/paper/{check_in.ref}")
    page.keyboard.press("Space")  # who may see it
    page.keyboard.press("Tab")
    page.keyboard.type("4534524")
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Keyed in.")).to_be_visible()
    assert [one.value for one in check_in.answers.filter(is_score=False)] == [4, 5, 3, 4, 5, 2, 4]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_sheet_fits_one_page(desk_page: Opener, cast: Cast, paper: str) -> None:
    session = today(cast)
    page = desk_page(cast.frida)
    page.goto(f"/desk/sessions/{session.ref}/check-in")
    page.get_by_role("button", name="Show the sheet").click()
    for language in ("en", "es"):
        page.goto(f"/desk/sessions/{session.ref}/check-in/sheet?language={language}")
        assert page.pdf(format=paper, prefer_css_page_size=False).count(b"/Type /Page\n") == 1
