"""A program's own instrument: by a form for the usual kind, or as a whole definition for any kind."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bidewell.actions.instruments.defining import change_definition, define_instrument
from bidewell.actions.instruments.definitions import DefinitionRefused, is_answered
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission
from bidewell.records.models import InstrumentVersion
from bidewell.web.data.instruments_definition_form import DefinitionForm
from bidewell.web.data.instruments_forms import WholeDefinitionForm
from bidewell.web.data.instruments_own import own_instrument, own_program
from bidewell.web.data.instruments_words import said
from bidewell.web.pages import page, visit


@page(Permission.MANAGE_INSTRUMENTS, methods=("GET", "POST"))
def define(request: HttpRequest) -> HttpResponse:
    """Questions with one row of answers and one score."""
    program, seen = own_program(request), visit(request)
    form = DefinitionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: define_instrument(
            program, form.definition, is_attested=form.cleaned_data["attested"], by=seen.person, at=seen.at
        ))  # fmt: skip
        if made:
            return _done(request, made)
    return render(request, "data/define.html", {"program": program, "form": form})


@page(Permission.MANAGE_INSTRUMENTS, methods=("GET", "POST"))
def define_whole(request: HttpRequest) -> HttpResponse:
    """Any kind, as the documentation describes it."""
    program, seen = own_program(request), visit(request)
    form = WholeDefinitionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: define_instrument(
            program, form.cleaned_data["definition"], is_attested=form.cleaned_data["attested"], by=seen.person,
            at=seen.at,
        ))  # fmt: skip
        if made:
            return _done(request, made)
    return render(request, "data/define_whole.html", {"program": program, "form": form})


@page(Permission.MANAGE_INSTRUMENTS, methods=("GET", "POST"))
def instrument_definition(request: HttpRequest, instrument: UUID) -> HttpResponse:
    """Correct a definition that is not in use; of one in use, make a new version."""
    row, seen = own_instrument(request, instrument), visit(request)
    if not row.definition:
        return redirect("instrument", instrument=row.ref)
    is_new_version = is_answered(row)
    initial = {"definition": json.dumps(row.definition, indent=1, ensure_ascii=False)}
    form = WholeDefinitionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {"is_attested": form.cleaned_data["attested"], "by": seen.person, "at": seen.at}
        definition = form.cleaned_data["definition"]
        made = _try(form, lambda: (
            define_instrument(row.program, definition, **given) if is_new_version
            else change_definition(row, definition, **given)
        ))  # fmt: skip
        if made:
            return _done(request, made)
    context = {"program": row.program, "row": row, "form": form, "is_new_version": is_new_version}
    return render(request, "data/define_whole.html", context)


def _try(form: Any, make: Any) -> InstrumentVersion | None:
    """What was made; None where it was refused, and the form says where and why."""
    try:
        made: InstrumentVersion = make()
    except DefinitionRefused as refused:
        form.add_error(_field_of(form, refused.field), _worded(form, refused))
        return None
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    return made


def _field_of(form: forms.Form, field: str) -> str | None:
    if isinstance(form, DefinitionForm):
        return form.field_of(field)
    return "attested" if field == "attested" else "definition"


def _worded(form: forms.Form, refused: DefinitionRefused) -> str:
    """A whole definition has its own names of fields, and they are said."""
    is_named = isinstance(form, WholeDefinitionForm) and refused.field not in ("attested", "definition")
    return f"{refused.field}: {said(refused.says)}" if is_named else said(refused.says)


def _done(request: HttpRequest, made: InstrumentVersion) -> HttpResponse:
    messages.success(request, _("Kept. Look at it below as clients will see it."))
    return redirect("instrument", instrument=made.ref)
