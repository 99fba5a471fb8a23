"""Which program an administrator works on: the first of theirs, or the one named in the address."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from bidewell.records.access import Permission, programs_for
from bidewell.records.models import Program
from bidewell.web.pages import visit


def chosen_program(request: HttpRequest, permission: Permission) -> Program:
    """From `program` in the form or the address; another program than one's own does not exist."""
    seen = visit(request)
    programs = programs_for(seen.person, permission, seen.day).order_by("name")
    named = request.POST.get("program") or request.GET.get("program")
    if not named:
        return get_object_or_404(programs[:1])
    return get_object_or_404(programs, ref=uuid_in(named))


def uuid_in(text: str) -> UUID | None:
    """What somebody wrote into an address, if it is a reference at all."""
    try:
        return UUID(text)
    except ValueError:
        return None
