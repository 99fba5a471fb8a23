"""The team: an agenda of clients who need a look, then each therapist's caseload and coverage. Nobody is ranked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.domain.roles import Role
from bidewell.domain.sharing import Sharing
from bidewell.records.access import Permission, in_force
from bidewell.records.models import Assignment, Membership, SafetyNote
from bidewell.web.pages import Visit, page, visit
from bidewell.web.supervisor.coverage import Coverage, coverage
from bidewell.web.therapist.caseload import model_context
from bidewell.web.therapist.listed import in_care, listed
from bidewell.web.therapist.row import Row, rows_of
from bidewell.web.therapist.states import State

NEED_A_LOOK = frozenset({State.GONE_QUIET, State.PROVISIONALLY_LEFT, State.WATCH})
WITHOUT_CONTACT = frozenset({State.GONE_QUIET, State.PROVISIONALLY_LEFT, State.LEFT})
AGENDA_SHOWN = 15


@dataclass(frozen=True)
class TherapistRows:
    """One therapist of the team, with the clients and the coverage of check-ins."""

    therapist: Membership
    rows: list[Row]
    coverage: Coverage


@page(Permission.SEE_TEAM)
def team(request: HttpRequest) -> HttpResponse:
    """The same client page opens from here as from the therapist's caseload."""
    seen = visit(request)
    therapists = _therapists(seen)
    rows = in_care(rows_of(listed(seen.person, Permission.SEE_TEAM, seen.day), seen.at))
    with_whom = _assigned(therapists, rows, seen)
    named = sorted((_named(row, with_whom[row.episode]) for row in rows), key=lambda row: row.urgency)
    agenda = [row for row in named if row.state in NEED_A_LOOK]
    context = {
        "agenda": agenda[:AGENDA_SHOWN],
        "more": max(0, len(agenda) - AGENDA_SHOWN),
        "clients": len(named),
        "without_contact": sum(1 for row in named if row.state in WITHOUT_CONTACT),
        "safety": _clients_with_safety_notes(named),
        "therapists": _by_therapist(therapists, rows, with_whom, seen),
        **model_context(seen, Permission.SEE_TEAM),
    }
    return render(request, "supervisor/team.html", context)


def _therapists(seen: Visit) -> list[Membership]:
    """In the order of their names."""
    own = [one.program_id for one in seen.memberships if one.role == Role.SUPERVISOR]
    team = Membership.objects.filter(in_force(seen.day), program__in=own, role=Role.THERAPIST, supervisor=seen.person)
    return list(team.select_related("person").order_by("person__name", "pk"))


def _assigned(therapists: Iterable[Membership], rows: Iterable[Row], seen: Visit) -> dict[int, list[Membership]]:
    """Who of the team each episode is with."""
    running = Assignment.objects.filter(
        in_force(seen.day), therapist__in=list(therapists), episode__in=[row.episode for row in rows]
    )
    found: dict[int, list[Membership]] = defaultdict(list)
    for one in running.select_related("therapist__person").order_by("pk"):
        found[one.episode_id].append(one.therapist)
    return found


def _named(row: Row, therapists: list[Membership]) -> Row:
    return replace(row, with_whom=", ".join(one.person.name for one in therapists))


def _by_therapist(
    therapists: list[Membership], rows: list[Row], with_whom: dict[int, list[Membership]], seen: Visit
) -> list[TherapistRows]:
    ordered = sorted(rows, key=lambda row: row.urgency)
    return [
        TherapistRows(one.therapist, [row for row in ordered if one.therapist in with_whom[row.episode]], one)
        for one in coverage(therapists, seen.at, seen.day)
    ]


def _clients_with_safety_notes(rows: list[Row]) -> list[Row]:
    """Clients with an answer that calls for a look, as far as the client shares it with a supervisor."""
    shared = (Sharing.THERAPIST, Sharing.SUPERVISOR)
    unseen = SafetyNote.objects.filter(
        seen_at=None, check_in__sharing__in=shared, check_in__episode__in=[row.episode for row in rows]
    )
    noted = set(unseen.values_list("check_in__episode", flat=True))
    return [row for row in rows if row.episode in noted]
