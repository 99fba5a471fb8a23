"""The day's list: marked in two clicks, by those who may, for those they may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bidewell.records.models import Assignment, Ending, Episode, Group, Session, Site
from tests.clinic.cast import DAY, NOW, Browsing, Cast, booked, client_in_care
from tests.clinic.web.reading import words

pytestmark = pytest.mark.usefixtures("at_ten")


def mark(browser: Browser, session: Session, status: str, **more: object) -> Any:
    sent = {"version": session.version, "status": status, **more}
    return browser.post(f"/desk/sessions/{session.ref}/mark", sent)


@pytest.mark.parametrize("who", ["frida", "thea"])
def test_the_days_appointments_are_listed_with_time_name_and_therapist(
    cast: Cast, browsing: Browsing, who: str
) -> None:
    shown = words(browsing(getattr(cast, who)).get("/desk/"))
    assert "Wednesday, 4 March 2026" in shown and "11 a.m." in shown
    assert "Casey Reed" in shown and "Thea" in shown and "Main Street" in shown
    assert "Dev Patel" not in shown


def test_a_therapist_sees_only_their_own(cast: Cast, browsing: Browsing) -> None:
    booked(cast.noors, "S9", NOW, cast.memberships["tom"])
    assert "Noor Haddad" not in words(browsing(cast.thea).get("/desk/"))
    assert "Noor Haddad" in words(browsing(cast.frida).get("/desk/"))


def test_a_day_without_appointments_says_so(cast: Cast, browsing: Browsing) -> None:
    shown = words(browsing(cast.frida).get("/desk/?day=2026-03-08"))
    assert "No appointments on this day." in shown and "Sunday, 8 March 2026" in shown


@pytest.mark.parametrize("day", ["", "tomorrow", "0001-01-01", "9999-12-31", "2026-02-30", "\x00"])
def test_a_day_that_is_none_is_today(cast: Cast, browsing: Browsing, day: str) -> None:
    assert "4 March 2026" in words(browsing(cast.frida).get("/desk/", {"day": day}))


def test_an_evening_appointment_is_on_the_programs_day(cast: Cast, browsing: Browsing) -> None:
    Session.objects.filter(pk=cast.session.pk).update(scheduled_at=NOW.replace(hour=1) + timedelta(days=1))
    assert "8 p.m." in words(browsing(cast.frida).get("/desk/"))


@pytest.mark.parametrize("who", ["frida", "thea"])
@pytest.mark.parametrize(
    "status, said", [("no_show", "no-show"), ("attended", "came"), ("cancelled_by_client", "called off by the client")]
)
def test_the_second_click_marks_and_the_row_says_so(
    cast: Cast, browsing: Browsing, who: str, status: str, said: str
) -> None:
    browser = browsing(getattr(cast, who))
    response = mark(browser, cast.session, status)
    assert response["Location"] == f"/desk/?day=2026-03-04&open={cast.session.ref}#s-{cast.session.ref}"
    shown = words(browser.get(response["Location"]))
    assert f"</span> {said}</span>" in shown and "Marked by" in shown
    assert "Next appointment" in shown


def test_reason_and_next_appointment_are_saved_with_the_row_that_is_open(cast: Cast, browsing: Browsing) -> None:
    browser = browsing(cast.frida)
    mark(browser, cast.session, "no_show")
    cast.session.refresh_from_db()
    response = mark(browser, cast.session, "no_show", reason="pat-lt", next_day="2026-03-11", next_time="11:00")
    assert response.status_code == 302 and "open=" not in response["Location"]
    shown = words(browser.get(response["Location"]))
    assert "No way to get here" in shown and "Wed, 11 Mar" in shown
    assert Session.objects.filter(episode=cast.episode, status="scheduled").get().scheduled_at == NOW + timedelta(
        days=7, hours=0
    )


def test_a_promise_is_noted(cast: Cast, browsing: Browsing) -> None:
    mark(browsing(cast.frida), cast.session, "no_show", promised_on="2026-03-20")
    assert Episode.objects.get(pk=cast.episode.pk).promised_return_on.isoformat() == "2026-03-20"


@pytest.mark.parametrize(
    "more", [{"next_day": "2026-03-11"}, {"next_day": "soon"}, {"promised_on": "2026-03-01"}, {"reason": "prov-pers"}, {"version": "x"}]
)  # fmt: skip
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(
    cast: Cast, browsing: Browsing, more: dict[str, str]
) -> None:
    response = mark(browsing(cast.frida), cast.session, "no_show", **more)
    assert response.status_code == 409 and 'role="alert"' in words(response)
    assert Session.objects.get(pk=cast.session.pk).status == "scheduled"


def test_the_second_of_two_is_told_and_sees_what_the_first_did(cast: Cast, browsing: Browsing) -> None:
    mark(browsing(cast.thea), cast.session, "attended")
    response = mark(browsing(cast.frida), cast.session, "no_show", promised_on="2026-03-20")
    shown = words(response)
    assert response.status_code == 409 and "Somebody else has changed this" in shown
    assert "</span> came</span>" in shown and "Marked by Thea" in shown and 'value="2026-03-20"' in shown
    assert Session.objects.get(pk=cast.session.pk).status == "attended"


def test_a_client_who_left_and_comes_is_back(cast: Cast, browsing: Browsing) -> None:
    Ending.objects.create(episode=cast.episode, kind="left", on=DAY - timedelta(days=3), recorded_at=NOW)
    mark(browsing(cast.frida), cast.session, "attended")
    assert Ending.objects.get(episode=cast.episode).withdrawn_because == "returned"


@pytest.mark.parametrize(
    "who, status", [("sam", 403), ("pat", 403), ("dana", 403), ("ada", 403), ("otto", 404), ("tom", 404), (None, 302)]
)
def test_nobody_else_marks(cast: Cast, browsing: Browsing, who: str | None, status: int) -> None:
    assert mark(browsing(getattr(cast, who) if who else None), cast.session, "no_show").status_code == status
    assert Session.objects.get(pk=cast.session.pk).status == "scheduled"


def test_a_link_to_mark_leads_to_the_open_row(cast: Cast, browsing: Browsing) -> None:
    response = browsing(cast.frida).get(f"/desk/sessions/{cast.session.ref}/mark")
    assert response["Location"] == f"/desk/?day=2026-03-04&open={cast.session.ref}#s-{cast.session.ref}"
    assert browsing(cast.frida).put(f"/desk/sessions/{cast.session.ref}/mark").status_code == 405
    assert Session.objects.get(pk=cast.session.pk).status == "scheduled"


def test_the_desk_of_one_site_sees_that_site(cast: Cast, browsing: Browsing) -> None:
    other = Site.objects.create(program=cast.program, name="Hill")
    cast.memberships["frida"].site = other
    cast.memberships["frida"].save()
    assert "Casey" not in words(browsing(cast.frida).get("/desk/"))
    assert mark(browsing(cast.frida), cast.session, "no_show").status_code == 404


def test_no_score_or_forecast_is_on_the_page(cast: Cast, browsing: Browsing) -> None:
    shown = words(browsing(cast.frida).get("/desk/")).lower()
    assert not any(word in shown for word in ("alliance", "forecast", "may leave", "rating"))


def grown(cast: Cast, clients: int) -> None:
    for number in range(clients):
        _client, episode = client_in_care(
            cast.program, f"X{number}", f"Extra {number}", cast.memberships["thea"], cast.site
        )
        booked(episode, f"X{number}", NOW + timedelta(minutes=number), cast.memberships["thea"], status="no_show")


@pytest.mark.parametrize("who", ["frida", "thea"])
def test_the_number_of_queries_does_not_grow_with_the_day(
    cast: Cast, browsing: Browsing, who: str, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browsing(getattr(cast, who))
    browser.get("/desk/")
    grown(cast, 2)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get("/desk/")
    Assignment.objects.count()
    for number in range(30):
        booked(cast.episode, f"Y{number}", NOW + timedelta(minutes=number), cast.memberships["thea"])
    with django_assert_num_queries(len(few)):
        assert words(browser.get("/desk/")).count("Casey Reed") > 30


@pytest.fixture
def group(cast: Cast) -> Group:
    made = Group.objects.create(program=cast.program, name="Monday group")
    for number, episode in enumerate((cast.episode, cast.noors)):
        booked(episode, f"G{number}", NOW - timedelta(hours=1), cast.memberships["thea"])
    Session.objects.filter(key__startswith="G").update(group=made)
    return made


def test_a_group_is_one_row_and_marked_on_one_page(cast: Cast, browsing: Browsing, group: Group) -> None:
    browser = browsing(cast.frida)
    assert "0 of 2 people marked" in words(browser.get("/desk/"))
    one, other = Session.objects.filter(group=group).order_by("key")
    address = f"/desk/sessions/{one.ref}/group"
    assert "Casey Reed" in words(browser.get(address)) and "Noor Haddad" in words(browser.get(address))
    sent = {
        f"status-{one.ref}": "attended",
        f"version-{one.ref}": 1,
        f"status-{other.ref}": "no_show",
        f"version-{other.ref}": 1,
    }
    assert browser.post(address, sent).status_code == 302
    assert [one.status for one in Session.objects.filter(group=group).order_by("key")] == ["attended", "no_show"]
    again = browser.post(address, {**sent, f"status-{one.ref}": "no_show"})
    assert again.status_code == 409 and "Somebody else has changed this" in words(again)


def test_everyone_came_is_two_clicks(cast: Cast, browsing: Browsing, group: Group) -> None:
    one = Session.objects.filter(group=group)[0]
    browsing(cast.thea).post(f"/desk/sessions/{one.ref}/group", {"everyone": "1"})
    assert set(Session.objects.filter(group=group).values_list("status", flat=True)) == {"attended"}


def test_who_cannot_see_the_group_does_not_mark_it(cast: Cast, browsing: Browsing, group: Group) -> None:
    one = Session.objects.filter(group=group)[0]
    assert browsing(cast.otto).get(f"/desk/sessions/{one.ref}/group").status_code == 404
    assert browsing(cast.frida).get(f"/desk/sessions/{cast.session.ref}/group").status_code == 404


HARD_TEXT = st.text(max_size=30) | st.sampled_from(
    ["", "0", "-1", "2026-03-11", "11:00", "9" * 30, "\x00", "pat-lt", "99999-01-01"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.fixed_dictionaries(
        {},
        optional={name: HARD_TEXT for name in ("version", "status", "reason", "next_day", "next_time", "promised_on")},
    ),
    status=st.sampled_from(["attended", "no_show", "scheduled", "cancelled_by_program"]),
)
def test_whatever_is_sent_nothing_breaks(cast: Cast, browsing: Browsing, sent: dict[str, str], status: str) -> None:
    session = Session.objects.get(pk=cast.session.pk)
    response = browsing(cast.frida).post(f"/desk/sessions/{session.ref}/mark", {"version": 1, "status": status, **sent})
    assert response.status_code in (302, 409)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(status=HARD_TEXT, seen=HARD_TEXT, everyone=st.booleans())
def test_whatever_is_sent_about_a_group_nothing_breaks(
    cast: Cast, browsing: Browsing, group: Group, status: str, seen: str, everyone: bool
) -> None:
    one, other = Session.objects.filter(group=group).order_by("key")
    sent = {
        f"status-{one.ref}": status,
        f"version-{one.ref}": seen,
        f"status-{other.ref}": "no_show",
        f"version-{other.ref}": seen,
    }
    response = browsing(cast.frida).post(
        f"/desk/sessions/{one.ref}/group", {**sent, **({"everyone": "1"} if everyone else {})}
    )
    assert response.status_code in (302, 409)
    for address in (f"/desk/groups/{group.ref}", "/desk/groups"):
        assert browsing(cast.frida).post(
            address, {"name": status, "day": seen, "time": status, "members": seen}
        ).status_code in (200, 302)
