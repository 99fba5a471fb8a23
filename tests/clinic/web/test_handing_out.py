"""Handing out a check-in: by link, code, slips or paper, by those whose session it is; no score in sight."""

import re

import pytest
from django.test import Client as Browser

from bidewell.records.models import ChannelConsent, CheckIn, Group, OutboxMessage, Session
from tests.clinic.cast import NOW, Browsing, Cast, booked
from tests.clinic.check_ins import address

pytestmark = pytest.mark.usefixtures("at_ten")


@pytest.fixture
def desk(cast: Cast, browsing: Browsing) -> Browser:
    return browsing(cast.frida)


def page_of(session: Session, *parts: str) -> str:
    return "/".join([f"/desk/sessions/{session.ref}/check-in", *parts])


def test_the_desk_and_the_therapist_may_others_may_not(cast: Cast, browsing: Browsing) -> None:
    seen = {name: browsing(getattr(cast, name)).get(page_of(cast.session)).status_code for name in ("frida", "thea", "tom", "otto", "sam", "pat")}  # fmt: skip
    assert seen == {"frida": 200, "thea": 200, "tom": 404, "otto": 404, "sam": 403, "pat": 403}


def test_a_code_leads_to_the_check_in_and_is_drawn_here(desk: Browser, cast: Cast) -> None:
    response = desk.post(page_of(cast.session), {"way": "code"})
    assert response.headers["Location"] == page_of(cast.session, "code")
    page = desk.get(page_of(cast.session, "code")).content.decode()
    check_in = CheckIn.objects.get()
    assert 'src="data:image/svg+xml,' in page
    assert f"{check_in.key[:4]}-{check_in.key[4:]}" in page
    assert address(check_in) not in page  # the link stands in the drawing alone


def test_offering_twice_is_one_check_in(desk: Browser, cast: Cast) -> None:
    for _ in range(2):
        desk.post(page_of(cast.session), {"way": "code"})
    assert CheckIn.objects.count() == 1


def test_a_link_is_written_to_the_channel_agreed_to(desk: Browser, cast: Cast) -> None:
    cast.casey.email = "casey@example.org"
    cast.casey.save()
    assert "has not agreed" in desk.get(page_of(cast.session)).content.decode()
    ChannelConsent.objects.create(client=cast.casey, channel="email", given_at=NOW, recorded_by=cast.frida)
    assert "By e-mail" in desk.get(page_of(cast.session)).content.decode()
    desk.post(page_of(cast.session), {"way": "email"})
    assert OutboxMessage.objects.get().channel == "email"


def test_a_way_nobody_knows_changes_nothing(desk: Browser, cast: Cast) -> None:
    assert desk.post(page_of(cast.session), {"way": "pigeon"}).status_code == 302
    assert not CheckIn.objects.exists()


def test_what_was_answered_is_not_handed_out_again(desk: Browser, cast: Cast) -> None:
    desk.post(page_of(cast.session), {"way": "code"})
    CheckIn.objects.update(status="answered", answered_at=NOW)
    page = desk.post(page_of(cast.session), {"way": "code"}, follow=True).content.decode()
    assert "It has been answered" in page and "Hand over" not in page


def test_not_today_is_respected_until_the_client_asks(desk: Browser, cast: Cast) -> None:
    desk.post(page_of(cast.session), {"way": "code"})
    CheckIn.objects.update(status="declined", answered_at=NOW)
    assert "not today" in desk.get(page_of(cast.session)).content.decode()
    desk.post(page_of(cast.session), {"way": "code"})
    assert CheckIn.objects.get().status == "offered"


def test_the_sheet_has_the_items_of_the_check_in_in_the_clients_language_and_no_name(desk: Browser, cast: Cast) -> None:
    cast.casey.language = "es"
    cast.casey.save()
    desk.post(page_of(cast.session), {"way": "sheet"})
    page = desk.get(page_of(cast.session, "sheet")).content.decode()
    check_in = CheckIn.objects.get()
    assert len(re.findall('<th scope="row">', page)) == len(check_in.items) == 7
    assert "¿Hasta qué punto" in page and "Del todo" in page
    for name in ("Casey", "Reed", "Harbor", "Thea"):
        assert name not in page.split('<article class="sheet"')[1]
    assert "How much do you feel" in desk.get(page_of(cast.session, "sheet") + "?language=en").content.decode()


def test_by_telehealth_nobody_is_asked_how_to_get_there(cast: Cast) -> None:
    from bidewell.actions.check_ins.offering import offer_check_in

    asked = set()
    for number in range(6):
        session = booked(cast.episode, f"V{number}", NOW, cast.memberships["thea"])
        session.modality = "telehealth"
        asked |= set(offer_check_in(session, by=cast.frida, at=NOW).items)
    assert "travel" not in asked and {"engagement", "motivation", "choice"} < asked


def test_in_a_group_each_person_has_a_slip_and_those_who_answered_have_none(desk: Browser, cast: Cast) -> None:
    group = Group.objects.create(program=cast.program, name="Tuesdays")
    ours = booked(cast.episode, "G1", NOW, cast.memberships["thea"])
    theirs = booked(cast.noors, "G2", NOW, cast.memberships["thea"])
    Session.objects.filter(pk__in=[ours.pk, theirs.pk]).update(group=group)
    desk.post(page_of(ours), {"way": "slips"})
    page = desk.get(page_of(ours, "slips")).content.decode()
    keys = CheckIn.objects.values_list("key", flat=True)
    assert len(keys) == 2 and all(f"{key[:4]}-{key[4:]}" in page for key in keys)
    assert "Casey Reed" in page and "Noor Haddad" in page
    CheckIn.objects.filter(session=theirs).update(status="answered", answered_at=NOW)
    desk.post(page_of(ours), {"way": "slips"})
    assert "Noor Haddad" not in desk.get(page_of(ours, "slips")).content.decode()


def test_pages_without_an_offer_lead_back(desk: Browser, cast: Cast) -> None:
    for part in ("code", "sheet"):
        assert desk.get(page_of(cast.session, part)).headers["Location"] == page_of(cast.session)


@pytest.mark.parametrize("status", ["no_show", "cancelled_by_client", "cancelled_by_program"])
def test_a_missed_visit_has_no_check_in_to_hand_out(desk: Browser, cast: Cast, status: str) -> None:
    Session.objects.filter(pk=cast.session.pk).update(status=status)
    page = desk.post(page_of(cast.session), {"way": "code"}, follow=True).content.decode()
    assert "This visit was missed or called off" in page and "Hand over" not in page
    desk.post(page_of(cast.session, "kiosk"))
    assert not CheckIn.objects.exists() and desk.get("/desk/").status_code == 200


def test_somebody_who_missed_the_group_gets_no_slip_and_the_others_do(desk: Browser, cast: Cast) -> None:
    group = Group.objects.create(program=cast.program, name="Tuesdays")
    ours = booked(cast.episode, "G1", NOW, cast.memberships["thea"])
    theirs = booked(cast.noors, "G2", NOW, cast.memberships["thea"], status="no_show")
    Session.objects.filter(pk__in=[ours.pk, theirs.pk]).update(group=group)
    desk.post(page_of(ours), {"way": "slips"})
    assert CheckIn.objects.get().session == ours


@pytest.mark.parametrize("part", ["code", "sheet"])
def test_a_tab_left_open_until_the_link_is_too_old_leads_back(desk: Browser, cast: Cast, part: str) -> None:
    desk.post(page_of(cast.session), {"way": part})
    CheckIn.objects.update(expires_at=NOW)
    assert desk.get(page_of(cast.session, part)).headers["Location"] == page_of(cast.session)
