"""How a program wants Bidewell to behave, section by section; its sites; and what the schedule last deleted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bidewell.actions.programs import change_program, name_site
from bidewell.actions.refusals import Refused
from bidewell.actions.retention import last_run
from bidewell.records.access import Permission
from bidewell.records.models import Program, Site
from bidewell.web.administration.preview import as_clients_read
from bidewell.web.administration.programs import chosen_program
from bidewell.web.administration.settings_forms import SECTIONS, Section
from bidewell.web.pages import page, visit


@page(Permission.MANAGE_PROGRAM)
def program_settings(request: HttpRequest) -> HttpResponse:
    return _shown(request, chosen_program(request, Permission.MANAGE_PROGRAM))


@page(Permission.MANAGE_PROGRAM, methods=("POST",))
def change_settings(request: HttpRequest, section: str) -> HttpResponse:
    """Save one section; what was typed stays on the page where it cannot be saved."""
    if section not in SECTIONS:
        raise Http404
    seen, program = visit(request), chosen_program(request, Permission.MANAGE_PROGRAM)
    form = SECTIONS[section].of(program, request.POST)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            change_program(program, form.values, version=version, by=seen.person, at=seen.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            program.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect(_here(program, section))
    return _shown(request, program, {section: form}, status=400)


def _here(program: Program, section: str) -> str:
    return f"{reverse('program_settings')}?program={program.ref}#{section}"


def _shown(
    request: HttpRequest, program: Program, typed: dict[str, Section] | None = None, status: int = 200
) -> HttpResponse:
    forms = {name: (typed or {}).get(name) or kind.of(program) for name, kind in SECTIONS.items()}
    shown: dict[str, Any] = {
        "program": program, "programs": visit(request).programs(Permission.MANAGE_PROGRAM), "sections": forms,
        "sites": program.sites.order_by("name"), "last_deleted": last_run(program),
        "read_by_clients": as_clients_read(program),
    }  # fmt: skip
    return render(request, "administration/program_settings.html", shown, status=status)


@page(Permission.MANAGE_PROGRAM, methods=("POST",))
def add_site(request: HttpRequest) -> HttpResponse:
    program = chosen_program(request, Permission.MANAGE_PROGRAM)
    return _name(request, program, None)


@page(Permission.MANAGE_PROGRAM, methods=("POST",))
def rename_site(request: HttpRequest, site: UUID) -> HttpResponse:
    programs = visit(request).programs(Permission.MANAGE_PROGRAM)
    found = get_object_or_404(Site.objects.select_related("program"), ref=site, program__in=programs)
    return _name(request, found.program, found)


def _name(request: HttpRequest, program: Program, site: Site | None) -> HttpResponse:
    seen, name = visit(request), request.POST.get("name", "").strip().replace("\0", "")[:200]
    if not name:
        messages.error(request, _("A site needs a name."))
        return redirect(_here(program, "sites"))
    try:
        name_site(program, name, site=site, by=seen.person, at=seen.at)
        messages.success(request, _("Saved."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_here(program, "sites"))
