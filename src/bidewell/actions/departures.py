"""Somebody leaves a program: the caseload is handed over, roles end, and the account is closed."""

from collections.abc import Iterable
from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions.assignments import hand_over_caseload
from bidewell.actions.auditing import note
from bidewell.actions.people import (
    check_administers,
    check_administrator_remains,
    end_membership,
    lock_administrators,
    team_of,
)
from bidewell.actions.refusals import Refused
from bidewell.domain.roles import Role
from bidewell.domain.time import program_day
from bidewell.records.access import in_force
from bidewell.records.models import Assignment, Membership, Person, Program


def person_leaves(
    person: Person, program: Program, *, clients_to: Membership | None, team_to: Person | None,
    by: Person | None, at: datetime,
) -> None:  # fmt: skip
    """End all that a person does in a program. Without another program, the account closes and its sessions end.

    Clients pass to `clients_to`, a supervisor's team to `team_to`. Raises Refused where either would be left alone.
    """
    day = program_day(at, program.time_zone)
    with transaction.atomic():
        lock_administrators(program)
        held = list(Membership.objects.filter(in_force(day), person=person, program=program).select_for_update())
        for membership in held:
            check_administrator_remains(membership, day)
            _hand_over(membership, clients_to, day, by, at)
            end_membership(membership, day)
        _pass_team_on(person, program, team_to, day)
        note("person_left", person, by=by, at=at, program=program)
        if not Membership.objects.filter(in_force(day), person=person).exists():
            close_account(person, by=by, at=at)


def _hand_over(membership: Membership, to: Membership | None, day: date, by: Person | None, at: datetime) -> None:
    if not Assignment.objects.filter(in_force(day), therapist=membership).exists():
        return
    if to is None:
        raise Refused(_("This therapist still has clients. Say who takes them over."))
    if to.program_id != membership.program_id or to.role != Role.THERAPIST or not to.is_in_force(day):
        raise Refused(_("Only a therapist of this program can take the clients over."))
    hand_over_caseload(membership, to, by=by, at=at)


def _pass_team_on(person: Person, program: Program, to: Person | None, day: date) -> None:
    team = team_of(person, program, day)
    if team.exists() and to is None:
        raise Refused(_("This supervisor still has a team. Say who supervises it now."))
    if to is not None:
        supervisors = Membership.objects.filter(in_force(day), program=program, role=Role.SUPERVISOR, person=to)
        if to == person or not supervisors.exists():
            raise Refused(_("Only another supervisor of this program can take the team over."))
        team.update(supervisor=to)


def close_account(person: Person, *, by: Person | None, at: datetime) -> None:
    """Nobody can sign in with it any more, and whoever is signed in is so no longer."""
    with transaction.atomic():
        person.is_active = False
        person.save(update_fields=["is_active"])
        for session in UserSession.objects.filter(user=person):
            session.end()
        note("account_closed", person, by=by, at=at)


def end_sessions(person: Person, *, by: Person | None, at: datetime) -> int:
    """Sign somebody out everywhere, for example when a phone was lost."""
    with transaction.atomic():
        sessions = list(UserSession.objects.filter(user=person))
        for session in sessions:
            session.end()
        note("sessions_ended", person, by=by, at=at, sessions=len(sessions))
    return len(sessions)


def remove_second_factor(person: Person, *, administered: Iterable[Program], by: Person | None, at: datetime) -> None:
    """For somebody who lost phone, key and recovery codes. It is written down who removed it."""
    from allauth.mfa.models import Authenticator

    with transaction.atomic():
        check_administers(person, administered)
        removed, _by_table = Authenticator.objects.filter(user=person).delete()
        note("second_factor_removed", person, by=by, at=at, removed=removed)
