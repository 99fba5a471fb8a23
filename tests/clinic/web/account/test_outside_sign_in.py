"""Signing in with an outside provider: only invited people, only by an address the provider has verified."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from bidewell.records.models import Person
from tests.clinic.cast import Browsing, Cast
from tests.clinic.web.account.provider import CLIENT_ID, CLIENT_SECRET, Provider, provider

THEA = {"sub": "42", "email": "thea@example.org", "email_verified": True, "name": "Thea"}
LOGIN, CALLBACK = (("openid_connect_login", ["sign-in"]), ("openid_connect_callback", ["sign-in"]))


@pytest.fixture
def outside(settings: Any) -> Iterator[Provider]:
    cache.clear()
    with provider() as server:
        app = {
            "provider_id": "sign-in", "name": "Harbor Sign-in", "client_id": CLIENT_ID, "secret": CLIENT_SECRET,
            "settings": {"server_url": server.address},
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
        yield server


def sign_in(
    outside: Provider, browser: Browser | None = None, query: str = "", **claims: Any
) -> tuple[Browser, HttpResponse]:
    """Go to the provider and come back with what it says."""
    browser = browser or Browser()
    outside.claims = {**THEA, **claims}
    name, arguments = LOGIN
    there = browser.post(reverse(name, args=arguments) + query)["Location"]
    assert there.startswith(f"{outside.address}/authorize")
    state = parse_qs(urlsplit(there).query)["state"][0]
    name, arguments = CALLBACK
    return browser, browser.get(reverse(name, args=arguments), {"code": "c", "state": state})


def is_inside(browser: Browser) -> bool:
    return browser.get(reverse("own_account")).status_code == 200


def test_the_sign_in_page_offers_the_provider(cast: Cast, outside: Provider) -> None:
    assert "Sign in with Harbor Sign-in" in Browser().get(reverse("account_login")).content.decode()


def test_an_invited_person_comes_in_and_again_the_next_time(cast: Cast, outside: Provider) -> None:
    for _visit in range(2):
        browser, response = sign_in(outside)
        assert response.status_code == 302 and is_inside(browser)
    assert SocialAccount.objects.get().user == cast.thea
    assert outside.asked["code_verifier"], "with a proof of who began"


def test_the_providers_word_for_a_person_counts_not_the_address_they_may_get_later(
    cast: Cast, outside: Provider
) -> None:
    sign_in(outside)
    browser, _response = sign_in(outside, email="new@example.org")
    assert is_inside(browser)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email": None},
    ],
    ids=["unknown", "not verified", "the text false", "nothing said", "no address"],
)
def test_nobody_else_comes_in_and_no_account_is_made(cast: Cast, outside: Provider, claims: dict[str, Any]) -> None:
    before = Person.objects.count()
    browser, response = sign_in(outside, **claims)
    assert response.status_code == 401 and "That did not sign you in" in response.content.decode()
    assert not is_inside(browser)
    assert Person.objects.count() == before and not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(cast: Cast, outside: Provider) -> None:
    sign_in(outside)
    Person.objects.filter(pk=cast.thea.pk).update(is_active=False)
    browser, _response = sign_in(outside)
    assert not is_inside(browser)


def test_somebody_signed_in_cannot_add_an_outside_account(cast: Cast, outside: Provider, browsing: Browsing) -> None:
    _browser, response = sign_in(outside, browsing(cast.tom), query="?process=connect", email="tom@example.org")
    assert response.status_code == 401
    assert not SocialAccount.objects.exists()


def test_an_answer_nobody_asked_for_is_refused(cast: Cast, outside: Provider) -> None:
    name, arguments = CALLBACK
    response = Browser().get(reverse(name, args=arguments), {"code": "c", "state": "made-up"})
    assert response.status_code == 401


def test_a_token_of_another_issuer_is_refused(cast: Cast, outside: Provider) -> None:
    browser, response = sign_in(outside, iss="https://elsewhere.example.org")
    assert response.status_code == 401 and not is_inside(browser)


def test_a_provider_that_is_not_configured_is_not_there(cast: Cast) -> None:
    name, arguments = LOGIN
    assert Browser().post(reverse(name, args=arguments)).status_code == 404
