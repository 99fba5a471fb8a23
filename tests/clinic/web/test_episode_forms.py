"""Forms reached from a client's page: facts, ending, promise; and of all of them, who may and what may be sent."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bidewell.domain.endings import Ending as EndingKind
from bidewell.records.models import Ending, Episode, Factor, Session
from bidewell.web.therapist.ending_words import ENDING_WORDS, GROUPS
from tests.clinic.cast import DAY, NOW, Browsing, Cast, booked
from tests.clinic.web.episode_forms import at, court_order, post, version
from tests.clinic.web.reading import words

pytestmark = pytest.mark.usefixtures("at_ten")


@pytest.fixture
def factor(cast: Cast) -> Factor:
    return court_order(cast)


def test_the_facts_are_corrected(cast: Cast, browsing: Browsing) -> None:
    assert 'value="2026-01-05"' in words(browsing(cast.thea).get(at(cast, "edit")))
    response = post(
        browsing(cast.thea), cast, "edit", start="2026-01-06", site=cast.site.pk, planned_interval_days="14"
    )
    assert response["Location"] == f"/caseload/{cast.episode.ref}"
    saved = Episode.objects.get(pk=cast.episode.pk)
    assert (saved.start, saved.site, saved.planned_interval_days) == (date(2026, 1, 6), cast.site, 14)


def test_the_second_of_two_is_told_and_sees_both(cast: Cast, browsing: Browsing) -> None:
    seen = version(cast)
    post(browsing(cast.thea), cast, "edit", start="2026-01-06", level_of_care="intensive")
    late = browsing(cast.sam).post(at(cast, "edit"), {"version": seen, "start": "2026-01-09"})
    shown = words(late)
    assert late.status_code == 409 and "Somebody else has changed this" in shown
    assert 'value="2026-01-09"' in shown and "6 January 2026" in shown and "intensive" in shown
    assert Episode.objects.get(pk=cast.episode.pk).start == date(2026, 1, 6)
    assert post(browsing(cast.sam), cast, "edit", start="2026-01-09").status_code == 302


def test_an_ending_is_recorded_and_shown_with_who(cast: Cast, browsing: Browsing) -> None:
    page = words(browsing(cast.thea).get(at(cast, "ending")))
    assert all(str(one) in page for one in ENDING_WORDS.values())
    response = post(
        browsing(cast.thea), cast, "ending", kind="left", on="2026-03-04", judged_by="therapist", calls_off="on"
    )
    assert response["Location"] == f"/caseload/{cast.episode.ref}"
    assert Session.objects.get(pk=cast.session.pk).status == "cancelled_by_program"
    after = words(browsing(cast.sam).get(at(cast, "ending")))
    assert "The client has returned" in after and "Thea · holds" in after


def test_every_ending_is_offered_once() -> None:
    assert sorted(kind for _words, kinds in GROUPS for kind in kinds) == sorted(EndingKind) == sorted(ENDING_WORDS)


def test_an_agreed_ending_without_a_last_session_is_asked_about_once_more(cast: Cast, browsing: Browsing) -> None:
    booked(cast.episode, "S0", NOW - timedelta(days=1), cast.memberships["thea"], status="no_show")
    Session.objects.filter(pk=cast.session.pk).delete()
    sent = {"kind": "mutual", "on": "2026-03-04", "judged_by": "client"}
    asked = post(browsing(cast.thea), cast, "ending", **sent)
    assert asked.status_code == 200 and "Was this really agreed?" in words(asked)
    assert not Ending.objects.exists()
    assert post(browsing(cast.thea), cast, "ending", **sent, sure="1").status_code == 302
    assert Ending.objects.get().kind == "mutual"


def test_an_ending_is_withdrawn_when_the_client_returns(cast: Cast, browsing: Browsing) -> None:
    Ending.objects.create(episode=cast.episode, kind="left", on=DAY, recorded_at=NOW, recorded_by=cast.thea)
    assert post(browsing(cast.thea), cast, "ending/withdraw", because="returned").status_code == 302
    kept = Ending.objects.get()
    assert (kept.withdrawn_because, kept.withdrawn_by, kept.kind) == ("returned", cast.thea, "left")
    assert "taken back: the client returned" in words(browsing(cast.thea).get(at(cast, "ending")))


def test_two_endings_at_once_and_one_is_told(cast: Cast, browsing: Browsing) -> None:
    seen = version(cast)
    sent = {"version": seen, "on": "2026-03-04", "judged_by": "therapist"}
    browsing(cast.thea).post(at(cast, "ending"), {**sent, "kind": "moved"})
    late = browsing(cast.sam).post(at(cast, "ending"), {**sent, "kind": "left"})
    assert late.status_code == 409 and "Somebody else has changed this" in words(late)
    assert Ending.objects.get().kind == "moved"
    again = browsing(cast.sam).post(at(cast, "ending/withdraw"), {"version": seen, "because": "corrected"})
    assert again.status_code == 409 and Ending.objects.get().withdrawn_at is None


def test_a_promise_is_noted_and_taken_back(cast: Cast, browsing: Browsing) -> None:
    post(browsing(cast.thea), cast, "promise", day="2026-03-20")
    assert Episode.objects.get(pk=cast.episode.pk).promised_return_on == date(2026, 3, 20)
    assert post(browsing(cast.thea), cast, "promise", day="2026-03-01").status_code == 409
    post(browsing(cast.thea), cast, "promise", day="")
    assert Episode.objects.get(pk=cast.episode.pk).promised_return_on is None


FORMS = ["edit", "promise", "ending", "factors", "therapist"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "who, status",
    [
        ("thea", 200),
        ("sam", 200),
        ("tom", 404),
        ("otto", 404),
        ("frida", 403),
        ("pat", 403),
        ("dana", 403),
        ("ada", 403),
        (None, 302),
    ],
)
def test_a_form_opens_to_those_who_may_change_the_episode(
    cast: Cast, browsing: Browsing, form: str, who: str | None, status: int
) -> None:
    assert browsing(getattr(cast, who) if who else None).get(at(cast, form)).status_code == status


def test_a_link_to_withdraw_leads_to_the_page_that_asks_why(cast: Cast, browsing: Browsing) -> None:
    assert browsing(cast.thea).get(at(cast, "ending/withdraw"))["Location"] == at(cast, "ending")
    assert browsing(cast.thea).put(at(cast, "ending/withdraw")).status_code == 405


def test_the_number_of_queries_does_not_grow_with_what_is_kept(cast: Cast, browsing: Browsing, factor: Factor) -> None:
    browser = browsing(cast.thea)

    def queries() -> list[int]:
        counts = []
        for form in ("factors", "ending"):
            with CaptureQueriesContext(connection) as asked:
                browser.get(at(cast, form))
            counts.append(len(asked))
        return counts

    browser.get(at(cast, "factors"))
    few = queries()
    for number in range(12):
        Factor.objects.create(
            episode=cast.episode, name="travel_minutes", value=str(number), recorded_at=NOW, recorded_by=cast.thea
        )
        Ending.objects.create(
            episode=cast.episode, kind="left", on=DAY, recorded_at=NOW, withdrawn_at=NOW, recorded_by=cast.thea
        )
    assert queries() == few


HARD = st.text(max_size=30) | st.sampled_from(
    ["", "0", "-1", "2026-03-02", "9" * 30, "\x00", "1e400", "nan", "99999-01-01", "left", "court_order"]
)
SENT = {
    "edit": ("version", "referred_on", "first_offered_on", "start", "site", "level_of_care", "payer", "planned_interval_days"),
    "promise": ("version", "day"),
    "ending": ("version", "kind", "on", "judged_by", "calls_off", "sure"),
    "ending/withdraw": ("version", "because"),
    "factors": ("version", "name", "value", "from_day", "to_day"),
    "therapist": ("version", "what", "therapist", "former"),
}  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_about_a_factor_or_a_cover_nothing_breaks(
    cast: Cast, browsing: Browsing, factor: Factor, data: Any
) -> None:
    names = ("version", "value", "from_day", "to_day", "on", "covered", "covering")
    sent = data.draw(st.fixed_dictionaries({}, optional={name: HARD for name in names}))
    plausible = {
        "version": version(cast),
        "value": "court",
        "covered": str(cast.memberships["thea"].pk),
        "on": "2026-03-04",
    }
    for address in (f"factors/{factor.ref}/correct", f"factors/{factor.ref}/end", "cover"):
        assert browsing(cast.sam).post(f"/caseload/{address}", {**plausible, **sent}).status_code in (200, 302, 409)


@pytest.mark.parametrize("form", SENT)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_nothing_breaks(cast: Cast, browsing: Browsing, form: str, data: Any) -> None:
    plausible = {
        "version": version(cast), "kind": "left", "on": "2026-03-04", "judged_by": "team", "name": "travel_minutes",
        "what": "share", "therapist": str(cast.memberships["thea"].pk), "because": "returned",
    }  # fmt: skip
    sent = data.draw(st.fixed_dictionaries({}, optional={name: HARD for name in SENT[form]}))
    assert browsing(cast.sam).post(at(cast, form), {**plausible, **sent}).status_code in (200, 302, 409)
