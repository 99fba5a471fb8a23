"""Which program a director looks at: the first of their own, or the one that the address names."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from bidewell.domain.time import program_day
from bidewell.records.access import ROLES_THAT_MAY, Permission
from bidewell.records.aggregates import Part
from bidewell.records.models import Program
from bidewell.web.pages import visit


@dataclass(frozen=True)
class LookedAt:
    """The part of a program that is counted, and the director's other programs."""

    part: Part
    others: tuple[Program, ...]

    @property
    def program(self) -> Program:
        return self.part.program


def looked_at(request: HttpRequest) -> LookedAt:
    """`?of=` names another program; one that is not the director's does not exist for them."""
    seen = visit(request)
    own = seen.programs(Permission.SEE_PROGRAM)
    named = request.GET.get("of")
    program = next((one for one in own if str(one.ref) == named), None) if named else own[0]
    if program is None:
        raise Http404
    day = program_day(seen.at, program.time_zone)
    return LookedAt(Part(program, day, _sites(request, program)), tuple(one for one in own if one != program))


def _sites(request: HttpRequest, program: Program) -> tuple[int, ...]:
    """A director of sites sees those; none means all of them."""
    roles = ROLES_THAT_MAY[Permission.SEE_PROGRAM]
    held = [one for one in visit(request).memberships if one.program_id == program.pk and one.role in roles]
    sites = [one.site_id for one in held]
    return () if None in sites else tuple(sorted(site for site in sites if site is not None))
