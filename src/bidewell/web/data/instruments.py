"""The instruments a program uses, and those that can be taken into use."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bidewell.actions.instruments.adopting import adopt_instrument
from bidewell.actions.instruments.definitions import definition_of, is_described
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.bidewell_checkin_therapist import BIDEWELL_CHECKIN_THERAPIST
from bidewell.instruments.instrument import Instrument
from bidewell.instruments.registry import INSTRUMENTS
from bidewell.records.access import Permission
from bidewell.records.models import InstrumentVersion, Program
from bidewell.web.data.instruments_own import own_instruments, own_program
from bidewell.web.data.instruments_words import LICENCES, RATERS, ROLES
from bidewell.web.pages import page, visit


@dataclass(frozen=True)
class Described:
    """An instrument in words."""

    name: str
    version: str
    rater: Any
    role: Any
    licence: Any
    facts: Instrument | None
    row: InstrumentVersion | None = None

    @property
    def key(self) -> str:
        return "|".join(self.facts.key) if self.facts else ""


@page(Permission.MANAGE_INSTRUMENTS)
def instruments(request: HttpRequest) -> HttpResponse:
    program = own_program(request)
    rows = own_instruments(request).filter(program=program).order_by(F("place").asc(nulls_last=True), "pk")
    used = [described_row(row) for row in rows]
    taken = {one.facts.key for one in used if one.facts}
    shipped = [described(one) for one in INSTRUMENTS if one.key not in taken]
    others = [one for one in visit(request).programs(Permission.MANAGE_INSTRUMENTS) if one != program]
    context = {"program": program, "others": others, "used": used, "shipped": shipped, "languages": _safety(program)}
    return render(request, "data/instruments.html", context)


@page(Permission.MANAGE_INSTRUMENTS, methods=("POST",))
def adopt(request: HttpRequest) -> HttpResponse:
    """Take a shipped one into use."""
    chosen = next((one for one in INSTRUMENTS if "|".join(one.key) == request.POST.get("instrument")), None)
    if chosen is None:
        raise Http404
    seen = visit(request)
    row = adopt_instrument(own_program(request), chosen, by=seen.person, at=seen.at)
    messages.success(request, _("The program can use it from now on."))
    return redirect("instrument", instrument=row.ref)


@page(Permission.MANAGE_INSTRUMENTS)
def check_in_preview(request: HttpRequest) -> HttpResponse:
    """The short check-in as clients see it, and its twin for therapists."""
    previews = [(one, preview(one)) for one in (BIDEWELL_CHECKIN, BIDEWELL_CHECKIN_THERAPIST)]
    shown = [{"described": described(one), "languages": languages} for one, languages in previews]
    return render(request, "data/check_in_preview.html", {"shown": shown})


def described_row(row: InstrumentVersion) -> Described:
    """One that the program has, whether or not anybody described it."""
    if not is_described(row):
        return Described(row.code, row.version, RATERS[row.rater], ROLES.get(row.role, ""), "", None, row)
    return described(definition_of(row), row)


def described(one: Instrument, row: InstrumentVersion | None = None) -> Described:
    return Described(
        named(one.names), one.version, RATERS[one.rater], ROLES[one.role], LICENCES[one.licence.status], one, row
    )


def named(names: Any) -> str:
    """In the reader's language, else in any there is."""
    return str(names.get(get_language()) or names.get("en") or next(iter(names.values())))


def preview(one: Instrument) -> list[dict[str, Any]]:
    """What is asked in each language that is complete, in the order of the form."""
    return [
        {
            "code": language,
            "introduction": next((p.wording.get(language) for p in one.prompts if p.code == "introduction"), ""),
            "items": [
                {"item": item, "wording": item.wording[language], "group": item.group_wording.get(language)}
                for item in one.items
            ],
            "choices": [choice.labels[language] for choice in one.choices],
            "free_text": [p.wording.get(language) for p in one.prompts if p.code.startswith("free_text")],
        }
        for language in sorted(one.languages)
    ]


def _safety(program: Program) -> list[tuple[str, str]]:
    """The program's safety note by language; empty where none is written."""
    return [(code, words) for code, words in sorted(program.safety_note.items()) if str(words).strip()]
