"""One client at the desk: how to reach them, what they agreed to, their appointments. No score, no forecast."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from bidewell.actions import auditing
from bidewell.actions.clients import edit_client, give_consent, withdraw_consent
from bidewell.actions.refusals import Refused
from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.reaching import Channel
from bidewell.records.access import Permission, clients_for, episodes_for
from bidewell.records.models import ChannelConsent, Client, Ending, Episode, Session, SessionStaff
from bidewell.records.one_person import of_one_person
from bidewell.web.desk.client_forms import EditDetailsForm
from bidewell.web.desk.words import CHANNEL_WORDS, STATUS_WORDS, name_of, reason_words
from bidewell.web.pages import Visit, page, visit
from bidewell.web.shared import conflicts
from bidewell.web.shared.badge import Badge
from bidewell.web.shared.day_fields import on_the_clock

SESSIONS_SHOWN = 20


@page(Permission.REGISTER_CLIENT, methods=("GET", "POST"))
@sensitive_post_parameters()
def client_contact(request: HttpRequest, client: UUID) -> HttpResponse:
    seen = visit(request)
    counted_as = clients_for(seen.person, Permission.REGISTER_CLIENT, seen.day).filter(merged_from__ref=client).first()
    if counted_as is not None:
        return redirect("client_contact", client=counted_as.ref)
    found = _client(seen, client)
    form = EditDetailsForm(request.POST or None, initial=EditDetailsForm.values_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            edit_client(found, form.details(), version=form.cleaned_data["version"], by=seen.person, at=seen.at)
        except Refused as refused:
            return _refused(request, seen, client, refused)
        messages.success(request, _("Saved."))
        return redirect("client_contact", client=client)
    auditing.note("client_read", found, by=seen.person, at=seen.at, program=found.program)
    return _shown(request, seen, found, form)


@page(Permission.REGISTER_CLIENT, methods=("POST",))
def consent_change(request: HttpRequest, client: UUID) -> HttpResponse:
    """`given` or `withdrawn`, for one channel."""
    seen = visit(request)
    found = _client(seen, client)
    channel = request.POST.get("channel", "")
    if channel in {one.value for one in Channel}:
        change = withdraw_consent if "withdrawn" in request.POST else give_consent
        change(found, Channel(channel), by=seen.person, at=seen.at)
        messages.success(request, _("Saved."))
    return redirect("client_contact", client=client)


def _client(seen: Visit, ref: UUID) -> Client:
    reachable = clients_for(seen.person, Permission.REGISTER_CLIENT, seen.day).select_related("program")
    return get_object_or_404(reachable, ref=ref, merged_into=None)


def _refused(request: HttpRequest, seen: Visit, ref: UUID, why: Refused) -> HttpResponse:
    now = _client(seen, ref)
    again = conflicts.refused(EditDetailsForm(conflicts.with_version(request, now.version)), why)
    return _shown(request, seen, now, again, status=409)


def _shown(
    request: HttpRequest,
    seen: Visit,
    client: Client,
    form: EditDetailsForm,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "client": client,
        "name": name_of(client),
        "may_mark": seen.may(Permission.MARK_ATTENDANCE),
        "form": form,
        "saved_by_other": conflicts.saved_by_other(form, EditDetailsForm.values_of(client)) if status == 409 else [],
        "consents": _consents(client),
        "episodes": _episodes(seen, client),
    }
    return render(request, "desk/client_contact.html", shown, status=status)


def _consents(client: Client) -> list[dict[str, object]]:
    """Each way to reach the client, with the consent that holds or the last one that held."""
    last = {one.channel: one for one in _kept_consents(client)}
    return [{"code": code, "words": words, "kept": last.get(code)} for code, words in CHANNEL_WORDS]


def _kept_consents(client: Client) -> list[ChannelConsent]:
    zone = client.program.time_zone
    kept = list(client.consents.select_related("recorded_by").order_by("given_at", "pk"))
    for consent in kept:
        consent.given_at = on_the_clock(consent.given_at, zone)
        if consent.withdrawn_at is not None:
            consent.withdrawn_at = on_the_clock(consent.withdrawn_at, zone)
    return kept


def _episodes(seen: Visit, client: Client) -> list[dict[str, object]]:
    """The client's episodes that this person may see, the latest first, each with its appointments."""
    staff = Prefetch("held_by", SessionStaff.objects.select_related("therapist__person"))
    sessions = Session.objects.order_by("-scheduled_at").prefetch_related(staff)
    # Who left may come back to the same episode; after any other ending a new one is opened.
    in_force = Ending.objects.filter(episode=OuterRef("pk"), withdrawn_at=None)
    ended = Exists(in_force.exclude(kind=EndingKind.LEFT))
    reachable = episodes_for(seen.person, Permission.REGISTER_CLIENT, seen.day).filter(of_one_person(client))
    found = reachable.annotate(is_over=ended).select_related("site").prefetch_related(Prefetch("sessions", sessions))
    zone = client.program.time_zone
    return [_episode(one, zone, seen.at) for one in found.order_by("-start", "-pk")]


def _episode(episode: Episode, zone: str, at: datetime) -> dict[str, object]:
    appointments = [_appointment(one, zone, at) for one in list(episode.sessions.all())[:SESSIONS_SHOWN]]
    is_over = episode.is_over  # type: ignore[attr-defined]  # annotated above
    return {"episode": episode, "is_over": is_over, "appointments": appointments}


def _appointment(session: Session, zone: str, at: datetime) -> dict[str, object]:
    words: Badge = STATUS_WORDS[session.status]
    return {
        "session": session,
        "at": on_the_clock(session.scheduled_at, zone),
        "is_to_come": session.scheduled_at > at,
        "status": words,
        "reason": reason_words(session.reason),
        "staff": ", ".join(held.therapist.person.name for held in session.held_by.all()),
    }
