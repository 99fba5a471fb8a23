"""Where the search finds no posterior for a fit beside the main one, that is told, and all else is told as ever."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from bidewell.analysis.answered.answers import Answers, answers
from bidewell.analysis.description.describe import describe
from bidewell.analysis.model import fits, fitting
from bidewell.analysis.model.specification import BEND, PASSING, Choices
from bidewell.engine.fitters.importance import OutOfReach
from bidewell.engine.model import Model
from bidewell.report.document import Material, report_document
from bidewell.report.language import Language
from bidewell.report.page import render
from bidewell.report.schema import document_schema
from bidewell.report.sections import about, checks, going_with, pressure
from bidewell.report.sections.told import Told
from tests.fitted_programs import panel_of, program
from tests.report_full import full

RECORDS = program(clients=150)
NOT_MADE = ("windows", "fading_8_weeks", "agreed_as_left", "split", "bend")
EN, ES = Language("en"), Language("es")


@pytest.fixture(scope="module")
def answered() -> Answers:
    """Of a program that every side fit is asked of: five of them end where the engine finds no place."""
    made, fit = fitting.fit, fitting.fit_program

    def out_of_reach(model: Model, *how: Any) -> Any:
        if {BEND, PASSING} & set(model.layout):
            raise OutOfReach
        return made(model, *how)

    def under(records: Any, panel: Any, choices: Choices, control: Any = fitting.USUAL) -> Any:
        if not (choices.windows or choices.fading_weeks == 8.0 or panel.definition.name == "agreed_as_left"):
            return fit(records, panel, choices, control)
        with pytest.MonkeyPatch.context() as nowhere:
            nowhere.setattr(fitting, "fit", _refuse)
            return fit(records, panel, choices, control)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fitting, "fit", out_of_reach)
        patched.setattr(fits, "fit_program", under)
        patched.setattr(fits, "FEWEST_LEFT_TO_SPLIT", 20)
        return answers(RECORDS, fits.fit_all(RECORDS, panel_of(RECORDS), Choices()))


def _refuse(*_: Any) -> Any:
    raise OutOfReach


def document_of(found: Answers, language: Language) -> dict[str, Any]:
    panel = found.fits.explain.panel
    return report_document(Material(RECORDS, panel, describe(RECORDS, panel), found), language)


def test_the_others_are_made_and_those_are_named(answered: Answers) -> None:
    found = answered.fits
    assert sorted(found.not_made) == sorted(NOT_MADE)
    assert (found.windows, found.split, found.bend, found.bend_bounds) == (None, None, None, ())
    assert [one.choices.fading_weeks for one in found.fading] == [2.0]
    assert [one.panel.definition.name for one in found.bounds] == ["agreed_unattended_as_left"]
    assert found.explain.model.diagnostics.trusted and answered.ranking


def test_a_claim_that_rests_on_one_cannot_be_told_and_says_why(answered: Answers) -> None:
    whys = {claim.name: claim.why for claim in answered.claims}
    assert whys["alliance_bends"] == whys["alliance_turns"] == "not_made"
    told = replace(answered.fits, not_made=())
    before = answers(RECORDS, told).claims
    settled = {claim.name for claim in before if claim.verdict != "cannot tell"} - {"entry_distance"}
    assert {whys[name] for name in settled} <= {"not_made", answered.verdict.reason}


@pytest.mark.parametrize(
    "language, words",
    [
        (EN, ("A fit that it rests on could not be made.", "cannot tell, because this fit could not be made")),
        (ES, ("No se pudo hacer un ajuste en el que se apoya.", "porque no se pudo hacer este ajuste")),
    ],
)
def test_the_document_and_the_page_say_so(answered: Answers, language: Language, words: tuple[str, ...]) -> None:
    document = document_of(answered, language)
    jsonschema.validate(document, document_schema())
    listed = {row["fit"]: row for row in document["model"]["beside"]}
    assert {name for name, row in listed.items() if not row["made"]} == set(NOT_MADE)
    assert all(listed[name]["pareto_k"] is None and not listed[name]["trusted"] for name in NOT_MADE)
    assert words[0] in {row["why"] for row in document["claims"]}
    page = render(document)
    assert all(said in page for said in words)


def missing(*names: str) -> dict[str, Any]:
    """The full document, without these fits."""
    document = full()
    rows = document["model"]["beside"]
    document["model"]["beside"] = [row for row in rows if row["fit"] not in names] + [
        {"fit": name, "words": f"Fit {name}", "made": False, "pareto_k": None, "trusted": False} for name in names
    ]
    return document


def test_the_list_of_fits_says_which_could_not_be_made() -> None:
    (table,) = about.section(Told(missing("bend"), EN)).tables
    assert table.rows[-1] == ("Fit bend", "–", "could not be made")
    assert "far from all others" in table.note
    assert "far from all others" not in about.section(Told(full(), EN)).tables[0].note


@pytest.mark.parametrize("section", [going_with.section, pressure.section])
def test_in_place_of_the_windows_it_says_so(section: Callable[[Told], Any]) -> None:
    assert "Fit windows: cannot tell, because this fit could not be made." in section(Told(missing("windows"), EN)).lead


def test_in_place_of_what_the_fit_of_everything_would_draw_it_says_so() -> None:
    document = missing("together")
    document["model"]["together"] = None
    words = "Fit together: cannot tell, because this fit could not be made."
    assert words in checks.section(Told(document, EN)).lead


def test_in_place_of_another_length_or_definition_it_says_so() -> None:
    document = missing("fading_8_weeks", "agreed_as_left")
    none = {"trusted": False, "start": None, "sustain": None, "after": None}
    document["pressure"][0]["sensitivity"][2] |= none
    document["pressure"][0]["definitions"][2] |= none
    lengths, definitions = pressure.section(Told(document, EN)).tables
    assert lengths.rows[2][2] == definitions.rows[2][2] == "cannot tell: this fit could not be made"
