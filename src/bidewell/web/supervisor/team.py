"""The team: an agenda of clients who need a look, then each therapist's caseload and coverage. Nobody is ranked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.domain.roles import Role
from bidewell.records.access import Permission, episodes_for, in_force, readable_safety_notes
from bidewell.records.models import Assignment, Episode, Membership
from bidewell.web.pages import Visit, page, visit
from bidewell.web.supervisor.coverage import Coverage, coverage
from bidewell.web.therapist.caseload import model_context
from bidewell.web.therapist.listed import in_care, listed, silent
from bidewell.web.therapist.row import Row, rows_of
from bidewell.web.therapist.states import State

NEED_A_LOOK = frozenset({State.GONE_QUIET, State.PROVISIONALLY_LEFT, State.STRAIN, State.WATCH})
WITHOUT_CONTACT = frozenset({State.GONE_QUIET, State.PROVISIONALLY_LEFT})
AGENDA_SHOWN = 15


@dataclass(frozen=True)
class TherapistRows:
    """One therapist of the team, with the clients and the coverage of check-ins."""

    therapist: Membership
    rows: list[Row]
    coverage: Coverage


@dataclass(frozen=True)
class Noted:
    """A client with an answer that calls for a look. Without a therapist nobody of a team would see it."""

    address: UUID
    name: str
    with_whom: str


@page(Permission.SEE_TEAM)
def team(request: HttpRequest) -> HttpResponse:
    """The same client page opens from here as from the therapist's caseload."""
    seen = visit(request)
    therapists = _therapists(seen)
    with_whom = _assigned(therapists, seen)
    everyone = rows_of(listed(seen.person, Permission.SEE_TEAM, seen.day), seen.at)
    named = [_named(row, with_whom[row.episode]) for row in everyone if row.episode in with_whom]
    rows, gone = sorted(in_care(named), key=lambda row: row.urgency), silent(named)
    agenda = [row for row in rows if row.state in NEED_A_LOOK]
    context = {
        "agenda": agenda[:AGENDA_SHOWN],
        "more": max(0, len(agenda) - AGENDA_SHOWN),
        "clients": len(rows),
        "silent": sorted(gone, key=lambda row: (-(row.days_since_contact or 0), row.name)),
        "without_contact": sum(1 for row in rows if row.state in WITHOUT_CONTACT) + len(gone),
        "safety": _clients_with_safety_notes(with_whom, seen),
        "therapists": _by_therapist(therapists, rows, with_whom, seen),
        **model_context(seen, Permission.SEE_TEAM),
    }
    return render(request, "supervisor/team.html", context)


def _therapists(seen: Visit) -> list[Membership]:
    """In the order of their names."""
    own = [one.program_id for one in seen.memberships if one.role == Role.SUPERVISOR]
    team = Membership.objects.filter(in_force(seen.day), program__in=own, role=Role.THERAPIST, supervisor=seen.person)
    return list(team.select_related("person").order_by("person__name", "pk"))


def _assigned(therapists: Iterable[Membership], seen: Visit) -> dict[int, list[Membership]]:
    """Who of the team each episode is with."""
    running = Assignment.objects.filter(in_force(seen.day), therapist__in=list(therapists))
    found: dict[int, list[Membership]] = defaultdict(list)
    for one in running.select_related("therapist__person").order_by("pk"):
        found[one.episode_id].append(one.therapist)
    return found


def _named(row: Row, therapists: list[Membership]) -> Row:
    return replace(row, with_whom=_names(therapists))


def _names(therapists: list[Membership]) -> str:
    return ", ".join(one.person.name for one in therapists)


def _by_therapist(
    therapists: list[Membership], rows: list[Row], with_whom: dict[int, list[Membership]], seen: Visit
) -> list[TherapistRows]:
    """`rows` in their order, without the name that heads them here."""
    plain = [replace(row, with_whom="") for row in rows]
    return [
        TherapistRows(one.therapist, [row for row in plain if one.therapist in with_whom[row.episode]], one)
        for one in coverage(therapists, seen.at, seen.day)
    ]


def _clients_with_safety_notes(with_whom: dict[int, list[Membership]], seen: Visit) -> list[Noted]:
    """Whether care is over or not: an answer may come after it, and somebody must look."""
    reached = episodes_for(seen.person, Permission.SEE_TEAM, seen.day).values("pk")
    unseen = readable_safety_notes().filter(seen_at=None, check_in__episode__in=reached)
    noted = Episode.objects.filter(pk__in=unseen.values("check_in__episode")).select_related("client")
    found = [Noted(one.ref, one.client.name or one.client.key, _names(with_whom.get(one.pk, []))) for one in noted]
    return sorted(found, key=lambda one: one.name.casefold())
