"""A device in a client's hands: staff are signed out of it, one check-in is open, and only a password brings staff back."""

import pytest
import time_machine
from django.test import Client as Browser

from bidewell.records.models import AuditEvent, CheckIn
from tests.clinic.cast import NOW, Browsing, Cast
from tests.clinic.check_ins import address

PASSWORD = "correct horse battery"
STAFF_PAGES = ("/", "/desk/", "/desk/messages", "/account/mine", "/caseload/", "/data/")


@pytest.fixture
def device(cast: Cast, browsing: Browsing):
    """Frida's browser, handed over for Casey's session."""
    with time_machine.travel(NOW, tick=False):
        browser = browsing(cast.frida)
        response = browser.post(f"/desk/sessions/{cast.session.ref}/check-in/kiosk")
        assert response.headers["Location"] == "/c/kiosk"
        yield browser


def test_the_check_in_is_open_at_an_address_that_names_nothing(device: Browser) -> None:
    page = device.get("/c/kiosk")
    assert "data-kiosk" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert "Frida" not in page.content.decode()


def test_a_client_reads_every_word_in_spanish_on_a_device_that_speaks_english(cast: Cast, device: Browser) -> None:  # fmt: skip
    CheckIn.objects.update(language="es")
    page = device.get("/c/kiosk", headers={"accept-language": "en-US"}).content.decode()
    for words in ("Mi terapeuta ve mis respuestas", "No las damos a la corte", "Su terapeuta verá sus respuestas"):
        assert words in page
    for words in ("My therapist sees", "We do not give them", "Your therapist will see", "Do you need help right now"):
        assert words not in page


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_no_page_of_staff_opens(device: Browser, address: str) -> None:
    assert device.get(address).headers["Location"].startswith("/account/login?")


def test_nobody_else_hands_out_this_session(cast: Cast, browsing: Browsing) -> None:
    with time_machine.travel(NOW, tick=False):
        for person in (cast.tom, cast.otto):
            browser = browsing(person)
            assert browser.post(f"/desk/sessions/{cast.session.ref}/check-in/kiosk").status_code == 404
            assert browser.get("/account/mine").status_code == 200


def test_what_is_answered_there_says_so(device: Browser) -> None:
    check_in = CheckIn.objects.get()
    device.post(address(check_in, "start"), {"sharing": "therapist"})
    check_in.refresh_from_db()
    assert check_in.mode == "kiosk"


def test_an_open_check_in_cannot_be_left_by_a_password(device: Browser) -> None:
    assert device.post("/c/kiosk/unlock", {"password": PASSWORD}).status_code == 403
    assert device.get("/desk/").status_code == 302


def test_after_the_end_the_device_is_locked_and_the_same_persons_password_unlocks_it(
    device: Browser, cast: Cast
) -> None:
    device.post("/c/kiosk/over")
    page = device.get("/c/kiosk").content.decode()
    assert "Ready for the next person" in page and "data-kiosk" not in page
    assert device.post("/c/kiosk/unlock", {"password": "wrong"}).status_code == 403
    assert device.post("/c/kiosk/unlock", {"password": PASSWORD}).headers["Location"] == "/"
    assert device.get("/desk/").status_code == 200
    assert list(AuditEvent.objects.filter(person=cast.frida).values_list("what", flat=True)) == [
        "check_in_offered", "kiosk_handed_over", "kiosk_unlocked",
    ]  # fmt: skip
    assert AuditEvent.objects.get(what="kiosk_not_unlocked").ref == str(cast.frida.ref)


def test_how_the_person_had_signed_in_is_remembered(cast: Cast, browsing: Browsing) -> None:
    methods = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    with time_machine.travel(NOW, tick=False):
        browser = browsing(cast.frida)
        session = browser.session
        session["account_authentication_methods"] = methods
        session.save()
        browser.post(f"/desk/sessions/{cast.session.ref}/check-in/kiosk")
        browser.post("/c/kiosk/over")
        browser.post("/c/kiosk/unlock", {"password": PASSWORD})
        assert browser.session["account_authentication_methods"] == methods


def test_after_five_wrong_passwords_only_the_whole_sign_in_helps(device: Browser) -> None:
    device.post("/c/kiosk/over")
    for _ in range(5):
        device.post("/c/kiosk/unlock", {"password": "wrong"})
    assert device.post("/c/kiosk/unlock", {"password": PASSWORD}).status_code == 403
    assert "not handed out" in device.get("/c/kiosk").content.decode()


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
def test_an_account_that_has_changed_is_not_unlocked(device: Browser, cast: Cast, change: dict[str, object]) -> None:
    device.post("/c/kiosk/over")
    for name, value in change.items():
        cast.frida.set_password(str(value)) if name == "password" else setattr(cast.frida, name, value)
    cast.frida.save()
    assert device.post("/c/kiosk/unlock", {"password": PASSWORD}).status_code == 403
    assert device.get("/desk/").status_code == 302


def test_a_browser_nobody_handed_over_shows_where_to_begin(cast: Cast, browsing: Browsing) -> None:
    browser = browsing(None)
    assert "not handed out" in browser.get("/c/kiosk").content.decode()
    assert browser.post("/c/kiosk/unlock", {"password": PASSWORD}).status_code == 403


def test_a_check_in_answered_elsewhere_meanwhile_locks_the_device(device: Browser) -> None:
    CheckIn.objects.update(status="answered")
    assert "Ready for the next person" in device.get("/c/kiosk").content.decode()


def test_without_scripts_the_device_is_locked_from_the_end_page_too(device: Browser) -> None:
    plain = Browser(enforce_csrf_checks=True)  # a page that tells nobody its address is posted from without an origin
    plain.cookies = device.cookies
    assert plain.post("/c/kiosk/over", headers={"Origin": "null"}).headers["Location"] == "/c/kiosk"
    assert "Ready for the next person" in device.get("/c/kiosk").content.decode()


def test_after_not_today_without_scripts_a_link_leads_to_the_lock(device: Browser) -> None:
    declined = device.post(address(CheckIn.objects.get(), "not-today"), follow=True).content.decode()
    assert '<a class="button secondary" href="/c/kiosk">' in declined
    assert "Ready for the next person" in device.get("/c/kiosk").content.decode()
