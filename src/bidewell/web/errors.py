"""What is shown when something is not there, not allowed, or broken: a sentence and what to do next, no details."""

import sys
from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.exchange.full_disk import is_full
from bidewell.records.access import Permission


def _shown(request: HttpRequest, name: str, status: int) -> HttpResponse:
    return render(request, f"shared/errors/{name}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _shown(request, "bad_request", 400)


def no_permission(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _shown(request, "no_permission", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _shown(request, "not_found", 404)


def method_not_allowed(request: HttpRequest, allowed: Iterable[str]) -> HttpResponse:
    """An address that only takes a form was opened, or a page was sent one."""
    response = _shown(request, "method_not_allowed", 405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """Uses no database and no session: either may be what broke. Of a full disk it says so."""
    from django.template.loader import get_template

    name, status = ("no_room", HTTPStatus.INSUFFICIENT_STORAGE) if is_full(sys.exception()) else ("broken", 500)
    return HttpResponse(get_template(f"shared/errors/{name}.html").render({}), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _shown(request, "form_expired", 403)


for _view in (bad_request, no_permission, not_found, broken, csrf_failure):
    _view.permission = Permission.ANYONE  # type: ignore[attr-defined]  # the mark that `pages.page` sets
