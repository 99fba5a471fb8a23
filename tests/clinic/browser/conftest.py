"""The clinic in a real browser: a page for whoever is signed in, at a desk or on a phone."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Visitor
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from bidewell.records.models import CheckIn, Person
from tests.clinic.cast import Cast
from tests.clinic.check_ins import offered

# Playwright's sync interface runs a loop in this thread; Django would take every query here for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PICTURES = os.environ.get("BIDEWELL_TEST_PICTURES")  # a folder: pages are then kept as pictures, to be looked at

Opener = Callable[..., Page]


def picture(page: Page, name: str) -> None:
    """Keep the page as a picture, where a folder for pictures was named."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.fixture
def check_in(cast: Cast) -> CheckIn:
    """One that Casey was sent a moment ago."""
    return offered(cast, timezone.now())


@pytest.fixture
def context_for(browser: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """Browser contexts on the running clinic, each with its own cookies; `person` is signed in where given."""
    opened: list[BrowserContext] = []

    def make(person: Person | None = None, **options: Any) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        if person is not None:
            context.add_cookies([signed_in_cookie(person, live_server.url)])
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    _wait_for_what_is_under_way()


def _wait_for_what_is_under_way() -> None:
    """A page may have asked for something as it closed; the tables must not be emptied under the answer."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


def signed_in_cookie(person: Person, url: str) -> Any:
    visitor = Visitor()
    visitor.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": visitor.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What pages complained of in the console. A test that expects a complaint clears the list."""
    said: list[str] = []
    yield said
    assert said == []


@pytest.fixture
def page_of(context_for: Callable[..., BrowserContext], complaints: list[str]) -> Opener:
    """page_of(person, PHONE, color_scheme="dark", locale="es"): a fresh page, nobody signed in without a person."""

    def open_page(person: Person | None = None, size: dict[str, Any] = DESK, **options: Any) -> Page:
        page = context_for(person, **{**size, **options}).new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        return page

    return open_page


@pytest.fixture
def desk_page(page_of: Opener) -> Opener:
    """desk_page(person): a page of 1280 by 900."""
    return lambda person=None, **options: page_of(person, DESK, **options)


@pytest.fixture
def phone_page(page_of: Opener) -> Opener:
    """phone_page(person): a page of 390 by 844 that is touched."""
    return lambda person=None, **options: page_of(person, PHONE, **options)
