"""The team: an agenda of clients, nobody ranked, and own numbers private for a while."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bidewell.domain.roles import Role
from bidewell.domain.sessions import CheckInStatus, SessionStatus
from bidewell.domain.sharing import Sharing
from bidewell.records.models import Assignment, CheckIn, Ending, InstrumentVersion, Membership, SafetyNote, Session
from tests.clinic.cast import DAY, NOW, Browsing, Cast, booked, client_in_care, member, person
from tests.clinic.fits import fit_of
from tests.clinic.web.reading import words
from tests.clinic.web.test_caseload import foretold

pytestmark = pytest.mark.usefixtures("at_ten")


def answered(session: Session, sharing: str = Sharing.THERAPIST) -> CheckIn:
    instrument, _ = InstrumentVersion.objects.get_or_create(
        program=session.program, code="x", version="1", rater="client"
    )
    return CheckIn.objects.create(
        program=session.program, episode=session.episode, session=session, key=session.key, instrument=instrument,
        rater="client", status=CheckInStatus.ANSWERED, at=NOW, sharing=sharing,
    )  # fmt: skip


def test_the_agenda_has_who_has_gone_quiet_whoever_the_therapist_is(cast: Cast, browsing: Browsing) -> None:
    fit = fit_of(cast.program)
    uma = member(cast.program, person("uma"), Role.THERAPIST, key="T9", supervisor=cast.sam)
    _, quiet = client_in_care(cast.program, "Q", "Quiet Quinn", uma)
    foretold(quiet, fit, 0.4, last_contact_on=DAY - timedelta(days=20))
    foretold(cast.episode, fit, 0.1)
    page = browsing(cast.sam).get("/team/").content.decode()
    agenda = page.partition('id="agenda"')[2].partition('id="therapists"')[0]
    assert "Quiet Quinn" in agenda and "Uma" in agenda and "Casey Reed" not in agenda
    assert "1 without contact" in page and reverse("client", args=[quiet.ref]) in page


def test_therapists_stand_in_the_order_of_their_names(cast: Cast, browsing: Browsing) -> None:
    for name in ("zoe", "bo"):
        member(cast.program, person(name), Role.THERAPIST, key=name, supervisor=cast.sam)
    page = browsing(cast.sam).get("/team/").content.decode().partition('id="therapists"')[2]
    assert page.index(">Bo<") < page.index(">Thea<") < page.index(">Zoe<")


def test_nobody_of_another_team_is_shown(cast: Cast, browsing: Browsing) -> None:
    page = words(browsing(cast.sam).get("/team/"))
    assert "Casey" in page and "Noor" not in page and "Tom" not in page


def test_coverage_is_check_ins_after_visits_of_the_last_month(cast: Cast, browsing: Browsing) -> None:
    for ago in (2, 9, 31):
        answered(
            booked(cast.episode, f"A{ago}", NOW - timedelta(days=ago), cast.memberships["thea"], SessionStatus.ATTENDED)
        )
    booked(cast.episode, "A5", NOW - timedelta(days=5), cast.memberships["thea"], SessionStatus.ATTENDED)
    booked(cast.episode, "A6", NOW - timedelta(days=6), cast.memberships["thea"], SessionStatus.NO_SHOW)
    assert "check-ins after 2 of 3 visits in 30 days" in browsing(cast.sam).get("/team/").content.decode()


@pytest.mark.parametrize("days, is_private", [(0, True), (-1, False)])
def test_own_numbers_are_private_to_the_end_of_the_window(
    cast: Cast, browsing: Browsing, days: int, is_private: bool
) -> None:
    booked(cast.episode, "A2", NOW - timedelta(days=2), cast.memberships["thea"], SessionStatus.ATTENDED)
    Membership.objects.filter(pk=cast.memberships["thea"].pk).update(private_until=DAY + timedelta(days=days))
    page = browsing(cast.sam).get("/team/").content.decode()
    assert ("own numbers are private until 4 March" in page) is is_private
    assert ("check-ins after" in page) is not is_private


@pytest.mark.parametrize(
    "sharing, is_shown", [(Sharing.THERAPIST, True), (Sharing.SUPERVISOR, True), (Sharing.COUNTED, False)]
)
def test_safety_notes_nobody_has_looked_at_come_first(
    cast: Cast, browsing: Browsing, sharing: Sharing, is_shown: bool
) -> None:
    SafetyNote.objects.create(check_in=answered(cast.session, sharing), item="x", raised_at=NOW)
    page = browsing(cast.sam).get("/team/").content.decode()
    assert ("Safety notes nobody has looked at" in page) is is_shown


def test_who_is_silent_for_the_whole_window_is_listed_and_not_dropped(cast: Cast, browsing: Browsing) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.4, last_contact_on=DAY - timedelta(days=45))
    page = browsing(cast.sam).get("/team/").content.decode()
    assert "1 client without contact for so long" in page and "Casey Reed" in page
    assert "1 without contact" in page and "Thea · Last contact:" in " ".join(page.split())


@pytest.mark.parametrize("kind", [None, "left", "completed"])
def test_a_safety_note_of_a_client_who_has_left_is_shown(cast: Cast, browsing: Browsing, kind: str | None) -> None:
    foretold(cast.episode, fit_of(cast.program), 0.4, last_contact_on=DAY - timedelta(days=45), is_open=kind is None)
    if kind:
        Ending.objects.create(episode=cast.episode, kind=kind, on=DAY, recorded_at=NOW)
    SafetyNote.objects.create(check_in=answered(cast.session), item="x", raised_at=NOW)
    page = browsing(cast.sam).get("/team/").content.decode()
    assert "Safety notes nobody has looked at" in page and reverse("client", args=[cast.episode.ref]) in page


def _of_noor(cast: Cast, sharing: Sharing) -> CheckIn:
    """Tom, whose client Noor is, has no supervisor."""
    check_in = answered(booked(cast.noors, "N1", NOW, cast.memberships["tom"]), sharing)
    SafetyNote.objects.create(check_in=check_in, item="x", raised_at=NOW)
    return check_in


@pytest.mark.parametrize(
    "sharing, is_shown", [(Sharing.THERAPIST, True), (Sharing.SUPERVISOR, True), (Sharing.COUNTED, False)]
)
@pytest.mark.parametrize("is_assigned", [True, False])
def test_a_note_in_nobodys_team_is_every_supervisors(
    cast: Cast, browsing: Browsing, is_assigned: bool, sharing: Sharing, is_shown: bool
) -> None:
    ines = person("ines")
    member(cast.program, ines, Role.SUPERVISOR)
    if not is_assigned:
        Assignment.objects.filter(episode=cast.noors).update(to_day=DAY - timedelta(days=1))
    check_in = _of_noor(cast, sharing)
    client = reverse("client", args=[cast.noors.ref])
    for who in (cast.sam, ines):
        browser = browsing(who)
        page = browser.get("/team/").content.decode()
        assert ("Noor Haddad" in page) is is_shown
        assert (browser.get(client).status_code == 200) is is_shown
        assert ("Safety note</h2>" in browser.get(client).content.decode()) is is_shown
    seen = browsing(ines).post(reverse("safety_notes_seen", args=[check_in.ref]))
    assert seen.status_code == (302 if is_shown else 404)
    assert not is_shown or seen["Location"] == "/"
    assert browsing(ines).get(client).status_code == 404


def test_a_note_within_a_team_or_of_another_program_is_nobody_elses(cast: Cast, browsing: Browsing) -> None:
    ines, owen = person("ines"), person("owen")
    member(cast.program, ines, Role.SUPERVISOR)
    member(cast.elsewhere, owen, Role.SUPERVISOR)
    SafetyNote.objects.create(check_in=answered(cast.session), item="x", raised_at=NOW)
    _of_noor(cast, Sharing.THERAPIST)
    assert "Casey Reed" not in browsing(ines).get("/team/").content.decode()
    assert "Safety notes" not in browsing(owen).get("/team/").content.decode()


def test_a_supervisor_of_nobody_is_told_so(cast: Cast, browsing: Browsing) -> None:
    Membership.objects.filter(pk=cast.memberships["thea"].pk).update(supervisor=None)
    assert "No therapists are in your team yet" in browsing(cast.sam).get("/team/").content.decode()


def test_the_number_of_queries_does_not_depend_on_the_number_of_clients_or_therapists(
    cast: Cast, browsing: Browsing
) -> None:
    fit, browser, counts = fit_of(cast.program), browsing(cast.sam), []
    browser.get("/team/")
    for size in (2, 8):
        for place in range(size):
            therapist = member(
                cast.program, person(f"t{size}{place}"), Role.THERAPIST, key=f"{size}-{place}", supervisor=cast.sam
            )
            for number in range(size):
                _, episode = client_in_care(cast.program, f"Q{size}-{place}-{number}", "", therapist)
                foretold(episode, fit, 0.3)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/team/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
