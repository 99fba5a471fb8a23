"""Every address of the clinic, taken from Django's own list, so that a new page cannot be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One page: its name, what it needs in its address, and the permission it is marked with (none: a library's page)."""

    name: str
    needs: tuple[str, ...]
    permission: str | None


def addresses() -> list[Address]:
    """All of them, in the order of the list."""
    return [_address(pattern) for pattern in _patterns(get_resolver())]


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one)
        else:
            yield one


def _address(pattern: URLPattern) -> Address:
    view: Any = pattern.callback
    needs = tuple(pattern.pattern.converters) or tuple(pattern.pattern.regex.groupindex)
    return Address(pattern.name or "", needs, getattr(view, "permission", None))


def read_to_the_end(response: HttpResponse) -> bytes:
    """What is shown. A file that is sent stays open until it was read."""
    return b"".join(response) if response.streaming else response.content
