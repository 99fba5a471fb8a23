"""Forms about an episode fetch it through the permission to change it, and lead back to the client's page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from bidewell.records.access import Permission, episodes_for
from bidewell.records.models import Episode, Factor
from bidewell.web.pages import visit


def episode_to_change(request: HttpRequest, ref: UUID) -> Episode:
    """404 for an episode that this person may not change."""
    seen = visit(request)
    reachable = episodes_for(seen.person, Permission.CHANGE_EPISODE, seen.day)
    return get_object_or_404(reachable.select_related("client__program", "program", "site"), ref=ref)


def factor_to_change(request: HttpRequest, ref: UUID) -> Factor:
    """404 for a factor of an episode that this person may not change."""
    seen = visit(request)
    reachable = episodes_for(seen.person, Permission.CHANGE_EPISODE, seen.day)
    factors = Factor.objects.filter(episode__in=reachable.values("pk"))
    return get_object_or_404(factors.select_related("episode__client", "episode__program"), ref=ref)


def back_to_client(episode: Episode) -> HttpResponse:
    return redirect("client", episode.ref)
