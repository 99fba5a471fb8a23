"""Signing in: who gets in, who does not, and when a session ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from bidewell.actions.departures import close_account
from bidewell.web.account.browsers import browser_words
from tests.clinic.cast import NOW, Browsing, Cast

PASSWORD = "correct horse battery"
# 9:30 in the evening of the third where the programs are.
LATE_IN_THE_EVENING = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_counts_of_other_tests() -> None:
    cache.clear()


def signed_in(email: str, password: str = PASSWORD) -> Browser:
    browser = Browser()
    browser.post(reverse("account_login"), {"login": email, "password": password})
    return browser


def is_inside(browser: Browser) -> bool:
    return browser.get(reverse("own_account")).status_code == 200


def test_a_person_signs_in_with_address_and_password(cast: Cast) -> None:
    assert is_inside(signed_in("thea@example.org"))
    assert is_inside(signed_in("Thea@Example.ORG")), "whatever the keyboard did to the address"


@pytest.mark.parametrize(
    "email, password", [("thea@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("thea@example.org", "")]
)
def test_a_wrong_word_does_not_and_does_not_say_which_was_wrong(cast: Cast, email: str, password: str) -> None:
    response = Browser().post(reverse("account_login"), {"login": email, "password": password or " "})
    assert response.status_code == 200
    assert "are not correct" in response.content.decode()


def test_a_closed_account_does_not_sign_in(cast: Cast) -> None:
    close_account(cast.thea, by=cast.ada, at=NOW)
    assert not is_inside(signed_in("thea@example.org"))


def test_closing_an_account_ends_its_sessions_at_once(cast: Cast) -> None:
    browser = signed_in("thea@example.org")
    assert is_inside(browser)
    close_account(cast.thea, by=cast.ada, at=NOW)
    assert not is_inside(browser)
    assert not UserSession.objects.filter(user=cast.thea).exists()


def test_guessing_is_slowed_down_and_told_in_words(cast: Cast) -> None:
    browser = Browser()
    for _ in range(6):
        response = browser.post(reverse("account_login"), {"login": "thea@example.org", "password": "guess"})
    assert "Too many failed login attempts" in response.content.decode()
    assert not is_inside(signed_in("thea@example.org")), "not even with the right password, for a while"


def test_nobody_can_sign_up(cast: Cast) -> None:
    for address in ("/account/signup", "/account/signup/", "/account/3rdparty/signup/", "/account/email/"):
        assert Browser().get(address).status_code == 404


def test_an_idle_session_ends_and_says_so(cast: Cast, browsing: Browsing) -> None:
    minutes = settings.CONFIGURATION.idle_minutes
    browser = browsing(cast.thea)
    with time_machine.travel(NOW, tick=False) as clock:
        assert is_inside(browser)
        clock.shift(timedelta(minutes=minutes))
        assert is_inside(browser), "a click in the last minute keeps it"
        clock.shift(timedelta(minutes=minutes, seconds=1))
        assert not is_inside(browser)
        assert "You were signed out" in browser.get(reverse("account_login")).content.decode()


def test_a_session_ends_after_its_hours_however_busy_it_was(cast: Cast, browsing: Browsing) -> None:
    browser = browsing(cast.thea)
    steps = settings.CONFIGURATION.session_hours * 4
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(steps + 1):
            assert is_inside(browser)
            clock.shift(timedelta(minutes=15))
        assert not is_inside(browser)


def test_a_page_does_not_stay_in_the_browsers_cache(cast: Cast, browsing: Browsing) -> None:
    assert browsing(cast.thea).get(reverse("own_account"))["Cache-Control"] == "no-store"


def test_one_session_is_ended_from_another_but_nobody_elses(cast: Cast) -> None:
    here, there, other = signed_in("thea@example.org"), signed_in("thea@example.org"), signed_in("tom@example.org")
    theirs = UserSession.objects.get(user=cast.tom)
    last = UserSession.objects.filter(user=cast.thea).latest("id")
    assert here.post(reverse("end_session", args=[theirs.pk])).status_code == 404
    here.post(reverse("end_session", args=[last.pk]))
    assert (is_inside(here), is_inside(there), is_inside(other)) == (True, False, True)


def test_a_changed_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = signed_in("thea@example.org"), signed_in("thea@example.org")
    new = "a longer lasting phrase"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_inside(here), is_inside(there)) == (True, False)


def test_a_forgotten_password_is_set_through_a_link_that_works_once(cast: Cast) -> None:
    browser = Browser()
    browser.post(reverse("account_reset_password"), {"email": "thea@example.org"})
    [letter] = mail.outbox
    assert letter.to == ["thea@example.org"] and "Harbor" not in letter.body + letter.subject
    address = next(line for line in letter.body.splitlines() if "/password/reset/key/" in line).removeprefix(
        "http://testserver"
    )
    form = browser.get(address)["Location"]
    new = "a longer lasting phrase"
    browser.post(form, {"password1": new, "password2": new})
    assert is_inside(signed_in("thea@example.org", new))
    assert "no longer works" in Browser().get(address, follow=True).content.decode()


def test_an_unknown_address_gets_no_letter_and_the_page_does_not_tell(cast: Cast) -> None:
    known, unknown = (
        Browser().post(reverse("account_reset_password"), {"email": email})
        for email in ("thea@example.org", "nobody@example.org")
    )
    assert known["Location"] == unknown["Location"]
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_down_breaks_no_page(cast: Cast, settings: object) -> None:
    settings.EMAIL_BACKEND = "tests.clinic.web.account.test_signing_in.Down"  # type: ignore[attr-defined]
    assert Browser().post(reverse("account_reset_password"), {"email": "thea@example.org"}).status_code == 302


class Down:
    """A mail server that is not there."""

    def __init__(self, **_options: object) -> None:
        pass

    def send_messages(self, _messages: object) -> int:
        raise ConnectionRefusedError


def test_when_somebody_signed_in_is_told_in_the_time_of_their_program(cast: Cast) -> None:
    here, _there = signed_in("thea@example.org"), signed_in("thea@example.org")
    UserSession.objects.filter(user=cast.thea).update(created_at=LATE_IN_THE_EVENING)
    assert "3 March 2026, 9:30 p.m." in here.get(reverse("usersessions_list")).content.decode()


def test_when_a_key_was_added_is_told_in_the_time_of_its_owners_program(cast: Cast, browsing: Browsing) -> None:
    key = Authenticator(user=cast.thea, type=Authenticator.Type.WEBAUTHN, created_at=LATE_IN_THE_EVENING)
    key.data = {"name": "Key 1", "credential": {}}
    key.save()
    assert "Added on 3 March 2026" in browsing(cast.thea).get(reverse("mfa_list_webauthn")).content.decode()


def test_a_persons_language_is_spoken_where_the_browser_has_chosen_none(cast: Cast, browsing: Browsing) -> None:
    cast.thea.language = "es"
    cast.thea.save()
    browser = browsing(cast.thea)
    assert 'lang="es"' in browser.get(reverse("own_account")).content.decode()
    browser.post(reverse("language"), {"language": "en"})
    assert 'lang="en"' in browser.get(reverse("own_account")).content.decode()


def test_name_and_language_are_ones_own_to_change(cast: Cast, browsing: Browsing) -> None:
    browser = browsing(cast.thea)
    browser.post(reverse("own_account"), {"name": "Thea Lind", "language": "es"})
    cast.thea.refresh_from_db()
    assert (cast.thea.name, cast.thea.language) == ("Thea Lind", "es")
    assert 'lang="es"' in browser.get(reverse("own_account")).content.decode()


class TestWhereASecondFactorIsAskedOfEverybody:
    """`second_factor = true` in clinic.toml."""

    @pytest.fixture(autouse=True)
    def asked(self, settings: object) -> None:
        settings.CONFIGURATION = replace(settings.CONFIGURATION, second_factor=True)  # type: ignore[attr-defined]

    @pytest.mark.parametrize("name", ["home", "own_account", "caseload", "today", "requests"])
    def test_nothing_opens_without_one(self, cast: Cast, browsing: Browsing, name: str) -> None:
        assert browsing(cast.thea).get(reverse(name))["Location"] == reverse("mfa_index")

    def test_a_form_does_not_get_through_either(self, cast: Cast, browsing: Browsing) -> None:
        browsing(cast.thea).post(reverse("own_account"), {"name": "Somebody", "language": "en"})
        cast.thea.refresh_from_db()
        assert cast.thea.name == "Thea"

    def test_it_can_be_set_up_or_given_up(self, cast: Cast, browsing: Browsing) -> None:
        browser = browsing(cast.thea)
        assert "asks everyone" in browser.get(reverse("mfa_index")).content.decode()
        assert browser.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
        assert browser.post(reverse("account_logout")).status_code == 302

    def test_with_one_everything_opens(self, cast: Cast, browsing: Browsing) -> None:
        Authenticator.objects.create(user=cast.thea, type=Authenticator.Type.TOTP, data={"secret": "x"})
        assert browsing(cast.thea).get(reverse("own_account")).status_code == 200

    def test_who_is_not_signed_in_is_not_asked(self, cast: Cast) -> None:
        assert Browser().get(reverse("account_login")).status_code == 200


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
         "Safari/537.36 Edg/142.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/18.6 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
        ("curl/8.5.0", "A browser without a known name"),
        ("", "A browser without a known name"),
    ],
)  # fmt: skip
def test_a_browser_is_told_by_its_name_and_device(sent: str, words: str) -> None:
    assert browser_words(sent) == words
