"""One instrument of a program: what is asked, who may use its text, how reliable it is here, what calls for a note."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bidewell.actions.instruments.adopting import offer_instrument, set_safety_items
from bidewell.actions.instruments.definitions import DefinitionRefused, definition_of, is_answered, is_described
from bidewell.actions.refusals import Refused
from bidewell.analysis.checks.internal_consistency import FEWEST_CLIENTS, internal_consistency
from bidewell.instruments.instrument import Instrument
from bidewell.records.access import Permission
from bidewell.records.models import InstrumentVersion
from bidewell.records.scale_answers import scale_answers
from bidewell.web.data.instruments import described_row, named, preview
from bidewell.web.data.instruments_forms import SafetyForm
from bidewell.web.data.instruments_own import own_instrument
from bidewell.web.data.instruments_words import said
from bidewell.web.pages import page, visit


@page(Permission.MANAGE_INSTRUMENTS)
def instrument(request: HttpRequest, instrument: UUID) -> HttpResponse:
    row = own_instrument(request, instrument)
    return _shown(request, row, _safety_form(row))


@page(Permission.MANAGE_INSTRUMENTS, methods=("POST",))
def offer(request: HttpRequest, instrument: UUID) -> HttpResponse:
    """Ask this one from now on."""
    row, seen = own_instrument(request, instrument), visit(request)
    try:
        offer_instrument(row, by=seen.person, at=seen.at)
        messages.success(request, _("This one is asked from now on."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("instrument", instrument=row.ref)


@page(Permission.MANAGE_INSTRUMENTS, methods=("POST",))
def safety_items(request: HttpRequest, instrument: UUID) -> HttpResponse:
    """From which answer an item calls for a safety note."""
    row, seen = own_instrument(request, instrument), visit(request)
    form = SafetyForm(request.POST)
    if form.is_valid():
        try:
            set_safety_items(row, form.cleaned_data["safety_from"], by=seen.person, at=seen.at)
            messages.success(request, _("Kept. It counts for answers from now on."))
            return redirect("instrument", instrument=row.ref)
        except DefinitionRefused as refused:
            form.add_error("safety_from", f"{refused.field}: {said(refused.says)}")
        except Refused as refused:
            form.add_error(None, str(refused))
    return _shown(request, row, form)


def _safety_form(row: InstrumentVersion) -> SafetyForm:
    lines = [f"{item}: {value:g}" for item, value in row.safety_from.items()]
    return SafetyForm(initial={"safety_from": "\n".join(lines)})


def _shown(request: HttpRequest, row: InstrumentVersion, form: SafetyForm) -> HttpResponse:
    facts = definition_of(row) if is_described(row) else None
    context = {
        "row": row, "one": described_row(row), "facts": facts, "form": form, "is_answered": is_answered(row),
        "languages": preview(facts) if facts else [], "scales": _scales(facts, row),
        "fewest": FEWEST_CLIENTS,
        "watched": [item for item in facts.items if item.safety_from is not None] if facts else [],
    }  # fmt: skip
    return render(request, "data/instrument.html", context)


def _scales(facts: Instrument | None, row: InstrumentVersion) -> list[dict[str, Any]]:
    """Each score with its range, and how well its items hang together in this program's answers."""
    if facts is None:
        return []
    return [
        {"scale": scale, "name": named(scale.names), "found": internal_consistency(scale_answers(row, scale.items))}
        for scale in facts.scales
    ]
