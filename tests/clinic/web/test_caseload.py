"""The caseload: who is on it, in which order, what it says and what it does not say."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bidewell.actions import snapshots
from bidewell.actions.jobs.asking import ask_for
from bidewell.domain.sessions import SessionStatus
from bidewell.records.access import Permission
from bidewell.records.models import Assignment, Client, Ending, Episode, Fit, Forecast, Group, Job, Snapshot
from bidewell.web.therapist.listed import listed
from bidewell.web.therapist.numbers import of_hundred, range_words
from tests.clinic.cast import DAY, NOW, Browsing, Cast, booked, client_in_care
from tests.clinic.fits import fit_of

pytestmark = pytest.mark.usefixtures("at_ten")


def document(words: str = "alliance rated lower than usual", direction: str = "less") -> dict[str, Any]:
    told = {
        "as_of": "2026-03-04", "state": "steady", "gone_quiet": None, "last_contact_on": "2026-03-01", "ratings_used": 4,
        "probability_stayed": [{"horizon_days": days, "probability": 0.8, "low": 0.7, "high": 0.9} for days in (None, 30, 90)],
        "reasons": [{"group": "alliance", "words": words, "points": -6.2, "direction": direction, "can_change": True}],
        "what_if": [{"change": "Clients alike in all else who used a ride", "probability": 0.9, "low": 0.8, "high": 0.95}],
    }  # fmt: skip
    return {
        "en": told,
        "es": told | {"reasons": [told["reasons"][0] | {"words": "alianza más baja"}]},
        "spread": 0.5,
        "scale": [1, 5],
    }  # type: ignore[index]


def foretold(episode: Episode, fit: Fit, leave: float, state: str = "steady", **columns: Any) -> None:
    """A client seen three days ago whose chance of leaving is this."""
    stayed = 1 - leave
    forecast = Forecast.objects.create(
        episode=episode, fit=fit, as_of=DAY, made_at=NOW, stayed=stayed, low=max(stayed - 0.1, 0), high=min(stayed + 0.1, 1),
        typical=0.5, state=state, document=document(),
    )  # fmt: skip
    values = {"last_contact_on": DAY - timedelta(days=3), "contacts": 5, "forecast": forecast, "stale_since": None}
    Snapshot.objects.filter(episode=episode).update(**(values | columns))


def three_clients(cast: Cast, fit: Fit) -> dict[str, Episode]:
    found = {}
    for name, leave in (("Ana", 0.1), ("Ben", 0.6), ("Cleo", 0.3)):
        _, episode = client_in_care(cast.program, f"K-{name}", name, cast.memberships["thea"])
        foretold(episode, fit, leave)
        found[name] = episode
    return found


def names(page: str) -> list[str]:
    """The clients in the order of the page."""
    found = Client.objects.exclude(name="").values_list("name", flat=True)
    return [name for _, name in sorted((page.index(f">{name}<"), name) for name in found if f">{name}<" in page)]


def test_the_likeliest_to_leave_comes_first_with_its_range_and_reason(cast: Cast, browsing: Browsing) -> None:
    three_clients(cast, fit_of(cast.program))
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert names(page) == ["Ben", "Cleo", "Ana", "Casey Reed"]
    assert "<b>60</b> of 100" in page and "(50–70)" in page
    assert "alliance rated lower than usual" in page and "fewer stay" in page


def test_a_reason_whose_direction_is_not_clear_says_so_to_the_eye_and_to_the_ear(
    cast: Cast, browsing: Browsing
) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.3)
    Forecast.objects.update(document=document("court order: in force", "neither"))
    for page in ("/caseload/", f"/caseload/{cast.episode.ref}"):
        told = browsing(cast.thea).get(page).content.decode()
        reason = re.search(r'<span class="reason neither">.*?court order: in force.*?</span></span>', told)
        assert reason and "no clear direction" in reason[0] and "stay" not in reason[0]


@pytest.mark.parametrize(
    "order, expected",
    [
        ("news", ["Ana", "Ben", "Cleo", "Casey Reed"]),
        ("name", ["Ana", "Ben", "Casey Reed", "Cleo"]),
        ("nonsense", ["Ben", "Cleo", "Ana", "Casey Reed"]),
    ],
)
def test_other_orders_can_be_chosen(cast: Cast, browsing: Browsing, order: str, expected: list[str]) -> None:
    three = three_clients(cast, fit_of(cast.program))
    Snapshot.objects.filter(episode=three["Ana"]).update(has_new_information=True)
    assert names(browsing(cast.thea).get(f"/caseload/?order={order}").content.decode()) == expected


def test_nobody_elses_client_is_on_it(cast: Cast, browsing: Browsing) -> None:
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert names(page) == ["Casey Reed"]


def test_a_client_handed_over_is_no_longer_on_it(cast: Cast, browsing: Browsing) -> None:
    Assignment.objects.filter(episode=cast.episode).update(to_day=DAY - timedelta(days=1))
    assert "No clients are with you yet" in browsing(cast.thea).get("/caseload/").content.decode()


@pytest.mark.parametrize(
    "columns, state, words, shape",
    [
        ({}, "steady", "steady", "●"),
        ({}, "new", "new", "○"),
        ({}, "strain", "strain", "▽"),
        ({"last_contact_on": DAY - timedelta(days=12)}, "steady", "gone quiet", "◆"),
        ({"missed_since_contact": 2}, "steady", "gone quiet", "◆"),
        ({"last_contact_on": None, "contacts": 0}, "steady", "not seen yet", "○"),
        ({"forecast": None}, "steady", "not enough data yet", "○"),
    ],
)
def test_a_state_is_a_word_with_a_shape(
    cast: Cast, browsing: Browsing, columns: dict[str, Any], state: str, words: str, shape: str
) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.3, state, **columns)
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert f'<span aria-hidden="true">{shape}</span> {words}</span>' in page


def test_what_is_not_known_is_grey_and_has_no_number(cast: Cast, browsing: Browsing) -> None:
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert 'class="badge unknown"' in page and "not known" in page
    assert "of 100</" not in page.partition("<tbody")[2].partition("</tbody")[0]


def test_who_promised_to_return_is_said_to_have_promised(cast: Cast, browsing: Browsing) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.3, last_contact_on=DAY - timedelta(days=20))
    Episode.objects.filter(pk=cast.episode.pk).update(promised_return_on=DAY + timedelta(days=3))
    assert "promised to return" in browsing(cast.thea).get("/caseload/").content.decode()


def test_a_leaving_that_is_not_sure_stays_on_the_list_and_another_ending_does_not(
    cast: Cast, browsing: Browsing
) -> None:
    booked(cast.episode, "A1", NOW - timedelta(days=5), cast.memberships["thea"], SessionStatus.ATTENDED)
    ending = Ending.objects.create(episode=cast.episode, kind="left", on=DAY, recorded_at=NOW)
    snapshots.touch([cast.episode.pk], at=NOW)
    assert "left, not yet sure" in browsing(cast.thea).get("/caseload/").content.decode()
    ending.kind = "completed"
    ending.save()
    assert "No clients are with you yet" in browsing(cast.thea).get("/caseload/").content.decode()


def test_who_has_been_silent_for_the_whole_window_is_listed_apart(cast: Cast, browsing: Browsing) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.3, last_contact_on=DAY - timedelta(days=31))
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert "1 client without contact for so long" in page
    assert "<tbody" not in page


def test_who_has_left_and_was_closed_is_no_longer_read(cast: Cast, browsing: Browsing) -> None:
    fit = fit_of(cast.program)
    for number in range(100):
        _, episode = client_in_care(cast.program, f"L{number}", "Long Gone", cast.memberships["thea"])
        Ending.objects.create(episode=episode, kind="left", on=DAY - timedelta(days=200), recorded_at=NOW)
        foretold(episode, fit, 0.3, is_open=False, last_contact_on=DAY - timedelta(days=230))
    assert listed(cast.thea, Permission.SEE_CASELOAD, DAY).count() == 1
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert "Long Gone" not in page and "Nobody has recorded" not in page


def test_who_comes_seldom_is_waited_for_longer_after_a_leaving(cast: Cast, browsing: Browsing) -> None:
    Ending.objects.create(episode=cast.episode, kind="left", on=DAY - timedelta(days=10), recorded_at=NOW)
    columns: dict[str, Any] = {
        "is_open": False,
        "last_contact_on": DAY - timedelta(days=50),
        "planned_interval_days": 28.0,
    }
    foretold(cast.episode, fit_of(cast.program), 0.3, **columns)
    assert "left, not yet sure" in browsing(cast.thea).get("/caseload/").content.decode()


@pytest.mark.parametrize(
    "has_alliance, words", [(True, "Ratings and attendance"), (False, "Attendance only"), (None, "No forecasts yet")]
)
def test_the_list_says_what_it_stands_on(cast: Cast, browsing: Browsing, has_alliance: bool | None, words: str) -> None:
    if has_alliance is not None:
        fit_of(cast.program, has_alliance=has_alliance)
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert words in page
    assert ("months until this program can tell" in page) is (not has_alliance)
    assert ("model of 4 March (0.1.0)" in page) is (has_alliance is not None)


@pytest.mark.parametrize("why, words", [("earlier_form", "does not read"), ("other_scale", "on another scale")])
def test_a_fit_that_counts_as_none_is_not_said_to_make_the_chances(
    cast: Cast, browsing: Browsing, why: str, words: str
) -> None:
    fit_of(cast.program, counts_as_none=why)
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert "No new forecasts" in page and words in page and "those still shown are from before" in page
    assert "model of 4 March" not in page and "Ratings and attendance" not in page
    ask_for("refit", program=cast.program, at=NOW)
    Job.objects.update(state="done", outcome="not_trusted")
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert "The latest fit could not be trusted. It is tried again each night." in page and "stays in use" not in page


@pytest.mark.parametrize(
    "outcome, words",
    [
        ("not_trusted", "could not be trusted, so there are no chances yet"),
        ("nothing_to_fit", "A model is fitted each night"),
    ],
)
def test_a_fit_that_came_to_nothing_is_said(cast: Cast, browsing: Browsing, outcome: str, words: str) -> None:
    ask_for("refit", program=cast.program, at=NOW)
    Job.objects.update(state="done", outcome=outcome)
    assert words in browsing(cast.thea).get("/caseload/").content.decode()


def test_forecasts_that_wait_too_long_are_said(cast: Cast, browsing: Browsing) -> None:
    Snapshot.objects.filter(episode=cast.episode).update(stale_since=NOW - timedelta(minutes=6))
    assert "its worker may have stopped" in browsing(cast.thea).get("/caseload/").content.decode()
    Snapshot.objects.filter(episode=cast.episode).update(stale_since=NOW - timedelta(minutes=4))
    assert "its worker may have stopped" not in browsing(cast.thea).get("/caseload/").content.decode()


@pytest.mark.parametrize("ago, is_updating, is_late", [(0, False, False), (1, True, False), (2, True, True)])
def test_chances_of_another_day_are_not_shown_as_todays(
    cast: Cast, browsing: Browsing, ago: int, is_updating: bool, is_late: bool
) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.3)
    Forecast.objects.update(as_of=DAY - timedelta(days=ago))
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert ('class="updating"' in page) is is_updating
    assert ("Some of these chances are of 2 March 2026" in page) is is_late


def test_ratings_are_drawn_with_the_numbers_in_words(cast: Cast, browsing: Browsing) -> None:
    ratings = [["2026-02-01", 4.0], ["2026-02-08", 4.2], ["2026-02-15", None], ["2026-02-22", 2.1]]
    foretold(cast.episode, fit_of(cast.program), 0.3, ratings=ratings)
    page = browsing(cast.thea).get("/caseload/").content.decode()
    assert 'aria-label="2.1, usually 3.1 to 5.0; 1 session missed"' in page
    assert page.count('class="missed"') == 1 and 'class="last outside"' in page


def test_it_speaks_spanish(cast: Cast, browsing: Browsing) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.3)
    browser = browsing(cast.thea)
    browser.cookies["django_language"] = "es"
    page = browser.get("/caseload/").content.decode()
    assert "alianza más baja" in page and "Pueden dejarlo en 30 días" in page
    assert "las mismas palabras pueden apuntar a un lado o al otro" in page
    assert "cuenta como que se quedó: eso no se prevé" in page


def test_the_number_of_queries_does_not_depend_on_the_number_of_clients(cast: Cast, browsing: Browsing) -> None:
    fit, browser, counts = fit_of(cast.program), browsing(cast.thea), []
    browser.get("/caseload/")
    for clients in (3, 60):
        for number in range(clients):
            _, episode = client_in_care(cast.program, f"Q{clients}-{number}", "", cast.memberships["thea"])
            foretold(episode, fit, 0.3)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/caseload/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_groups_members_have_a_row_each_and_others_are_only_counted(cast: Cast, browsing: Browsing) -> None:
    group = Group.objects.create(program=cast.program, name="Evening group")
    for episode, key in ((cast.episode, "G1"), (cast.noors, "G2")):
        session = booked(episode, key, NOW - timedelta(days=2), cast.memberships["thea"], SessionStatus.ATTENDED)
        session.group = group
        session.save()
    page = browsing(cast.thea).get(reverse("group_caseload")).content.decode()
    assert "Evening group" in page and "Casey Reed" in page and "Noor" not in page
    assert "1 other member" in page


def test_an_own_client_whose_care_is_over_is_not_counted_as_somebody_elses(cast: Cast, browsing: Browsing) -> None:
    session = booked(cast.episode, "G1", NOW - timedelta(days=2), cast.memberships["thea"], SessionStatus.ATTENDED)
    session.group = Group.objects.create(program=cast.program, name="Evening group")
    session.save()
    Ending.objects.create(episode=cast.episode, kind="completed", on=DAY, recorded_at=NOW)
    Snapshot.objects.filter(episode=cast.episode).update(is_open=False)
    page = browsing(cast.thea).get(reverse("group_caseload")).content.decode()
    assert "Evening group" in page and "other member" not in page


@pytest.mark.parametrize(("share", "words"), [(0.0, "0"), (0.001, "<1"), (0.5, "50"), (0.9962, ">99"), (1.0, "100")])
def test_no_rounding_makes_a_chance_certain(share: float, words: str) -> None:
    assert of_hundred(share) == words


@pytest.mark.parametrize(
    ("low", "high", "words"), [("3", "20", "3–20"), ("<1", "7", "<1–7"), ("98", ">99", "98 – >99")]
)
def test_a_range_never_looks_like_an_arrow(low: str, high: str, words: str) -> None:
    assert range_words(low, high) == words
