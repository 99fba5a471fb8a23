"""Which tests of the clinic run once more on PostgreSQL. The rule stands in CONTRIBUTING; it is held here, never by a list."""

from collections.abc import Iterable

import pytest

# What a test asks for where it reaches the database of the run; without one of these pytest-django lets it reach none.
DATABASES = frozenset({"db", "transactional_db", "live_server", "install", "upgraded"})
# How a browser shows a page. What the browser asks of the clinic, and so what is queried, is the same in all of them.
LOOKS = frozenset({"size", "scheme", "look", "locale", "direction", "paper"})


def once_more(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Those that reach a database; where one page is looked at in several ways, in the first of them."""
    kept: dict[object, pytest.Item] = {}
    for item in sorted(items, key=lambda item: item.nodeid):
        if reaches_a_database(item):
            kept.setdefault(but_for_its_looks(item), item)
    chosen = set(kept.values())
    return [item for item in items if item in chosen]


def reaches_a_database(item: pytest.Item) -> bool:
    asks_for: Iterable[str] = getattr(item, "fixturenames", ())
    return bool(DATABASES.intersection(asks_for)) or item.get_closest_marker("django_db") is not None


def but_for_its_looks(item: pytest.Item) -> object:
    """The same for tests that differ only in how a browser shows the page."""
    given = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    others = {name: repr(value) for name, value in given.items() if name not in LOOKS}
    if "browser" not in getattr(item, "fixturenames", ()) or len(others) == len(given):
        return item.nodeid
    return item.nodeid.partition("[")[0], *sorted(others.items())
