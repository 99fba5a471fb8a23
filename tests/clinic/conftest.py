"""Who is there in every test of the clinic: one cast, two programs, and a browser for each of them."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone, translation

from bidewell.records.models import Person
from tests.clinic.cast import NOW, Browsing, Cast, make_cast
from tests.clinic.on_postgresql import once_more
from tests.clinic_environment import KIND


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL: only what could come out otherwise than it did on SQLite."""
    if KIND == "postgresql":
        kept = once_more(items)
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


@pytest.fixture
def cast(db: None) -> Cast:
    """Two programs with their people and clients."""
    return make_cast()


@pytest.fixture
def browsing() -> Browsing:
    """A browser in which somebody (or nobody) is signed in."""

    def signed_in(person: Person | None) -> Browser:
        browser = Browser()
        if person is not None:
            browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return signed_in


@pytest.fixture
def at_ten() -> Iterator[None]:
    """Ten in the morning of the cast's day, and the clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Left where it is at the end: its server goes with the run, and a page's last thread may still hold it open."""
    return True


@pytest.fixture(autouse=True)
def nothing_left_behind() -> None:
    """A page asked for in the test's own thread leaves its reader's language, time zone and counted tries behind."""
    cache.clear()
    translation.deactivate()
    timezone.deactivate()
