"""The therapist's pages in a real browser: at a desk and on a phone, in every state, and moved by a check-in."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from bidewell.actions import forecasting, snapshots
from bidewell.domain.sessions import SessionStatus
from bidewell.records.models import (
    Answer,
    Assignment,
    CheckIn,
    Client,
    Forecast,
    FreeText,
    InstrumentVersion,
    Person,
    Program,
    Snapshot,
)
from tests.accessibility import violations
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import NOW, Cast, booked, make_cast, member, person
from tests.clinic.fits import fit_of
from tests.clinic.fitted import fitted_program
from tests.clinic.web.test_caseload import three_clients
from tests.clinic.web.test_score_changes import instrument, scored


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_the_pages_is_closed_to_anybody(
    cast: Cast, page_of: Opener, size: dict[str, object], scheme: str
) -> None:
    empty = member(cast.program, person("new"), "therapist", key="T8").person  # type: ignore[arg-type]
    three = three_clients(cast, fit_of(cast.program))
    ratings = [["2026-02-01", 4.0], ["2026-02-08", 4.2], ["2026-02-15", None], ["2026-02-22", 2.1]]
    Snapshot.objects.filter(episode=three["Ben"]).update(ratings=ratings, has_new_information=True)
    Snapshot.objects.filter(episode=three["Ana"]).update(last_contact_on=NOW.date() - timedelta(days=40))
    version = instrument(cast)
    for value, ago in ((5.0, 40), (1.0, 2)):
        scored(cast, version, value, ago, of=three["Ben"])
    visits = [
        (cast.thea, reverse("caseload")), (empty, reverse("caseload")), (cast.thea, reverse("client", args=[three["Ben"].ref])),
        (cast.thea, reverse("client", args=[cast.episode.ref])), (cast.thea, reverse("own_rating", args=[three["Ben"].ref])),
        (cast.thea, reverse("group_caseload")), (cast.sam, reverse("team")),
    ]  # fmt: skip
    for number, (who, address) in enumerate(visits):
        page = page_of(who, size, color_scheme=scheme)
        page.goto(address)
        assert violations(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address
        picture(page, f"therapist-{number}-{'phone' if size is PHONE else 'desk'}-{scheme}")
        page.close()


def test_twenty_clients_need_no_scrolling_and_a_row_opens_by_keyboard(cast: Cast, desk_page: Opener) -> None:
    from tests.clinic.cast import client_in_care
    from tests.clinic.web.test_caseload import foretold

    fit = fit_of(cast.program)
    for number in range(25):
        _, episode = client_in_care(cast.program, f"K{number}", f"Client {number}", cast.memberships["thea"])
        foretold(episode, fit, 0.2)
    page = desk_page(cast.thea)
    page.goto("/caseload/")
    in_sight = page.evaluate(
        "[...document.querySelectorAll('tbody tr')].filter(row => row.getBoundingClientRect().top < innerHeight).length"
    )
    assert in_sight >= 20
    page.locator("tbody a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/caseload/*-*")
    assert page.locator("h1").inner_text().startswith("Client ")


def test_on_a_phone_no_word_of_a_card_is_cut_off(cast: Cast, phone_page: Opener) -> None:
    ana = three_clients(cast, fit_of(cast.program))["Ana"]
    Snapshot.objects.filter(episode=ana).update(has_new_information=True)
    Client.objects.filter(pk=ana.client_id).update(name="Anastasia of the Three Rivers")
    page = phone_page(cast.thea)
    page.goto("/caseload/")
    who = page.locator("tr.has-news .who")
    assert "new information" in who.inner_text()
    assert who.evaluate("cell => getComputedStyle(cell).overflow === 'visible' && cell.scrollWidth <= cell.clientWidth")
    picture(page, "phone-long-name")


def test_a_second_line_of_a_reason_stands_under_its_words(cast: Cast, desk_page: Opener) -> None:
    fit = fit_of(cast.program)
    three_clients(cast, fit)
    words = "motivation before treatment: more than usual for clients of this program who came as often as this one did"
    for forecast in Forecast.objects.all():
        forecast.document["en"]["reasons"][0]["words"] = words
        forecast.save()
    page = desk_page(cast.thea)
    page.goto("/caseload/")
    first, second = page.locator("td.why .reason").first.evaluate(
        "reason => { const range = document.createRange(); range.selectNodeContents(reason.childNodes[1]);"
        " const lines = [...range.getClientRects()]; return [lines[0].left, lines.at(-1).left]; }"
    )
    picture(page, "desk-long-reason")
    # The first line begins with the space after the arrow.
    assert 0 <= second - first < 8


def test_a_check_in_changes_what_the_therapist_sees(transactional_db: None, desk_page: Opener) -> None:
    program = fitted_program()
    thea = _therapist_of_everyone(program)
    while forecasting.freshen(timezone.now()):
        pass
    page = desk_page(thea)
    page.goto("/caseload/")
    one = next(
        each for each in Snapshot.objects.exclude(forecast=None).select_related("episode__client", "forecast").order_by("pk")
        if sum(value is not None for _, value in each.ratings) >= 4
    )  # fmt: skip
    row = page.locator("tbody tr", has_text=one.episode.client.name)
    before = row.locator(".chance b").inner_text()
    _answers_low(one)
    assert forecasting.freshen(timezone.now()) == 1
    page.reload()
    assert int(row.locator(".chance b").inner_text()) > int(before)
    assert row.locator(".news").count() == 1
    row.locator("a").click()
    expect(page.get_by_text("It is hard to say what I think")).to_have_count(1)
    picture(page, "client-after-a-check-in")
    page.goto("/caseload/")
    assert row.locator(".news").count() == 0


def _therapist_of_everyone(program: Program) -> Person:
    held = member(program, person("thea"), "therapist", key="TH")
    Assignment.objects.filter(to_day=None).update(therapist=held)
    return held.person


def _answers_low(one: Snapshot) -> None:
    at = timezone.now()
    session = booked(
        one.episode,
        "NEW",
        at - timedelta(hours=1),
        Assignment.objects.filter(episode=one.episode).latest("pk").therapist,
        SessionStatus.ATTENDED,
    )
    check_in = CheckIn.objects.create(
        program=one.episode.program, episode=one.episode, session=session, key="NEW", instrument=InstrumentVersion.objects.get(),
        rater="client", status="answered", at=at, answered_at=at,
    )  # fmt: skip
    for item, is_score in (("bond", False), ("alliance", True)):
        Answer.objects.create(check_in=check_in, item=item, value=1.0, is_score=is_score)
    FreeText.objects.create(check_in=check_in, text="It is hard to say what I think", written_at=at)
    snapshots.touch([one.pk], at=at)
