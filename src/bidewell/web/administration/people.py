"""The people of a program: what each does, whether they have signed in, and whether a second factor protects it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission, in_force
from bidewell.records.models import Membership, Person, Program
from bidewell.web.administration.programs import chosen_program
from bidewell.web.administration.words import ROLE_WORDS
from bidewell.web.pages import Visit, page, visit


@dataclass(frozen=True)
class Row:
    """One person on the list."""

    person: Person
    roles: tuple[Any, ...]
    sites: str
    has_second_factor: bool

    @property
    def state(self) -> str:
        if not self.person.email:
            return "from_records"
        return "invited" if self.person.last_login is None else "signed_in"


@page(Permission.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    seen = visit(request)
    program = chosen_program(request, Permission.MANAGE_PEOPLE)
    rows = _rows(program, seen)
    shown = {
        "program": program,
        "programs": seen.programs(Permission.MANAGE_PEOPLE),
        "rows": [row for row in rows if row.roles and row.person.is_active],
        "left": [row.person for row in rows if not row.roles or not row.person.is_active],
    }
    return render(request, "administration/people.html", shown)


def _rows(program: Program, seen: Visit) -> list[Row]:
    running = Membership.objects.filter(in_force(seen.day), program=program).select_related("site").order_by("role")
    everybody = Person.objects.filter(memberships__program=program).distinct().order_by("name")
    known = list(everybody.prefetch_related(Prefetch("memberships", running, to_attr="running")))
    protected = set(Authenticator.objects.filter(user__in=known).values_list("user_id", flat=True))
    return [_row(person, person.running, person.pk in protected) for person in known]


def _row(person: Person, running: Iterable[Membership], is_protected: bool) -> Row:
    running = list(running)
    sites = sorted({one.site.name for one in running if one.site})
    return Row(person, tuple(ROLE_WORDS[one.role] for one in running), ", ".join(sites), is_protected)
