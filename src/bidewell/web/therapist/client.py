"""A client's page: where things stand, why, what the client said, what has happened. Each reading is written down."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bidewell.actions.reading import read_client
from bidewell.actions.safety_notes import mark_seen
from bidewell.records.access import Permission, episodes_for
from bidewell.records.models import CheckIn, Episode, Snapshot
from bidewell.records.one_person import of_one_person
from bidewell.web.pages import page, visit
from bidewell.web.shared.spoken import in_language
from bidewell.web.therapist import course
from bidewell.web.therapist.ending_words import ending_words
from bidewell.web.therapist.model_told import models_told
from bidewell.web.therapist.numbers import rating_words
from bidewell.web.therapist.own_range import OwnRange, own_range
from bidewell.web.therapist.ratings_over_time import RatingsOverTime, ratings_over_time
from bidewell.web.therapist.row import rows_of
from bidewell.web.therapist.score_changes import score_changes
from bidewell.web.therapist.told import Told, told_of
from bidewell.web.therapist.trajectory import trajectory
from bidewell.web.therapist.viewing import Viewing, viewing


@page(Permission.SEE_CLIENT)
def client(request: HttpRequest, episode: UUID) -> HttpResponse:
    """For the client's therapist, who covers, and the supervisor."""
    seen = visit(request)
    reached = episodes_for(seen.person, Permission.SEE_CLIENT, seen.day).select_related("client", "program", "site")
    found = get_object_or_404(reached, ref=episode)
    timezone.activate(found.program.time_zone)  # a page about one client shows the times of the client's program
    looking = viewing(found, seen.person, seen.at)
    context = _context(looking, request)
    read_client(found, is_therapist=looking.is_therapist, by=seen.person, at=seen.at)
    return render(request, "therapist/client.html", context)


@page(Permission.SEE_CLIENT, methods=("POST",))
def safety_notes_seen(request: HttpRequest, check_in: UUID) -> HttpResponse:
    """Whoever may read the check-in may say that they have looked."""
    seen = visit(request)
    reached = episodes_for(seen.person, Permission.SEE_CLIENT, seen.day)
    found = get_object_or_404(CheckIn.objects.select_related("episode__program"), ref=check_in, episode__in=reached)
    looking = viewing(found.episode, seen.person, seen.at)
    readable = get_object_or_404(looking.answered(), pk=found.pk)
    mark_seen(readable, by=seen.person, at=seen.at)
    # Who looked only because nobody else would no longer sees the client.
    still = episodes_for(seen.person, Permission.SEE_CLIENT, seen.day).filter(pk=found.episode_id)
    return redirect("client", found.episode.ref) if still.exists() else redirect("home")


def _context(looking: Viewing, request: HttpRequest) -> dict[str, Any]:
    at, episode = visit(request).at, looking.episode
    snapshot = _snapshot(episode)
    strip, following, latest = course.visits(looking, at)
    check_in, items = course.latest_answers(looking)
    told = told_of(snapshot.forecast) if snapshot and snapshot.is_open else None
    return {
        "episode": episode,
        "row": rows_of([snapshot], at)[0] if snapshot else None,
        "told": told,
        "models": models_told([episode.program], at),
        "day": looking.day,
        "is_therapist": looking.is_therapist,
        **_drawn(looking, told, at),
        "changes": score_changes(looking),
        "strip": strip,
        "latest_session": latest,
        "check_in": check_in,
        "items": items,
        "texts": course.texts(looking),
        "unseen_notes": course.unseen_safety_notes(looking),
        "seen_notes": course.seen_safety_notes(looking),
        "safety_words": in_language(episode.program.safety_note),
        **_factors(looking),
        "to_hand_out": course.to_hand_out(looking, following, latest),
        **_endings(episode),
        "assignments": episode.assignments.select_related("therapist__person").order_by("from_day", "pk"),
        "earlier": _other_episodes(episode),
    }


def _snapshot(episode: Episode) -> Snapshot | None:
    related = Snapshot.objects.select_related("episode__client", "episode__program", "episode__site", "forecast")
    return related.filter(episode=episode).first()


def _factors(looking: Viewing) -> dict[str, Any]:
    factors = course.factors_of(looking)
    return {"factors": factors, "has_numbers": any(one.beside for one in factors)}


def _endings(episode: Episode) -> dict[str, Any]:
    """Every ending ever recorded; the one in force closes the episode."""
    recorded = list(episode.endings.order_by("recorded_at", "pk"))
    return {
        "endings": [(ending_words(one.kind), one) for one in recorded],
        "is_over": any(one.withdrawn_at is None for one in recorded),
    }


def _other_episodes(episode: Episode) -> list[Episode]:
    theirs = Episode.objects.filter(of_one_person(episode.client)).exclude(pk=episode.pk)
    return list(theirs.order_by("start", "pk"))


def _drawn(looking: Viewing, told: Told | None, at: datetime) -> dict[str, Any]:
    ratings = ratings_over_time(looking, at)
    if ratings is None:
        return {"ratings": None}
    usual = own_range([value for _, value in ratings.client], told.forecast if told else None)
    words = _chart_words(ratings, usual)
    chart: SafeString = trajectory(ratings, usual, words)
    return {"ratings": ratings, "chart": chart, "chart_words": words, "usual": usual}


def _chart_words(ratings: RatingsOverTime, usual: OwnRange | None) -> str:
    """What the drawing shows, for who does not see it."""
    count = len(ratings.client)
    words = ngettext("%(n)s rating by the client", "%(n)s ratings by the client", count) % {"n": count}
    if ratings.client:
        words += ". " + _("The latest is %(value)s") % {"value": rating_words(ratings.client[-1][1])}
    if usual:
        ends = {"low": rating_words(usual.low), "high": rating_words(usual.high)}
        words += ". " + _("It would usually lie between %(low)s and %(high)s") % ends
    return words + "."
