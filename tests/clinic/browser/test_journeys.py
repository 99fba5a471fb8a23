"""What all of it is for, through the pages themselves: a client answers on a phone, the desk marks a no-show, and the
therapist's caseload says so."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from bidewell.actions import forecasting
from bidewell.actions.check_ins.offering import offer_check_in
from bidewell.domain.roles import Role
from bidewell.domain.sessions import SessionStatus
from bidewell.records.models import Assignment, Membership, Program, Session, Snapshot
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import NOW, booked, member, person
from tests.clinic.check_ins import SEVEN, address
from tests.clinic.fitted import fitted_program


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def program(transactional_db: None) -> Program:
    made = fitted_program()
    freshen_all()
    return made


@pytest.fixture
def thea(program: Program) -> Membership:
    """Everybody's therapist."""
    held = member(program, person("thea"), Role.THERAPIST, key="TH")
    Assignment.objects.filter(to_day=None).update(therapist=held)
    return held


@pytest.fixture
def one(program: Program) -> Snapshot:
    """A client in care who has answered before, and has no appointment today."""
    known = Snapshot.objects.exclude(forecast=None).select_related("episode__client", "episode__program")
    return next(each for each in known.order_by("pk") if sum(value is not None for _, value in each.ratings) >= 4)


def freshen_all() -> None:
    """What the worker does four times a second."""
    while forecasting.freshen(timezone.now()):
        pass


def visit_of(one: Snapshot, therapist: Membership, status: SessionStatus) -> Session:
    return booked(one.episode, "NEW", timezone.now() - timedelta(hours=1), therapist, status)


def caseload_row(page: Page, one: Snapshot) -> Locator:
    page.goto("/caseload/")
    return page.locator("tbody tr", has_text=one.episode.client.name)


def chance_in(row: Locator) -> int:
    return int(row.locator(".chance b").inner_text())


def test_a_client_answers_on_a_phone_and_the_therapist_sees_it(
    thea: Membership, one: Snapshot, page_of: Opener
) -> None:
    desk = page_of(thea.person, DESK)
    before = chance_in(caseload_row(desk, one))
    check_in = offer_check_in(visit_of(one, thea, SessionStatus.ATTENDED), by=None, at=timezone.now())
    # Without scripts: the browser's own clock is not that of the test.
    phone = page_of(None, PHONE, java_script_enabled=False)
    phone.goto(address(check_in))
    phone.get_by_role("button", name="Start").tap()
    for _ in range(SEVEN):
        phone.get_by_role("button", name="Not at all", exact=True).tap()
    expect(phone.get_by_role("heading", name="Thank you!")).to_be_visible()
    freshen_all()
    row = caseload_row(desk, one)
    assert chance_in(row) > before
    assert row.locator(".news").count() == 1
    picture(desk, "journey-answered")


def test_the_desk_marks_a_no_show_and_the_forecast_moves(
    program: Program, thea: Membership, one: Snapshot, page_of: Opener
) -> None:
    frida = member(program, person("frida"), Role.FRONT_DESK).person
    session = visit_of(one, thea, SessionStatus.SCHEDULED)
    therapist, desk = page_of(thea.person, DESK), page_of(frida, DESK)
    before = one.forecast
    assert before is not None
    assert caseload_row(therapist, one).locator(".news").count() == 0
    desk.goto("/desk/")
    row = desk.locator(f"#s-{session.ref}")
    row.locator("summary").click()
    row.get_by_role("button", name="No-show").click()
    expect(row.locator("summary .badge")).to_have_text("▲ no-show")
    freshen_all()
    one.refresh_from_db()
    # Which way depends on what missed sessions went with in the program; in the simulated one, with nothing.
    assert one.forecast is not None and one.forecast.stayed != before.stayed
    seen = caseload_row(therapist, one)
    assert seen.locator(".news").count() == 1
    assert chance_in(seen) == round(100 * (1 - one.forecast.stayed))
