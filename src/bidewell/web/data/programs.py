"""Which program a data manager works on: the first of theirs, or the one named in the form or the address."""

from uuid import UUID

from django.http import Http404, HttpRequest

from bidewell.records.access import Permission
from bidewell.records.models import Program
from bidewell.web.pages import visit


def own_programs(request: HttpRequest, permission: Permission = Permission.MANAGE_DATA) -> list[Program]:
    """The programs whose data this person manages."""
    return sorted(visit(request).programs(permission), key=lambda program: program.name)


def chosen_program(request: HttpRequest, permission: Permission = Permission.MANAGE_DATA) -> Program:
    """One of them; another one does not exist."""
    programs = own_programs(request, permission)
    named = request.POST.get("of") or request.GET.get("of")
    if named is None:
        return programs[0]
    for program in programs:
        if str(program.ref) == named.lower():
            return program
    raise Http404


def reference(text: str | None) -> UUID | None:
    """What stands in a form, if it is a reference at all."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
