"""People who work with a program: invited, given roles, and what they may change of themselves.

What ends with somebody's leaving stands in `actions.departures`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bidewell.actions.auditing import note
from bidewell.actions.refusals import Refused
from bidewell.domain.roles import Role
from bidewell.domain.time import program_day
from bidewell.records.access import in_force
from bidewell.records.models import Assignment, Membership, Person, Program, Site
from bidewell.records.private_window import last_private_day


@dataclass(frozen=True)
class Duties:
    """What somebody is to do in a program."""

    roles: frozenset[Role]
    site: Site | None = None  # None: every site
    supervisor: Person | None = None  # of a therapist
    key: str | None = field(default=None)  # a therapist's identifier in the records


def invite_person(
    program: Program, *, email: str, name: str, duties: Duties, by: Person | None, at: datetime,
    language: str | None = None, known: Person | None = None,
) -> Person:  # fmt: skip
    """Make somebody an account with roles. `known` is a person of the imported records who gets an address now.

    An address that has an account already keeps its name and password; a closed account is opened again.
    """
    with transaction.atomic():
        person = _account(email.strip().lower(), name.strip(), language or program.default_language, known)
        for role in sorted(duties.roles):
            give_role(person, program, role, duties=duties, by=by, at=at)
        note("person_invited", person, by=by, at=at, program=program, roles=sorted(duties.roles))
    return person


def _account(email: str, name: str, language: str, known: Person | None) -> Person:
    person = Person.objects.filter(email=email).first()
    if person is not None and known not in (None, person):
        raise Refused(_("This address already belongs to somebody else here."))
    person = person or known or Person(name=name, language=language)
    if person.email is None or not person.is_active:
        # Nobody signs in to a new or a closed account before the invitation was followed.
        person.email, person.is_active, person.last_login = email, True, None
        person.set_unusable_password()
        person.save()
    return person


def invite_again(person: Person, *, by: Person, at: datetime) -> None:
    """Note that a new link is made. Raises Refused for an account that somebody has been in: it would open it."""
    with transaction.atomic():
        if not Person.objects.select_for_update().get(pk=person.pk).awaits_invitation:
            raise Refused(_("Only somebody who has never signed in can be invited again."))
        note("person_invited_again", person, by=by, at=at)


def give_role(
    person: Person, program: Program, role: Role, *, duties: Duties, by: Person | None, at: datetime
) -> Membership:
    """A role from today on. A therapist's first days are private."""
    day = program_day(at, program.time_zone)
    with transaction.atomic():
        _check(program, duties, day)
        held = Membership.objects.filter(in_force(day), program=program, person=person, role=role).first()
        membership = held or Membership(program=program, person=person, role=role, from_day=day)
        membership.site = duties.site
        if role is Role.THERAPIST:
            _set_up_therapist(membership, duties, day)
        membership.save()
        note("role_given", person, by=by, at=at, program=program, role=role)
    return membership


def _check(program: Program, duties: Duties, day: date) -> None:
    if duties.site is not None and duties.site.program_id != program.id:
        raise Refused(_("That site belongs to another program."))
    if duties.supervisor is not None:
        held = Membership.objects.filter(in_force(day), program=program, role=Role.SUPERVISOR)
        if not held.filter(person=duties.supervisor).exists():
            raise Refused(_("Only a supervisor of this program can supervise."))


def _set_up_therapist(membership: Membership, duties: Duties, day: date) -> None:
    membership.supervisor = duties.supervisor
    if duties.key:
        taken = Membership.objects.filter(program=membership.program, key=duties.key).exclude(pk=membership.pk)
        if taken.exists():
            raise Refused(_("Another therapist already has this identifier in the records."))
        membership.key = duties.key
    earlier = Membership.objects.filter(
        program=membership.program, person=membership.person, role=Role.THERAPIST, private_until__isnull=False
    )
    if not earlier.exists():
        membership.private_until = last_private_day(membership.program, day)


def end_role(membership: Membership, *, by: Person | None, at: datetime) -> None:
    """A role ends at once. Caseload and team must have been handed over, and an administrator must remain."""
    day = program_day(at, membership.program.time_zone)
    with transaction.atomic():
        lock_administrators(membership.program)
        if Assignment.objects.filter(in_force(day), therapist=membership).exists():
            raise Refused(_("This therapist still has clients. Hand the caseload over first."))
        if membership.role == Role.SUPERVISOR and team_of(membership.person, membership.program, day).exists():
            raise Refused(_("This supervisor still has a team. Say who supervises it now."))
        check_administrator_remains(membership, day)
        end_membership(membership, day)
        note("role_ended", membership.person, by=by, at=at, program=membership.program, role=membership.role)


def team_of(person: Person, program: Program, day: date) -> QuerySet[Membership]:
    """The therapists somebody supervises."""
    return Membership.objects.filter(in_force(day), program=program, supervisor=person, role=Role.THERAPIST)


def end_membership(membership: Membership, day: date) -> None:
    """Through yesterday: the last day of a membership still opens pages, and an end is meant to hold at once."""
    membership.to_day = day - timedelta(days=1)
    # A role that was given today, perhaps by mistake, must not live until tomorrow.
    membership.from_day = min(membership.from_day, membership.to_day)
    membership.save(update_fields=["from_day", "to_day"])


def lock_administrators(program: Program) -> None:
    """Before any of them goes, so that of two who go at once the second finds the first gone."""
    held = Membership.objects.filter(program=program, role=Role.ADMINISTRATOR).order_by("pk")
    list(held.select_for_update().values_list("pk"))


def check_administrator_remains(membership: Membership, day: date) -> None:
    """Raises Refused where a program would be left without anyone who can invite people. Lock them before."""
    if membership.role != Role.ADMINISTRATOR:
        return
    others = Membership.objects.filter(
        in_force(day), Q(person__is_active=True), program=membership.program, role=Role.ADMINISTRATOR
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise Refused(_("A program needs an administrator. Give somebody else that role first."))


def change_supervisor(membership: Membership, supervisor: Person | None, *, by: Person | None, at: datetime) -> None:
    """Whose team a therapist belongs to, from now on."""
    day = program_day(at, membership.program.time_zone)
    with transaction.atomic():
        _check(membership.program, Duties(frozenset(), supervisor=supervisor), day)
        membership.supervisor = supervisor
        membership.save(update_fields=["supervisor"])
        note("supervisor_changed", membership.person, by=by, at=at, program=membership.program)


def change_person(
    person: Person, *, name: str, email: str, administered: Iterable[Program], by: Person, at: datetime
) -> None:
    """A new name or address, by an administrator of every program the person works in.

    Whoever sets an address can have a new password sent there; it would open another program to its administrator.
    """
    email = email.strip().lower()
    with transaction.atomic():
        check_administers(person, administered)
        if Person.objects.filter(email=email).exclude(pk=person.pk).exists():
            raise Refused(_("This address already belongs to somebody else here."))
        changed = [column for column, value in (("name", name), ("email", email)) if getattr(person, column) != value]
        person.name, person.email = name, email
        person.save(update_fields=["name", "email"])
        if "email" in changed:
            _forget_other_addresses(person)
        note("person_changed", person, by=by, at=at, changed=changed)


def check_administers(person: Person, programs: Iterable[Program]) -> None:
    """Raises Refused where somebody has worked in any other program than these."""
    if not administers(person, programs):
        raise Refused(_("This person also works in a program that you do not administer."))


def administers(person: Person, programs: Iterable[Program]) -> bool:
    """Whether somebody has worked in no other program than these."""
    return not person.memberships.exclude(program__in=[one.pk for one in programs]).exists()


def _forget_other_addresses(person: Person) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.filter(user=person).delete()


def change_own_account(person: Person, *, name: str, language: str, at: datetime) -> None:
    """What a person changes of their own account."""
    with transaction.atomic():
        person.name, person.language = name, language
        person.save(update_fields=["name", "language"])
        note("own_account_changed", person, by=person, at=at)


def accept_invitation(person: Person, password: str, *, at: datetime) -> None:
    """The invited person has chosen a password; the invitation is used up with it."""
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        note("invitation_accepted", person, by=person, at=at)
