"""The link of an invitation: good once, for seven days, for the person it was made for."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from bidewell.actions.people import Duties, invite_person
from bidewell.domain.roles import Role
from bidewell.records.models import Person
from bidewell.web.account.invitations import make_token, send_invitation
from tests.clinic.cast import NOW, Cast

WORDS = "a phrase that lasts"


@pytest.fixture
def nia(cast: Cast) -> Person:
    duties = Duties(frozenset({Role.FRONT_DESK}))
    return invite_person(cast.program, email="nia@example.org", name="Nia", duties=duties, by=cast.ada, at=NOW)


def opened(token: str, at: timedelta = timedelta(0), words: str | None = None) -> tuple[int, str]:
    with time_machine.travel(NOW + at, tick=False):
        address = reverse("invitation", args=[token])
        browser = Browser()
        response = browser.post(address, {"password1": words, "password2": words}) if words else browser.get(address)
        return response.status_code, response.content.decode()


def test_the_link_sets_a_password_once(nia: Person) -> None:
    token = make_token(nia, NOW)
    assert opened(token)[0] == 200
    assert opened(token, words=WORDS)[0] == 302
    nia.refresh_from_db()
    assert nia.check_password(WORDS)
    status, words = opened(token, words="another phrase altogether")
    assert status == 404 and "no longer works" in words
    nia.refresh_from_db()
    assert nia.check_password(WORDS)


def test_the_link_is_good_for_seven_days(nia: Person) -> None:
    token = make_token(nia, NOW)
    assert opened(token, timedelta(days=7))[0] == 200
    assert opened(token, timedelta(days=7, seconds=1))[0] == 404


@pytest.mark.parametrize("words", ["short", "password1234", "nia@example.org"])
def test_a_weak_password_is_refused(nia: Person, words: str) -> None:
    status, shown = opened(make_token(nia, NOW), words=words)
    assert status == 200 and "errorlist" in shown
    nia.refresh_from_db()
    assert not nia.has_usable_password()


def test_a_token_that_was_tampered_with_is_none(nia: Person) -> None:
    token = make_token(nia, NOW)
    assert opened(token[:-2] + "xx")[0] == 404
    assert opened("nothing")[0] == 404


def test_a_closed_account_cannot_be_entered_with_an_old_invitation(nia: Person) -> None:
    token = make_token(nia, NOW)
    Person.objects.filter(pk=nia.pk).update(is_active=False)
    assert opened(token)[0] == 404


def test_the_letter_is_plain_and_in_the_persons_language(cast: Cast, nia: Person) -> None:
    nia.language = "es"
    assert send_invitation("https://clinic.example.org/x", nia, cast.ada)
    [letter] = mail.outbox
    assert letter.to == ["nia@example.org"] and "https://clinic.example.org/x" in letter.body
    assert "invita" in letter.body
    assert "Harbor" not in letter.subject + letter.body
