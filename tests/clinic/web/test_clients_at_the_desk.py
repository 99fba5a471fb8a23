"""Clients at the desk: found without a name in any address, registered, reached as they agreed; and groups."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bidewell.actions.merging import merge_clients
from bidewell.records.models import AuditEvent, ChannelConsent, Client, Ending, Episode, Group, Program, Session
from tests.clinic.cast import DAY, NOW, Browsing, Cast, booked, client_in_care, member, person
from tests.clinic.web.reading import words

ROBIN = {
    "name": "Robin Vale",
    "language": "es",
    "phone": "+1 212 555 0101",
    "email": "robin@example.org",
    "referred_on": "2026-03-02",
}


pytestmark = pytest.mark.usefixtures("at_ten")


def queries_of(browser: Browser, address: str, **sent: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        response = browser.post(address, sent) if sent else browser.get(address)
    assert response.status_code == 200
    return len(asked)


@pytest.mark.parametrize("typed", ["casey", "Reed ca", "C1"])
def test_a_client_is_found_by_part_of_a_name_or_by_number(cast: Cast, browsing: Browsing, typed: str) -> None:
    shown = words(browsing(cast.frida).post("/desk/clients", {"words": typed}))
    assert "Casey Reed" in shown and "Noor" not in shown and "1 client found" in shown


def test_nobody_found_says_so(cast: Cast, browsing: Browsing) -> None:
    assert "Nobody found" in words(browsing(cast.frida).post("/desk/clients", {"words": "zzz"}))


def test_a_therapist_finds_their_own(cast: Cast, browsing: Browsing) -> None:
    shown = words(browsing(cast.thea).get("/desk/clients"))
    assert "Casey Reed" in shown and "Noor" not in shown


def test_pages_are_turned_by_post(cast: Cast, browsing: Browsing) -> None:
    for number in range(30):
        client_in_care(cast.program, f"X{number}", f"Extra {number:02}", cast.memberships["tom"])
    browser = browsing(cast.frida)
    assert "Page 1 of 2" in words(browser.get("/desk/clients"))
    second = words(browser.post("/desk/clients", {"words": "", "at": "2"}))
    assert "Page 2 of 2" in second and "Noor Haddad" in second
    assert queries_of(browser, "/desk/clients", words="extra 0") == queries_of(browser, "/desk/clients", words="extra")


def test_a_client_is_registered_with_a_first_episode(cast: Cast, browsing: Browsing) -> None:
    response = browsing(cast.frida).post("/desk/clients/register", {**ROBIN, "therapist": cast.memberships["tom"].pk})
    client = Client.objects.get(name="Robin Vale")
    assert response["Location"] == f"/desk/clients/{client.ref}"
    assert (client.language, client.phone, client.no_messages) == ("es", "+1 212 555 0101", False)
    assert client.episodes.get().assignments.get().therapist == cast.memberships["tom"]


def test_a_therapist_registers_clients_of_their_own(cast: Cast, browsing: Browsing) -> None:
    page = words(browsing(cast.thea).get("/desk/clients/register"))
    assert ">Thea</option>" in page and ">Tom</option>" not in page
    refused = browsing(cast.thea).post("/desk/clients/register", {**ROBIN, "therapist": cast.memberships["tom"].pk})
    assert refused.status_code == 200 and not Client.objects.filter(name="Robin Vale").exists()


@pytest.mark.parametrize(
    "wrong, said",
    [({"name": ""}, "required"), ({"email": "robin"}, "valid email"), ({"phone": "call me"}, "valid value"),
     ({"referred_on": ""}, "Give the day of the referral"), ({"referred_on": "2026-03-09"}, "today or earlier"),
     ({"key": "C1"}, "already in use"), ({"planned_interval_days": "0"}, "greater than or equal")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, browsing: Browsing, wrong: dict[str, str], said: str
) -> None:
    sent = {**ROBIN, "therapist": cast.memberships["tom"].pk, **wrong}
    shown = words(browsing(cast.frida).post("/desk/clients/register", sent))
    assert said in shown and (wrong.get("name") == "" or 'value="Robin Vale"' in shown)
    assert not Client.objects.filter(name="Robin Vale").exists()


def test_somebody_in_two_programs_says_in_which(cast: Cast, browsing: Browsing) -> None:
    member(cast.elsewhere, cast.frida, "front_desk")
    sent = {**ROBIN, "therapist": cast.memberships["otto"].pk, "in": str(cast.elsewhere.ref)}
    browsing(cast.frida).post("/desk/clients/register", sent)
    assert Client.objects.get(name="Robin Vale").program == cast.elsewhere


def test_details_are_corrected_and_the_second_of_two_is_told(cast: Cast, browsing: Browsing) -> None:
    address = f"/desk/clients/{cast.casey.ref}"
    first = browsing(cast.frida).post(address, {"name": "Casey Reed", "phone": "212 555 0100", "version": "1"})
    assert first.status_code == 302
    second = browsing(cast.thea).post(address, {"name": "Casey R. Reed", "version": "1"})
    shown = words(second)
    assert second.status_code == 409 and "Somebody else has changed this" in shown
    assert 'value="Casey R. Reed"' in shown and "212 555 0100" in shown
    assert Client.objects.get(pk=cast.casey.pk).name == "Casey Reed"
    again = browsing(cast.thea).post(address, {"name": "Casey R. Reed", "phone": "212 555 0100", "version": "2"})
    assert again.status_code == 302


def test_consent_is_noted_with_who_and_when_and_withdrawn(cast: Cast, browsing: Browsing) -> None:
    browser, address = browsing(cast.frida), f"/desk/clients/{cast.casey.ref}"
    browser.post(f"{address}/consent", {"channel": "sms", "given": "1"})
    assert "on 4 March 2026, noted by Frida" in words(browser.get(address))
    browser.post(f"{address}/consent", {"channel": "sms", "withdrawn": "1"})
    assert "withdrawn on 4 March 2026" in words(browser.get(address))
    assert browser.post(f"{address}/consent", {"channel": "smoke"}).status_code == 302
    assert ChannelConsent.objects.count() == 1


def test_reading_the_page_is_in_the_audit_and_shows_no_score(cast: Cast, browsing: Browsing) -> None:
    shown = words(browsing(cast.frida).get(f"/desk/clients/{cast.casey.ref}"))
    assert AuditEvent.objects.get(what="client_read").ref == str(cast.casey.ref)
    assert "Wed, 4 Mar 2026" in shown and "booked" in shown
    assert not any(word in shown.lower() for word in ("alliance", "forecast", "may leave", "rating"))


def test_the_number_of_queries_does_not_grow_with_the_appointments(cast: Cast, browsing: Browsing) -> None:
    browser, address = browsing(cast.frida), f"/desk/clients/{cast.casey.ref}"
    browser.get(address)
    few = queries_of(browser, address)
    for number in range(15):
        booked(
            cast.episode, f"Y{number}", NOW - timedelta(days=number + 1), cast.memberships["thea"], status="attended"
        )
    assert queries_of(browser, address) == few


def test_a_merged_clients_episodes_stand_on_the_page_of_the_one_they_count_as(cast: Cast, browsing: Browsing) -> None:
    merge_clients(cast.noor, cast.casey, by=cast.dana, at=NOW)
    booked(cast.noors, "N1", NOW + timedelta(hours=2), cast.memberships["tom"])
    address = f"/desk/clients/{cast.casey.ref}"
    for person_there in (cast.frida, cast.tom):
        assert "Tom" in words(browsing(person_there).get(address))
        assert browsing(person_there).get(f"/desk/clients/{cast.noor.ref}").url == address
    assert browsing(cast.otto).get(f"/desk/clients/{cast.noor.ref}").status_code == 404


def test_one_who_comes_back_gets_a_new_episode(cast: Cast, browsing: Browsing) -> None:
    browser, address = browsing(cast.frida), f"/desk/clients/{cast.casey.ref}/episode"
    sent = {"referred_on": "2026-03-04", "therapist": cast.memberships["tom"].pk}
    assert "still open" in words(browser.post(address, sent))
    Ending.objects.create(episode=cast.episode, kind="completed", on=DAY, recorded_at=NOW)
    assert browser.post(address, sent).status_code == 302
    assert Episode.objects.get(client=cast.casey, previous=cast.episode).prior_episodes == 1
    assert "care has ended" in words(browser.get(f"/desk/clients/{cast.casey.ref}"))


def test_an_appointment_is_booked_and_moved(cast: Cast, browsing: Browsing) -> None:
    browser = browsing(cast.frida)
    sent = {"day": "2026-03-11", "time": "14:30", "therapist": cast.memberships["thea"].pk, "modality": "telehealth"}
    assert browser.post(f"/desk/episodes/{cast.episode.ref}/book", sent).status_code == 302
    session = Session.objects.get(episode=cast.episode, modality="telehealth")
    assert session.scheduled_at == NOW.replace(day=11, hour=18, minute=30)  # daylight saving time has begun by then
    address = f"/desk/sessions/{session.ref}/move"
    assert 'value="14:30"' in words(browser.get(address))
    moved = browser.post(address, {"day": "2026-03-12", "time": "09:00", "version": "1"})
    assert moved["Location"] == f"/desk/?day=2026-03-12#s-{session.ref}"
    late = browser.post(address, {"day": "2026-03-13", "time": "09:00", "version": "1"})
    assert "Somebody else has changed this" in words(late)


def test_a_group_is_made_filled_and_booked_again(cast: Cast, browsing: Browsing) -> None:
    browser = browsing(cast.frida)
    made = browser.post("/desk/groups", {"name": "Monday group"})
    group = Group.objects.get(name="Monday group")
    assert made["Location"] == f"/desk/groups/{group.ref}"
    assert "exists already" in words(browser.post("/desk/groups", {"name": "Monday group"}))
    assert "Nobody has a place yet" in words(browser.get(made["Location"]))
    sent = {"day": "2026-03-05", "time": "10:00", "therapist": cast.memberships["thea"].pk, "modality": "in_person"}
    for episode in (cast.episode, cast.noors):
        browser.post(f"/desk/episodes/{episode.ref}/book", {**sent, "group": group.pk})
    page = words(browser.get(made["Location"]))
    assert "2 people have a place" in page and 'value="2026-03-12"' in page and 'value="10:00"' in page
    members = [str(cast.episode.ref), str(cast.noors.ref)]
    assert browser.post(made["Location"], {**sent, "day": "2026-03-12", "members": members}).status_code == 302
    assert Session.objects.filter(group=group).count() == 4
    assert "already an appointment" in words(
        browser.post(made["Location"], {**sent, "day": "2026-03-12", "members": members})
    )


PAGES = ["clients/{client}", "clients/{client}/episode", "episodes/{episode}/book", "sessions/{session}/move"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    "who, status",
    [
        ("frida", 200),
        ("thea", 200),
        ("tom", 404),
        ("otto", 404),
        ("pat", 403),
        ("dana", 403),
        ("ada", 403),
        (None, 302),
    ],
)
def test_a_page_opens_to_those_who_may_see_the_client(
    cast: Cast, browsing: Browsing, address: str, who: str | None, status: int
) -> None:
    filled = address.format(client=cast.casey.ref, episode=cast.episode.ref, session=cast.session.ref)
    assert browsing(getattr(cast, who) if who else None).get(f"/desk/{filled}").status_code == status


@pytest.mark.parametrize("address", ["clients/{client}/consent"])
def test_a_change_is_posted(cast: Cast, browsing: Browsing, address: str) -> None:
    assert browsing(cast.frida).get("/desk/" + address.format(client=cast.casey.ref)).status_code == 405


def test_a_program_of_strangers_is_not_seen(cast: Cast, browsing: Browsing) -> None:
    Program.objects.create(name="Third", time_zone="UTC")
    stranger = person("stranger")
    member(cast.elsewhere, stranger, "front_desk")
    group = Group.objects.create(program=cast.program, name="Monday")
    assert browsing(stranger).get(f"/desk/groups/{group.ref}").status_code == 404
    assert "Monday" not in words(browsing(stranger).get("/desk/groups"))


HARD = st.text(max_size=30) | st.sampled_from(
    ["", "0", "-1", "2026-03-02", "11:00", "9" * 30, "\x00", "1e400", "nan", "99999-01-01"]
)
FORMS = {
    "clients": ("words", "at"),
    "clients/register": ("name", "language", "phone", "email", "no_messages", "key", "referred_on", "start", "site", "planned_interval_days", "therapist", "in"),
    "clients/{client}": ("name", "language", "phone", "email", "no_messages", "version"),
    "clients/{client}/consent": ("channel", "given"),
    "clients/{client}/episode": ("referred_on", "first_offered_on", "start", "site", "planned_interval_days", "therapist"),
    "episodes/{episode}/book": ("day", "time", "therapist", "modality", "group"),
    "sessions/{session}/move": ("day", "time", "version"),
    "groups": ("name",),
}  # fmt: skip


@pytest.mark.parametrize("address", FORMS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_nothing_breaks(cast: Cast, browsing: Browsing, address: str, data: Any) -> None:
    plausible = {
        "therapist": str(cast.memberships["thea"].pk),
        "modality": "in_person",
        "version": "1",
        "name": "Robin",
    }
    sent = data.draw(st.fixed_dictionaries({}, optional={name: HARD for name in FORMS[address]}))
    filled = address.format(client=cast.casey.ref, episode=cast.episode.ref, session=cast.session.ref)
    response = browsing(cast.frida).post(f"/desk/{filled}", {**plausible, **sent})
    assert response.status_code in (200, 302, 409)


def test_who_marks_no_attendance_is_shown_no_way_to_pages_about_it(cast: Cast, browsing: Browsing) -> None:
    contact = f"/desk/clients/{cast.casey.ref}"
    for one, is_shown in ((cast.sam, False), (cast.thea, True), (cast.frida, True)):
        browser = browsing(one)
        assert ("/desk/groups" in words(browser.get("/desk/clients"))) is is_shown
        assert (f"/desk/sessions/{cast.session.ref}/move" in words(browser.get(contact))) is is_shown


def test_a_programs_own_reason_for_a_missed_session_is_written_as_words(cast: Cast, browsing: Browsing) -> None:
    Session.objects.filter(pk=cast.session.pk).update(status="cancelled_by_program", reason="staff_absence")
    assert "staff absence" in words(browsing(cast.frida).get(f"/desk/clients/{cast.casey.ref}"))


def test_a_week_between_sessions_is_written_as_seven(cast: Cast, browsing: Browsing) -> None:
    Episode.objects.filter(pk=cast.episode.pk).update(planned_interval_days=7.0)
    assert 'value="7"' in words(browsing(cast.thea).get(f"/caseload/episodes/{cast.episode.ref}/edit"))
