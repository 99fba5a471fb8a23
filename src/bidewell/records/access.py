"""Who may see or change what: the one place where this is decided. What is not listed is refused.

A permission belongs to roles; the rows it opens are a query. A page fetches its object through that query, so an object
somebody may not see is one that does not exist for them. `docs/access.md` lists every page against every role, and
tests hold the pages to it.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from bidewell.domain.roles import Role
from bidewell.domain.sharing import Sharing
from bidewell.records.models import (
    Assignment,
    AuditEvent,
    Client,
    Cover,
    Episode,
    Membership,
    Person,
    Program,
    Request,
    SafetyNote,
    Session,
)


class Permission(StrEnum):
    """What can be allowed. Pages name exactly one."""

    ANYONE = "anyone"  # a signed link or the sign-in page: no account
    SIGNED_IN = "signed_in"  # one's own account
    SEE_CASELOAD = "see_caseload"  # one's own clients, with ratings and forecasts
    SEE_CLIENT = "see_client"  # one client's page, with ratings and forecasts
    CHANGE_EPISODE = "change_episode"  # factors, endings, promises
    SEE_TODAY = "see_today"  # names and times
    MARK_ATTENDANCE = "mark_attendance"
    HAND_OUT_CHECK_IN = "hand_out_check_in"  # link, code, kiosk, paper
    KEY_PAPER = "key_paper"
    REGISTER_CLIENT = "register_client"  # names, how to reach, appointments
    SEE_MESSAGES = "see_messages"  # what could not be delivered
    SEE_TEAM = "see_team"
    SEE_PROGRAM = "see_program"  # aggregates; cells under 11 suppressed
    RECORD_REQUEST = "record_request"  # who asked, what was said
    MANAGE_DATA = "manage_data"  # imports, exports, jobs; no clinical page
    MERGE_CLIENTS = "merge_clients"
    MANAGE_INSTRUMENTS = "manage_instruments"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_PROGRAM = "manage_program"
    SEE_AUDIT = "see_audit"


_T, _S, _D, _F, _M, _A = (
    Role.THERAPIST, Role.SUPERVISOR, Role.DIRECTOR, Role.FRONT_DESK, Role.DATA_MANAGER, Role.ADMINISTRATOR,
)  # fmt: skip

ROLES_THAT_MAY: dict[Permission, frozenset[Role]] = {
    Permission.SEE_CASELOAD: frozenset({_T}),
    Permission.SEE_CLIENT: frozenset({_T, _S}),
    Permission.CHANGE_EPISODE: frozenset({_T, _S}),
    Permission.SEE_TODAY: frozenset({_T, _F}),
    Permission.MARK_ATTENDANCE: frozenset({_T, _F}),
    Permission.HAND_OUT_CHECK_IN: frozenset({_T, _F}),
    Permission.KEY_PAPER: frozenset({_F}),
    Permission.REGISTER_CLIENT: frozenset({_T, _S, _F}),
    Permission.SEE_MESSAGES: frozenset({_F}),
    Permission.SEE_TEAM: frozenset({_S}),
    Permission.SEE_PROGRAM: frozenset({_D}),
    Permission.RECORD_REQUEST: frozenset({_T, _S, _D, _F}),
    Permission.MANAGE_DATA: frozenset({_M}),
    Permission.MERGE_CLIENTS: frozenset({_M}),
    Permission.MANAGE_INSTRUMENTS: frozenset({_M, _A}),
    Permission.MANAGE_PEOPLE: frozenset({_A}),
    Permission.MANAGE_PROGRAM: frozenset({_A}),
    Permission.SEE_AUDIT: frozenset({_A}),
}


def in_force(day: date) -> Q:
    """Rows whose stretch of days holds this day."""
    return Q(from_day__lte=day) & (Q(to_day=None) | Q(to_day__gte=day))


def memberships_of(person: Person, day: date) -> QuerySet[Membership]:
    """What a person does, and where, on a day. Nothing, once the account is closed."""
    if not person.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(in_force(day), person=person)


def memberships_around(person: Person, day: date) -> QuerySet[Membership]:
    """Memberships that may be in force where it is still the day before, or already the day after."""
    near = in_force(day - timedelta(days=1)) | in_force(day) | in_force(day + timedelta(days=1))
    held = Membership.objects.filter(near, person=person, person__is_active=True)
    return held.select_related("program", "site").order_by("id")


def memberships_with(person: Person, permission: Permission, day: date) -> QuerySet[Membership]:
    """The memberships that give a person this permission."""
    return memberships_of(person, day).filter(role__in=ROLES_THAT_MAY.get(permission, frozenset()))


def programs_for(person: Person, permission: Permission, day: date) -> QuerySet[Program]:
    """The programs in which a person has this permission."""
    ids = memberships_with(person, permission, day).values("program_id")
    return Program.objects.filter(id__in=ids)


def episodes_for(person: Person, permission: Permission, day: date) -> QuerySet[Episode]:
    """The episodes a person may do this with on a day."""
    held = memberships_with(person, permission, day).select_related(None)
    return Episode.objects.filter(_reach_of(held, day)).distinct() if held else Episode.objects.none()


def clients_for(person: Person, permission: Permission, day: date) -> QuerySet[Client]:
    """The clients a person may do this with: those of reachable episodes, for the front desk also those without one.

    An episode of a merged client opens the client it counts as too.
    """
    held = list(memberships_with(person, permission, day))
    if not held:
        return Client.objects.none()
    theirs = Episode.objects.filter(_reach_of(held, day))
    reached = Q(id__in=theirs.values("client_id")) | Q(id__in=theirs.values("client__merged_into_id"))
    any_episode = Episode.objects.filter(client=OuterRef("pk"))
    for membership in held:
        if membership.role in _WHOLE_PROGRAM:
            reached |= Q(~Exists(any_episode), program_id=membership.program_id, merged_into=None)
    return Client.objects.filter(reached)


def sessions_for(person: Person, permission: Permission, day: date) -> QuerySet[Session]:
    """The sessions a person may do this with: those of reachable episodes, and those a therapist holds these days."""
    held = list(memberships_with(person, permission, day))
    if not held:
        return Session.objects.none()
    reached = Q(episode__in=Episode.objects.filter(_reach_of(held, day)).values("id"))
    if permission in _WITH_WHO_HOLDS_THE_SESSION:
        reached |= _held_lately([one.id for one in held if one.role == Role.THERAPIST], day)
    return Session.objects.filter(reached).distinct()


# Somebody who stands in, or leads a group with others, needs the session's list and slips, not the clients' pages; and
# not for ever: a client passed on to a colleague is the colleague's.
_WITH_WHO_HOLDS_THE_SESSION = frozenset(
    {Permission.SEE_TODAY, Permission.MARK_ATTENDANCE, Permission.HAND_OUT_CHECK_IN}
)
_DAYS_TO_MARK_LATE = 14


def _held_lately(memberships: list[int], day: date) -> Q:
    since = datetime.combine(day - timedelta(days=_DAYS_TO_MARK_LATE), time.min, UTC)
    return Q(held_by__therapist__in=memberships, scheduled_at__gte=since)


def people_for(person: Person, permission: Permission, day: date) -> QuerySet[Person]:
    """The people who work, or have worked, in a program where a person has this permission."""
    held = memberships_with(person, permission, day).values("program_id")
    return Person.objects.filter(memberships__program__in=held).distinct()


def requests_for(person: Person, permission: Permission, day: date) -> QuerySet[Request]:
    """What was asked by outsiders: all of the program for who answers for it, else about one's own clients."""
    held = list(memberships_with(person, permission, day))
    whole = [one.program_id for one in held if one.role in (Role.DIRECTOR, Role.FRONT_DESK)]
    own = clients_for(person, permission, day).values("id")
    return Request.objects.filter(Q(program__in=whole) | Q(client__in=own) | Q(recorded_by=person))


def audit_events_for(person: Person, permission: Permission, day: date) -> QuerySet[AuditEvent]:
    """Lines of a person's programs; those without a program are of its people."""
    held = memberships_with(person, permission, day).values("program_id")
    colleagues = Membership.objects.filter(program__in=held).values("person_id")
    return AuditEvent.objects.filter(Q(program__in=held) | Q(program=None, person__in=colleagues))


# Roles whose permissions reach every client of their program (or of their site).
_WHOLE_PROGRAM = frozenset({Role.FRONT_DESK, Role.DATA_MANAGER, Role.DIRECTOR, Role.ADMINISTRATOR})


def _reach_of(memberships: Iterable[Membership], day: date) -> Q:
    reach = Q(pk__in=[])
    for membership in memberships:
        reach |= _reach(membership, day)
    return reach


def _reach(membership: Membership, day: date) -> Q:
    if membership.role == Role.THERAPIST:
        return _assigned_to(_own_and_covered(membership, day), day)
    if membership.role == Role.SUPERVISOR:
        team = Membership.objects.filter(
            program_id=membership.program_id, role=Role.THERAPIST, supervisor_id=membership.person_id
        )
        return _assigned_to(team, day) | _needing_anybody(membership.program_id, day)
    whole = Q(program_id=membership.program_id)
    return whole & Q(site_id=membership.site_id) if membership.site_id else whole


def readable_safety_notes() -> QuerySet[SafetyNote]:
    """Notes of check-ins that a supervisor may read. What is only counted is nobody's to read."""
    return SafetyNote.objects.filter(check_in__sharing__in=(Sharing.THERAPIST, Sharing.SUPERVISOR))


def _needing_anybody(program_id: int, day: date) -> Q:
    """An answer that calls for a look, of a client in nobody's team: any supervisor of the program may look."""
    supervisors = Membership.objects.filter(
        in_force(day), program_id=program_id, role=Role.SUPERVISOR, person__is_active=True
    )
    in_a_team = Assignment.objects.filter(
        in_force(day),
        episode=OuterRef("check_in__episode"),
        therapist__supervisor__in=supervisors.values("person"),
    )
    unseen = readable_safety_notes().filter(~Exists(in_a_team), seen_at=None, check_in__program_id=program_id)
    return Q(id__in=unseen.values("check_in__episode"))


def _own_and_covered(membership: Membership, day: date) -> QuerySet[Membership]:
    """Covering reaches no other program, whatever a row says."""
    covers = Cover.objects.filter(in_force(day), covering=membership, covered__program=membership.program_id)
    return Membership.objects.filter(Q(id=membership.id) | Q(id__in=covers.values("covered_id")))


def _assigned_to(therapists: QuerySet[Membership], day: date) -> Q:
    """An assignment that has ended still opens the client's page to nobody but whom it passed to."""
    running = Assignment.objects.filter(in_force(day), therapist__in=therapists)
    return Q(id__in=running.values("episode_id"))
