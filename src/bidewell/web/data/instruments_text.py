"""Loading the text of an instrument in one language, with the program's word that it may."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bidewell.actions.instruments.definitions import DefinitionRefused, definition_of, is_described
from bidewell.actions.instruments.wording import Wording, load_text
from bidewell.actions.refusals import Refused
from bidewell.instruments.licence import FREE
from bidewell.records.access import Permission
from bidewell.web.data.instruments import described_row
from bidewell.web.data.instruments_forms import TextForm
from bidewell.web.data.instruments_own import own_instrument
from bidewell.web.data.instruments_words import said
from bidewell.web.pages import page, visit


@page(Permission.MANAGE_INSTRUMENTS, methods=("GET", "POST"))
def instrument_text(request: HttpRequest, instrument: UUID) -> HttpResponse:
    """The form is as long as the instrument; what was typed stays where something is wrong."""
    row, seen = own_instrument(request, instrument), visit(request)
    if not is_described(row):
        return redirect("instrument", instrument=row.ref)
    facts = definition_of(row)
    form = TextForm(facts, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            load_text(row, _wording(form), by=seen.person, at=seen.at)
            messages.success(request, _("The text is loaded. Look at it below as clients will see it."))
            return redirect("instrument", instrument=row.ref)
        except DefinitionRefused as refused:
            form.add_error(form.field_of(refused.field), said(refused.says))
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "row": row,
        "one": described_row(row),
        "form": form,
        "is_free": facts.licence.status in FREE,
    }
    return render(request, "data/instrument_text.html", context)


def _wording(form: TextForm) -> Wording:
    given = form.cleaned_data
    return Wording(
        language=given["language"],
        items=form.items,
        choices=form.choices,
        reference=given["reference"],
        is_attested=given["attested"],
    )
