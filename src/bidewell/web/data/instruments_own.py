"""Whose instruments a page is about: those of the programs in which the person manages them."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from bidewell.records.access import Permission, programs_for
from bidewell.records.models import InstrumentVersion, Program
from bidewell.web.pages import visit


def own_instruments(request: HttpRequest) -> QuerySet[InstrumentVersion]:
    seen = visit(request)
    programs = programs_for(seen.person, Permission.MANAGE_INSTRUMENTS, seen.day)
    return InstrumentVersion.objects.filter(program__in=programs).select_related("program", "attested_by")


def own_instrument(request: HttpRequest, instrument: UUID) -> InstrumentVersion:
    """One of them; any other does not exist for this person."""
    return get_object_or_404(own_instruments(request), ref=instrument)


def own_program(request: HttpRequest) -> Program:
    """The program that `of` names, or the person's first."""
    programs = visit(request).programs(Permission.MANAGE_INSTRUMENTS)
    named = request.POST.get("of") or request.GET.get("of")
    program = next((one for one in programs if str(one.ref) == named), None) if named else programs[0]
    if program is None:
        raise Http404
    return program
