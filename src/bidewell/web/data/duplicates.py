"""Clients who may be there twice: merged by a pointer, and taken apart again. Nothing clinical is shown."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bidewell.actions.merging import likely_duplicates, merge_clients, merged_clients, unmerge_client
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission, clients_for, programs_for
from bidewell.records.models import Client, Program
from bidewell.web.data.programs import chosen_program, own_programs, reference
from bidewell.web.pages import page, visit

SHOWN = 50


@page(Permission.MERGE_CLIENTS)
def duplicates(request: HttpRequest) -> HttpResponse:
    program = chosen_program(request, Permission.MERGE_CLIENTS)
    groups = likely_duplicates(program)
    shown = {
        "program": program, "programs": own_programs(request, Permission.MERGE_CLIENTS), "here": "duplicates",
        "groups": groups[:SHOWN], "more": max(0, len(groups) - SHOWN), "merged": merged_clients(program),
    }  # fmt: skip
    return render(request, "data/duplicates.html", shown)


@page(Permission.MERGE_CLIENTS, methods=("POST",))
def client_merge(request: HttpRequest) -> HttpResponse:
    """Count one client as another."""
    seen = visit(request)
    chosen, into = request.POST.get("client"), request.POST.get("into")
    if not chosen or not into:
        messages.error(request, _("Choose both clients."))
        return redirect(_here(chosen_program(request, Permission.MERGE_CLIENTS)))
    client, other = _client(request, reference(chosen)), _client(request, reference(into))
    try:
        merge_clients(client, other, by=seen.person, at=seen.at)
        messages.success(request, _("They count as one client now. You can take them apart again below."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_here(client.program))


@page(Permission.MERGE_CLIENTS, methods=("POST",))
def client_unmerge(request: HttpRequest, client: UUID) -> HttpResponse:
    """Count the client as one of their own again."""
    seen = visit(request)
    programs = programs_for(seen.person, Permission.MERGE_CLIENTS, seen.day)
    merged = Client.objects.filter(program__in=programs, merged_into__isnull=False)  # nobody reaches them but here
    found = get_object_or_404(merged.select_related("program"), ref=client)
    try:
        unmerge_client(found, by=seen.person, at=seen.at)
        messages.success(request, _("They are two clients again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_here(found.program))


def _client(request: HttpRequest, ref: UUID | None) -> Client:
    seen = visit(request)
    reachable = clients_for(seen.person, Permission.MERGE_CLIENTS, seen.day)
    return get_object_or_404(reachable.select_related("program"), ref=ref)


def _here(program: Program) -> str:
    return f"{reverse('duplicates')}?of={program.ref}"
