"""Signing in, in a real browser: a passkey made and used, an app's codes, and every page of the account free of faults."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.accessibility import violations
from tests.clinic.browser.conftest import DESK, PHONE, Opener, picture
from tests.clinic.cast import Cast

PASSWORD = "correct horse battery"
SIZES = [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")]


def add_authenticator(page: Page) -> None:
    """A phone's own passkey store, as the browser offers it to tests."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, email: str) -> None:
    page.goto("/account/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("/account/login"))


def show_it_is_me(page: Page) -> None:
    """What protects the account is changed only after the password was given once more."""
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.parametrize("size", SIZES)
def test_a_passkey_is_added_and_signs_in_without_the_password(
    cast: Cast, page_of: Opener, size: dict[str, Any]
) -> None:
    page = page_of(None, size)
    add_authenticator(page)
    sign_in(page, "ada@example.org")
    page.goto(reverse("mfa_index"))
    assert violations(page) == []
    picture(page, f"second-factor-{size['viewport']['width']}")
    page.get_by_role("link", name="Add a passkey or key").click()
    show_it_is_me(page)
    page.get_by_label("Name").fill("Phone")
    page.get_by_label("Sign in with it alone, without the password").check()
    picture(page, f"passkey-add-{size['viewport']['width']}")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert violations(page) == []
    picture(page, f"recovery-codes-{size['viewport']['width']}")

    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/account/login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Ada")).to_be_visible()
    assert Authenticator.objects.get(user=cast.ada, type="webauthn").last_used_at is not None


def test_a_passkey_that_is_not_there_is_told_in_words(cast: Cast, page_of: Opener) -> None:
    page = page_of(None)
    add_authenticator(page)
    page.goto("/account/login")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("The passkey did not work. Try again, or use your password.")


def test_an_app_is_set_up_and_its_code_is_asked_for_at_sign_in(cast: Cast, page_of: Opener) -> None:
    page = page_of(None)
    sign_in(page, "ada@example.org")
    page.goto(reverse("mfa_activate_totp"))
    show_it_is_me(page)
    assert violations(page) == []
    picture(page, "app-set-up-1280")
    assert page.locator("img.code").evaluate("image => image.complete && image.naturalWidth > 0"), (
        "drawn without a request"
    )
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    recovery = page.locator(".codes code").first.inner_text()

    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "ada@example.org")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert violations(page) == []
    picture(page, "one-more-step-1280")
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Incorrect code.")).to_be_visible()
    page.get_by_label("Code from your app").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("banner").get_by_role("link", name="Ada")).to_be_visible()


PAGES = [
    "own_account", "account_change_password", "mfa_index", "mfa_list_webauthn",
    "usersessions_list", "account_logout", "account_reauthenticate",
]  # fmt: skip
ENTRANCE = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_an_account(
    cast: Cast, page_of: Opener, size: dict[str, Any], scheme: str
) -> None:
    page = page_of(None, size, color_scheme=scheme)
    looked_at(page, ENTRANCE, size, scheme)
    sign_in(page, "ada@example.org")
    expect(page.get_by_role("banner").get_by_role("link", name="Ada")).to_be_visible()
    looked_at(page, PAGES, size, scheme)
    page.goto(reverse("mfa_activate_totp"))
    show_it_is_me(page)
    looked_at(page, ["mfa_add_webauthn", "mfa_activate_totp"], size, scheme)


def looked_at(page: Page, names: list[str], size: dict[str, Any], scheme: str) -> None:
    for name in names:
        page.goto(reverse(name))
        assert violations(page) == [], name
        picture(page, f"{name}-{size['viewport']['width']}-{scheme}")


def test_ending_another_session_signs_that_browser_out(cast: Cast, page_of: Opener) -> None:
    here, there = page_of(None), page_of(None)
    for page in (here, there):
        sign_in(page, "ada@example.org")
        expect(page.get_by_role("banner").get_by_role("link", name="Ada")).to_be_visible()
    here.goto(reverse("usersessions_list"))
    here.get_by_role("button", name="End this session").click()
    expect(here.get_by_text("That session has ended.")).to_be_visible()
    there.goto("/")
    expect(there).to_have_url(re.compile("/account/login"))
    here.goto("/account/mine")
    expect(here.get_by_role("heading", name="Your account")).to_be_visible()
