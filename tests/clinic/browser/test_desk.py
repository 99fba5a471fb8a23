"""The desk in a real browser: a no-show in two clicks on a phone and at a desk, by keyboard, and clean for axe."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bidewell.records.models import ChannelConsent, Ending, Episode, Factor, Group, Person, Session
from tests.accessibility import violations
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import Cast, booked, client_in_care, make_cast

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def busy() -> Cast:
    """A day with appointments in every state, and a group. Earlier today by the real clock, so that all can be marked."""
    cast = make_cast()
    now = timezone.now()
    Session.objects.filter(pk=cast.session.pk).update(scheduled_at=now)
    for number, status in enumerate(
        ("attended", "no_show", "cancelled_by_client", "cancelled_by_program", "scheduled")
    ):
        _client, episode = client_in_care(
            cast.program, f"B{number}", f"Billie {'ABCDE'[number]}. Marsh", cast.memberships["tom"], cast.site
        )
        session = booked(episode, f"B{number}", now, cast.memberships["tom"], status=status)
        reason = "pat-lt" if status in ("no_show", "cancelled_by_client") else None
        marked = status != "scheduled"
        Session.objects.filter(pk=session.pk).update(
            reason=reason, marked_at=now if marked else None, marked_by=cast.frida if marked else None
        )
    group = Group.objects.create(program=cast.program, name="Monday group")
    for number, episode in enumerate((cast.episode, cast.noors)):
        booked(episode, f"G{number}", now + timedelta(seconds=1), cast.memberships["thea"])
    Session.objects.filter(key__startswith="G").update(group=group)
    return cast


def row(page: Page, cast: Cast):
    return page.locator(f"#s-{cast.session.ref}")


@SIZES
def test_a_no_show_is_two_clicks_and_the_row_says_so(busy: Cast, page_of: Opener, size: dict[str, object]) -> None:
    page = page_of(busy.frida, size)
    page.goto("/desk/")
    name = "phone" if size is PHONE else "desk"
    picture(page, f"today-{name}")
    row(page, busy).locator("summary").click()
    picture(page, f"today-open-{name}")
    assert violations(page) == []
    row(page, busy).get_by_role("button", name="No-show").click()
    expect(row(page, busy).locator("summary .badge")).to_have_text("▲ no-show")
    expect(row(page, busy).get_by_label("Why, if known")).to_be_visible()
    picture(page, f"today-marked-{name}")
    assert violations(page) == []
    assert Session.objects.get(pk=busy.session.pk).status == "no_show"


def test_reason_and_next_appointment_follow_inline(busy: Cast, phone_page: Opener) -> None:
    page = phone_page(busy.frida)
    page.goto("/desk/")
    row(page, busy).locator("summary").click()
    row(page, busy).get_by_role("button", name="No-show").click()
    row(page, busy).get_by_label("Why, if known").select_option("pat-lt")
    following = (timezone.now() + timedelta(days=7)).date().isoformat()
    row(page, busy).get_by_label("Day", exact=True).fill(following)
    row(page, busy).get_by_label("Time", exact=True).fill("11:00")
    row(page, busy).get_by_role("button", name="Save").click()
    row(page, busy).locator("summary").click()
    expect(row(page, busy)).to_contain_text("No way to get here")
    assert Session.objects.filter(episode=busy.episode, status="scheduled", group=None).count() == 1


def test_a_mark_is_made_with_the_keyboard_alone(busy: Cast, desk_page: Opener) -> None:
    page = desk_page(busy.frida)
    page.goto("/desk/")
    row(page, busy).locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row(page, busy).locator("summary .badge")).to_have_text("▲ no-show")


def test_it_works_without_scripts(busy: Cast, page_of: Opener) -> None:
    page = page_of(busy.frida, PHONE, java_script_enabled=False)
    page.goto("/desk/")
    row(page, busy).locator("summary").click()
    row(page, busy).get_by_role("button", name="Came").click()
    expect(row(page, busy).locator("summary .badge")).to_have_text("● came")


def test_the_second_of_two_is_told_on_the_page(busy: Cast, desk_page: Opener, complaints: list[str]) -> None:
    page = desk_page(busy.frida)
    page.goto("/desk/")
    row(page, busy).locator("summary").click()
    Session.objects.filter(pk=busy.session.pk).update(status="attended", version=2, marked_by=busy.thea)
    row(page, busy).get_by_role("button", name="No-show").click()
    expect(row(page, busy).get_by_role("alert")).to_contain_text("Somebody else has changed this")
    picture(page, "today-conflict")
    assert violations(page) == []
    complaints.clear()  # the browser notes the answer's status, 409


DESK_PAGES = {
    "another-day": "/desk/?day=2026-03-08",
    "clients": "/desk/clients",
    "register": "/desk/clients/register",
    "contact": "/desk/clients/{client}",
    "reopen": "/desk/clients/{client}/episode",
    "book": "/desk/episodes/{episode}/book",
    "move": "/desk/sessions/{session}/move",
    "group-attendance": "/desk/sessions/{in_group}/group",
    "groups": "/desk/groups",
    "group": "/desk/groups/{group}",
}
THERAPIST_PAGES = {
    "edit": "/caseload/episodes/{episode}/edit",
    "promise": "/caseload/episodes/{episode}/promise",
    "therapist": "/caseload/episodes/{episode}/therapist",
    "ending": "/caseload/episodes/{episode}/ending",
    "factors": "/caseload/episodes/{episode}/factors",
    "factor-correct": "/caseload/factors/{factor}/correct",
    "factor-end": "/caseload/factors/{factor}/end",
    "cover": "/caseload/cover",
}


def filled(cast: Cast, address: str) -> str:
    now = timezone.now()
    Ending.objects.get_or_create(
        episode=cast.episode, kind="left", on=date(2026, 2, 1), defaults={"recorded_at": now, "recorded_by": cast.thea}
    )
    ChannelConsent.objects.get_or_create(
        client=cast.casey, channel="sms", defaults={"given_at": now, "recorded_by": cast.frida}
    )
    factor, _new = Factor.objects.get_or_create(
        episode=cast.episode, name="court_order", value="diversion", defaults={"from_day": date(2026, 1, 5), "recorded_at": now, "recorded_by": cast.thea}
    )  # fmt: skip
    in_group = Session.objects.filter(group__isnull=False)[0]
    return address.format(
        client=cast.casey.ref, episode=cast.episode.ref, session=cast.session.ref, in_group=in_group.ref,
        group=in_group.group.ref, factor=factor.ref,
    )  # fmt: skip


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*DESK_PAGES, *THERAPIST_PAGES])
def test_axe_finds_nothing(busy: Cast, page_of: Opener, name: str, size: dict[str, object], scheme: str) -> None:
    address = DESK_PAGES.get(name) or THERAPIST_PAGES[name]
    page = page_of(busy.frida if name in DESK_PAGES else busy.thea, size, color_scheme=scheme)
    page.goto(filled(busy, address))
    for summary in page.locator("details > summary").all()[:3]:
        summary.click()
    picture(page, f"{name}-{'phone' if size is PHONE else 'desk'}-{scheme}")
    assert violations(page) == []
    # Nothing is cut off or needs sideways scrolling.
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@SIZES
def test_a_form_with_mistakes_is_clean_too(busy: Cast, page_of: Opener, size: dict[str, object]) -> None:
    Person.objects.filter(pk=busy.frida.pk).update(language="es")
    page = page_of(busy.frida, size, locale="es")
    page.goto("/desk/clients/register")
    page.locator("#id_name").fill("Robin Vale")
    page.locator("#id_therapist").select_option(index=1)
    page.locator("#id_phone").fill("llame")
    page.locator("main form button").last.click()
    picture(page, f"register-mistakes-{'phone' if size is PHONE else 'desk'}")
    expect(page.locator(".errorlist").first).to_be_visible()
    assert violations(page) == []


def test_what_is_searched_for_stands_in_no_address(busy: Cast, desk_page: Opener) -> None:
    page = desk_page(busy.frida)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/desk/clients")
    page.get_by_label("Name or client number").fill("Casey")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Casey Reed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Casey Reed")
    assert not [address for address in asked if "casey" in address.lower()]
    assert Episode.objects.filter(client=busy.casey).count() == 1
