"""What can be chosen in forms: the therapists and sites of a program."""

from datetime import date

from django.db.models import QuerySet

from bidewell.domain.roles import Role
from bidewell.records.access import Permission, in_force
from bidewell.records.models import Membership, Program, Site
from bidewell.web.pages import Visit


def therapists_of(program: Program, day: date) -> QuerySet[Membership]:
    """Who treats in this program on a day, by name."""
    held = Membership.objects.filter(in_force(day), program=program, role=Role.THERAPIST)
    return held.select_related("person").order_by("person__name", "pk")


def therapists_to_choose(visit: Visit, program: Program) -> QuerySet[Membership]:
    """Whose client a new one may become: a therapist's own, a supervisor's team's, at the front desk anybody's."""
    everyone = therapists_of(program, visit.day)
    roles = {one.role for one in visit.memberships if one.program_id == program.pk}
    if Role.FRONT_DESK in roles:
        return everyone
    own = everyone.filter(person=visit.person)
    return own | everyone.filter(supervisor=visit.person) if Role.SUPERVISOR in roles else own


def sites_to_choose(visit: Visit, program: Program) -> QuerySet[Site]:
    """The sites somebody may register clients at: their own where they work at one."""
    held = [one for one in visit.memberships if one.program_id == program.pk]
    sites = Site.objects.filter(program=program).order_by("name")
    desks = [one.site_id for one in held if one.role == Role.FRONT_DESK]
    bound = [one for one in desks if one is not None]
    return sites.filter(pk__in=bound) if desks and len(bound) == len(desks) else sites


def programs_to_choose(visit: Visit) -> tuple[Program, ...]:
    """Where somebody may register clients."""
    return visit.programs(Permission.REGISTER_CLIENT)
