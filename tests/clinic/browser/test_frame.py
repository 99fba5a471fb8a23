"""The frame of every page in a real browser."""

import pytest

from tests.accessibility import violations
from tests.clinic.browser.conftest import Opener, picture
from tests.clinic.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_signed_in_sees_their_first_page(desk_page: Opener) -> None:
    page = desk_page(make_cast().frida)
    page.goto("/")
    assert page.url.endswith("/desk/")


def test_what_is_wrong_would_be_seen(phone_page: Opener) -> None:
    page = phone_page()
    page.goto("/account/login")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    picture(page, "sign-in")
    assert any(found.startswith("html-has-lang") for found in violations(page))
