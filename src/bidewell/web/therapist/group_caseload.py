"""The groups a therapist leads: a row a member, never an average of the group alone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bidewell.records.access import Permission, episodes_for
from bidewell.records.models import Group, Session
from bidewell.web.pages import Visit, page, visit
from bidewell.web.therapist.caseload import model_context
from bidewell.web.therapist.listed import in_care, listed_of
from bidewell.web.therapist.row import Row, rows_of

# Who has been in the group of late, or is booked for it.
DAYS_AROUND = timedelta(days=60)


@dataclass(frozen=True)
class GroupRows:
    """One group: the members who are this therapist's clients in care, and how many are somebody else's."""

    group: Group
    rows: list[Row]
    others: int


@page(Permission.SEE_CASELOAD)
def group_caseload(request: HttpRequest) -> HttpResponse:
    """Members who are with another therapist are counted, not shown."""
    seen = visit(request)
    return render(request, "therapist/groups.html", {"groups": _groups(seen), **model_context(seen)})


def _groups(seen: Visit) -> list[GroupRows]:
    members = _members(seen)
    reach = episodes_for(seen.person, Permission.SEE_CASELOAD, seen.day)
    everyone = {episode for episodes in members.values() for episode in episodes}
    reached = reach.filter(pk__in=everyone)
    own = set(reached.values_list("pk", flat=True))
    rows = {row.episode: row for row in in_care(rows_of(listed_of(reached, seen.day), seen.at))}
    groups = Group.objects.filter(pk__in=members).order_by("name")
    return [
        GroupRows(
            group,
            sorted((rows[one] for one in members[group.pk] if one in rows), key=lambda row: row.urgency),
            len(members[group.pk] - own),
        )
        for group in groups
    ]


def _members(seen: Visit) -> dict[int, set[int]]:
    """Episodes by group, of the groups in which this therapist has held a session."""
    around = (seen.at - DAYS_AROUND, seen.at + DAYS_AROUND)
    own = [one.pk for one in seen.memberships]
    led = Session.objects.filter(held_by__therapist__in=own, group__isnull=False, scheduled_at__range=around)
    sessions = Session.objects.filter(group__in=led.values("group"), scheduled_at__range=around)
    found: dict[int, set[int]] = defaultdict(set)
    for group, episode in sessions.values_list("group_id", "episode_id").distinct():
        if group is not None:
            found[group].add(episode)
    return found
