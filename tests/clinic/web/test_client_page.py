"""The client page: who may open it, what each may read there, and that each reading is written down."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from bidewell.actions import snapshots
from bidewell.actions.merging import merge_clients
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.sharing import Sharing
from bidewell.records.models import (
    AuditEvent,
    CheckIn,
    Cover,
    Episode,
    FreeText,
    Person,
    SafetyNote,
    Snapshot,
)
from tests.clinic.cast import DAY, NOW, Browsing, Cast, booked
from tests.clinic.fits import fit_of
from tests.clinic.web.client_pages import address, answered, treats_in_two_zones
from tests.clinic.web.test_caseload import foretold

pytestmark = pytest.mark.usefixtures("at_ten")


def test_the_therapist_sees_chance_reasons_and_what_goes_with_another_chance(cast: Cast, browsing: Browsing) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.34)
    page = browsing(cast.thea).get(address(cast.episode)).content.decode()
    assert "<b>34</b> of 100 may leave in 30 days" in page and "(24–44)" in page
    assert "alliance rated lower than usual" in page and "fewer stay" in page
    assert "of 100 fewer" not in page and "typical clients" not in page  # no number without a range
    assert "Clients alike in all else who used a ride" in page and "none is shown to bring it about" in page
    assert "Who moves away, is jailed or is put out counts as stayed: that is not foreseen." in page


def _with_strain(cast: Cast, since: str | None) -> None:
    forecast = Snapshot.objects.get(pk=cast.episode.pk).forecast
    assert forecast is not None
    strain = {
        "since": since,
        "words": since and "It was not back near it.",
        "definition": "Strain: more than 0.4 points.",
    }
    forecast.document["en"]["strain"] = strain
    forecast.save()


@pytest.mark.parametrize("since", ["2026-02-25", None])
def test_strain_is_told_with_its_day_and_what_it_means_and_only_where_there_is_one(
    cast: Cast, browsing: Browsing, since: str | None
) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.34)
    answered(cast, Sharing.THERAPIST, "")
    _with_strain(cast, since)
    page = browsing(cast.thea).get(address(cast.episode)).content.decode()
    told = ("Strain, first seen on", "It was not back near it.", "Strain: more than 0.4 points.")
    assert [words in page for words in told] == [since is not None] * 3
    assert "The soft band is about a single rating" not in page  # of too few ratings no band is drawn
    assert bool(re.search(r"first seen on [^<]*\b25\b", page)) == (since is not None)


@pytest.mark.parametrize("language, words", [("en", "No forecast can be made now."), ("es", "Ahora no se puede hacer")])
def test_who_has_no_chance_because_the_fit_counts_as_none_is_not_said_to_lack_data(
    cast: Cast, browsing: Browsing, language: str, words: str
) -> None:
    fit_of(cast.program, counts_as_none="other_scale")
    Snapshot.objects.update(stale_since=None)
    browser = browsing(cast.thea)
    browser.cookies["django_language"] = language
    page = browser.get(address(cast.episode)).content.decode()
    assert words in page
    assert "Not enough data yet." not in page and "Aún no hay datos suficientes." not in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_of_who_is_silent_the_chance_of_having_left_already_has_its_range(
    cast: Cast, browsing: Browsing, language: str
) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.34)
    browser, words = browsing(cast.thea), {"en": "Have left already", "es": "Se han ido ya"}[language]
    browser.cookies["django_language"] = language
    assert words not in browser.get(address(cast.episode)).content.decode()
    forecast = Snapshot.objects.get(pk=cast.episode.pk).forecast
    assert forecast is not None
    quiet = {"days_since_contact": 19, "probability_left": 0.44, "low": 0.31, "high": 0.58}
    forecast.document[language]["gone_quiet"] = quiet
    forecast.save()
    row = re.search(f"<tr>.*{words}.*</tr>", browser.get(address(cast.episode)).content.decode())
    assert row and ">44<" in row[0] and "31–58" in row[0]


@pytest.mark.parametrize("name", ["thea", "sam"])
def test_each_reading_is_one_line_in_the_audit_trail(cast: Cast, browsing: Browsing, name: str) -> None:
    browsing(getattr(cast, name)).get(address(cast.episode))
    read = AuditEvent.objects.get(what="client_read")
    assert (read.person, read.ref, read.program) == (getattr(cast, name), str(cast.casey.ref), cast.program)


@pytest.mark.parametrize(
    "name, status", [("tom", 404), ("otto", 404), ("pat", 403), ("frida", 403), ("dana", 403), ("ada", 403)]
)
def test_others_do_not_open_it_and_nothing_is_written_down(
    cast: Cast, browsing: Browsing, name: str, status: int
) -> None:
    assert browsing(getattr(cast, name)).get(address(cast.episode)).status_code == status
    assert not AuditEvent.objects.filter(what="client_read").exists()


def test_who_covers_opens_it_while_covering(cast: Cast, browsing: Browsing) -> None:
    Cover.objects.create(
        covered=cast.memberships["thea"],
        covering=cast.memberships["tom"],
        from_day=DAY,
        to_day=DAY,
        granted_by=cast.sam,
    )
    assert browsing(cast.tom).get(address(cast.episode)).status_code == 200
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert browsing(cast.tom).get(address(cast.episode)).status_code == 404


def test_only_the_therapists_reading_takes_the_mark_of_new_information_off(cast: Cast, browsing: Browsing) -> None:
    Snapshot.objects.filter(episode=cast.episode).update(has_new_information=True)
    browsing(cast.sam).get(address(cast.episode))
    assert Snapshot.objects.get(episode=cast.episode).has_new_information
    browsing(cast.thea).get(address(cast.episode))
    assert not Snapshot.objects.get(episode=cast.episode).has_new_information


def test_an_answer_stands_beside_the_one_before(cast: Cast, browsing: Browsing) -> None:
    answered(cast, Sharing.THERAPIST, "", 4.0, ago=8)
    answered(cast, Sharing.THERAPIST, "", 2.0)
    page = browsing(cast.thea).get(address(cast.episode)).content.decode()
    assert '<td>A little</td><td class="range">Mostly</td>' in page


def test_a_missed_session_breaks_the_line(cast: Cast, browsing: Browsing) -> None:
    for ago in (22, 15, 8, 1):
        answered(cast, Sharing.THERAPIST, "", 3.0, ago=ago)
    booked(cast.episode, "A1", NOW - timedelta(days=10), cast.memberships["thea"], SessionStatus.NO_SHOW)
    page = browsing(cast.thea).get(address(cast.episode)).content.decode()
    assert page.count('<polyline class="line"') == 2 and page.count('<path class="missed"') == 1
    assert "22 February: did not come" in page


@pytest.mark.parametrize("status", [SessionStatus.CANCELLED_BY_CLIENT, SessionStatus.NO_SHOW])
def test_a_visit_called_off_ahead_of_time_breaks_no_line_before_its_day(
    cast: Cast, browsing: Browsing, status: str
) -> None:
    for ago in (8, 1):
        answered(cast, Sharing.THERAPIST, "", 3.0, ago=ago)
    booked(cast.episode, "A1", NOW + timedelta(days=6), cast.memberships["thea"], status)
    page = browsing(cast.thea).get(address(cast.episode)).content.decode()
    assert '<path class="missed"' not in page and "10 Mar" not in page


def test_episodes_of_a_merged_client_are_among_the_others(cast: Cast, browsing: Browsing) -> None:
    def shown(who: Person, episode: Episode) -> str:
        return str(browsing(who).get(address(episode)).content.decode())

    assert "Other episodes" not in shown(cast.thea, cast.episode)
    merge_clients(cast.noor, cast.casey, by=cast.dana, at=NOW)
    assert "Other episodes" in shown(cast.thea, cast.episode)
    assert "Other episodes" in shown(cast.tom, cast.noors)


EVENING = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)  # the third of March, half past eight, in New York


def test_what_happened_in_the_evening_is_of_that_evening(cast: Cast, browsing: Browsing) -> None:
    check_in = answered(cast, Sharing.THERAPIST, "Thanks")
    CheckIn.objects.update(at=EVENING)
    FreeText.objects.update(written_at=EVENING)
    SafetyNote.objects.create(check_in=check_in, item="bond", raised_at=EVENING)
    for who in (cast.thea, cast.sam):
        page = browsing(who).get(address(cast.episode)).content.decode()
        assert "Check-in of 3 March 2026" in page and "4 March 2026" not in page.partition("Check-in of")[2]
        assert "An answer of Tue 3 Mar, 8:30 p.m." in page
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_clients_page_has_the_clocks_of_the_clients_program(cast: Cast, browsing: Browsing) -> None:
    both = treats_in_two_zones(cast)
    check_in = answered(cast, Sharing.THERAPIST, "")
    SafetyNote.objects.create(check_in=check_in, item="bond", raised_at=EVENING)
    assert "An answer of Tue 3 Mar, 8:30 p.m." in browsing(both).get(address(cast.episode)).content.decode()


@pytest.mark.parametrize(
    "status, at, is_offered",
    [
        (SessionStatus.ATTENDED, NOW - timedelta(days=1), True),
        (SessionStatus.SCHEDULED, NOW - timedelta(days=1), True),
        (SessionStatus.NO_SHOW, NOW - timedelta(days=1), False),
        (SessionStatus.CANCELLED_BY_CLIENT, NOW - timedelta(days=1), False),
        (SessionStatus.CANCELLED_BY_PROGRAM, NOW - timedelta(days=1), False),
        (SessionStatus.ATTENDED, datetime(2026, 3, 3, 1, 0, tzinfo=UTC), False),  # the evening of the second
    ],
)
def test_a_check_in_is_handed_out_for_a_visit_that_took_place(
    cast: Cast, browsing: Browsing, status: SessionStatus, at: datetime, is_offered: bool
) -> None:
    visit = booked(cast.episode, "A1", at, cast.memberships["thea"], status)
    page = browsing(cast.thea).get(address(cast.episode)).content.decode()
    expected = visit if is_offered else cast.session
    assert reverse("handing_out", args=[expected.ref]) in page


def test_the_usual_range_is_that_of_the_caseload(cast: Cast, browsing: Browsing) -> None:
    for ago in range(40, 0, -1):
        answered(cast, Sharing.THERAPIST, "", 1.0 if ago > 20 else 3.0, ago=ago)
    snapshots.touch([cast.episode.pk], at=NOW)
    foretold(cast.episode, fit_of(cast.program), 0.3)
    assert "3.0, usually 2.1 to 3.9" in browsing(cast.thea).get("/caseload/").content.decode()
    assert "between 2.1 and 3.9" in browsing(cast.thea).get(address(cast.episode)).content.decode()
