"""Messages that did not arrive: what happened, in words, and what to do."""

from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bidewell.actions.outbox.writing import put_away, send_again
from bidewell.actions.refusals import Refused
from bidewell.domain.reaching import MessageStatus
from bidewell.records.access import Permission, clients_for
from bidewell.records.models import OutboxMessage
from bidewell.web.pages import page, visit

MOST = 200


@page(Permission.SEE_MESSAGES)
def messages(request: HttpRequest) -> HttpResponse:
    """Newest first; those a person has put away are gone from here."""
    joined = _failed(request).select_related("client__program", "check_in", "session")
    rows = [_row(one) for one in joined.order_by("-created_at")[:MOST]]
    return render(request, "desk/messages.html", {"rows": rows, "most": MOST})


@page(Permission.SEE_MESSAGES, methods=("POST",))
def message_again(request: HttpRequest, message: UUID) -> HttpResponse:
    """Try once more."""
    found, seen = _message(request, message), visit(request)
    try:
        send_again(found, by=seen.person, at=seen.at)
        notices.success(request, _("It will be tried again within a minute, or in the morning if it is night."))
    except Refused as refused:
        notices.error(request, str(refused))
    return redirect("messages")


@page(Permission.SEE_MESSAGES, methods=("POST",))
def message_seen(request: HttpRequest, message: UUID) -> HttpResponse:
    """Done with: off the list."""
    found, seen = _message(request, message), visit(request)
    put_away(found, by=seen.person, at=seen.at)
    notices.success(request, _("Taken off the list."))
    return redirect("messages")


def _failed(request: HttpRequest) -> QuerySet[OutboxMessage]:
    """Given up, or still being tried after a failure. What was withdrawn on purpose is no failure."""
    seen = visit(request)
    reachable = clients_for(seen.person, Permission.SEE_MESSAGES, seen.day)
    failed = OutboxMessage.objects.filter(client__in=reachable, failure_seen_by=None).exclude(failure="")
    return failed.filter(status__in=(MessageStatus.FAILED, MessageStatus.WAITING))


def _message(request: HttpRequest, message: UUID) -> OutboxMessage:
    return get_object_or_404(_failed(request).select_related("client__program", "check_in__session"), ref=message)


def _row(one: OutboxMessage) -> dict[str, Any]:
    happened, to_do = reasons().get(one.failure, (_("It could not be sent."), _("Ask the client by another way.")))
    return {
        "message": one, "happened": happened, "to_do": to_do, "zone": one.client.program.time_zone,
        "is_waiting": one.status == MessageStatus.WAITING,
    }  # fmt: skip


def reasons() -> dict[str, tuple[str, str]]:
    """By the code of a failure: what happened, and what to do."""
    return {
        "refused": (
            _("The address or number was refused."),
            _("Check it with the client and correct it, then send again."),
        ),
        "unreachable": (
            _("The server for messages did not answer."),
            _("It is tried again by itself. If this stays, tell your administrator."),
        ),
        "no_server": (
            _("No server for this kind of message is set up."),
            _("Tell your administrator. Hand out a code or paper for now."),
        ),
        "interrupted": (
            _("We were interrupted while sending. It may have arrived or not."),
            _("Ask the client at the next contact; send again only if it did not arrive."),
        ),
    }
