"""What every page is made with: who may come in, and when it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bidewell.domain.time import program_day
from bidewell.records.access import ROLES_THAT_MAY, Permission, memberships_around
from bidewell.records.models import Membership, Person, Program
from bidewell.web.errors import method_not_allowed

View = Callable[..., HttpResponse]


def page(permission: Permission, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Mark a view as a page: the permission it needs and the methods it answers. A view without this is refused."""

    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if request.method not in allowed:
                return method_not_allowed(request, allowed)
            if permission is not Permission.ANYONE:
                if not request.user.is_authenticated:
                    # An address that only takes a form cannot be come back to.
                    return redirect_to_login(request.get_full_path() if "GET" in methods else "/")
                if not visit(request).may(permission):
                    raise PermissionDenied
                with timezone.override(visit(request).zone):
                    return view(request, *arguments, **named)
            return view(request, *arguments, **named)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the middleware and the access test
        return guarded

    return decorate


@dataclass(frozen=True)
class Visit:
    """Who asks, when, and what they do in which program: read once a request."""

    person: Person
    at: datetime
    day: date
    memberships: tuple[Membership, ...]
    zone: str

    def may(self, permission: Permission) -> bool:
        """Whether the person has the permission in any program."""
        if permission in (Permission.ANYONE, Permission.SIGNED_IN):
            return True
        roles = ROLES_THAT_MAY[permission]
        return any(membership.role in roles for membership in self.memberships)

    def programs(self, permission: Permission) -> tuple[Program, ...]:
        """The programs in which the person has the permission, each once."""
        roles = ROLES_THAT_MAY[permission]
        found = {one.program_id: one.program for one in self.memberships if one.role in roles}
        return tuple(found.values())


def visit(request: HttpRequest) -> Visit:
    """The visit of the person signed in; only asked for where one must be."""
    known: Visit | None = getattr(request, "visit", None)
    if known is None:
        assert isinstance(request.user, Person)
        known = _visit(request.user, moment(request))
        request.visit = known  # type: ignore[attr-defined]  # read above, once a request
    return known


def _visit(person: Person, at: datetime) -> Visit:
    """The day is that of the person's program: in the evening a program's day is not yet over where UTC's is."""
    held = list(memberships_around(person, at.date()))
    zone = held[0].program.time_zone if held else "UTC"
    day = program_day(at, zone)
    return Visit(person, at, day, tuple(one for one in held if one.is_in_force(day)), zone)


def moment(request: HttpRequest) -> datetime:
    """When this request came in: one moment for everything it does."""
    at: datetime = request.at  # type: ignore[attr-defined]  # set by the middleware
    return at
