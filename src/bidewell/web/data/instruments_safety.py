"""The safety note: what staff read when an answer calls for one. In the program's own words, by language."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bidewell.actions.programs import change_program
from bidewell.actions.refusals import Refused
from bidewell.records.access import Permission
from bidewell.records.models import Program
from bidewell.web.data.instruments_forms import SafetyNoteForm
from bidewell.web.data.instruments_own import own_program
from bidewell.web.pages import page, visit


@page(Permission.MANAGE_INSTRUMENTS, methods=("GET", "POST"))
def safety_note(request: HttpRequest) -> HttpResponse:
    """Two people may have it open; the second is told, and keeps what was typed."""
    program, seen = own_program(request), visit(request)
    form = SafetyNoteForm(request.POST or None, initial=_initial(program))
    if request.method == "POST" and form.is_valid():
        try:
            words = {code: form.cleaned_data[code] for code, _name in settings.LANGUAGES if form.cleaned_data[code]}
            change_program(
                program, {"safety_note": words}, version=form.cleaned_data["version"], by=seen.person, at=seen.at
            )
            messages.success(request, _("The note is kept."))
            return redirect("instruments")
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "data/safety_note.html", {"program": program, "form": form})


def _initial(program: Program) -> dict[str, object]:
    return {"version": program.version, **program.safety_note}
