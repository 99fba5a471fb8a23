"""Of a fit beside the main one whose draws failed their check no number is told; the page says so in its place."""

from typing import Any

import jsonschema
import pytest

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.answers.pressure_effects import pressure_effects
from bidewell.analysis.answers.verdict import Verdict
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.sensitivity.whole import Sensitivity
from bidewell.report.language import Language
from bidewell.report.parts.answered import pressures
from bidewell.report.parts.beside import fits_beside
from bidewell.report.parts.modelled import parameters
from bidewell.report.schema import document_schema
from bidewell.report.sections import about, going_with, pressure
from bidewell.report.sections.told import Told
from tests.fitted_programs import doubted, from_the_prior, panel_of, program, with_coefficients
from tests.report_full import full

EN, ES = Language("en"), Language("es")
RECORDS = program()
EXPLAIN = from_the_prior(RECORDS, draws=20)
WINDOWS = from_the_prior(RECORDS, Choices(windows=True), draws=20)
SPLIT = with_coefficients(from_the_prior(RECORDS, Choices(split=True), draws=20), alliance=-0.3, alliance_passing=-0.2)
FAILED = {"trusted": False, "pareto_k": 0.9}


def answered(fits: Fits) -> Answers:
    """Answers of which only fits and pressures say anything."""
    pressures, rests_on = pressure_effects(fits.explain, fits.windows), Sensitivity((), (), (), None, False)
    return Answers(fits, (), Verdict(None, "too_close"), (), pressures, (), (), rests_on)


def fits(**beside: Any) -> Fits:
    return Fits(**{"explain": EXPLAIN, "forecast": EXPLAIN, "windows": None, "fading": (), "at_order_end": None,
                   "bounds": (), **beside})  # fmt: skip


def validate(found: Any, schema: dict[str, Any]) -> None:
    jsonschema.validate(found, schema | {"$defs": document_schema()["$defs"]})


def test_a_pressure_has_windows_only_of_a_fit_that_passed() -> None:
    order = pressure_effects(EXPLAIN, WINDOWS)[0]
    assert [words for words, _ in order.windows] == ["0-4", "5-12", "13+"]
    assert pressure_effects(EXPLAIN, doubted(WINDOWS)) == pressure_effects(EXPLAIN, None)


def test_another_length_of_the_start_is_told_only_of_a_fit_that_passed() -> None:
    other = from_the_prior(RECORDS, Choices(fading_weeks=2.0), draws=20)
    order = pressures(answered(fits(fading=(other, doubted(other)))), EN)[0]
    validate(order, document_schema()["properties"]["pressure"]["items"])
    usual, passed, failed = order["sensitivity"]
    assert all(one["trusted"] and one["start"] and one["sustain"] for one in (usual, passed))
    assert failed == {"weeks": 2.0, "trusted": False, "start": None, "sustain": None, "after": None}


def test_a_pressure_is_told_by_each_definition_that_bears_on_it() -> None:
    ended, bound = (from_the_prior(RECORDS, draws=20, panel=panel_of(RECORDS, name))
                    for name in ("left_at_order_end", "agreed_as_left"))  # fmt: skip
    order = pressures(answered(fits(at_order_end=ended, bounds=(doubted(bound),))), EN)[0]
    validate(order, document_schema()["properties"]["pressure"]["items"])
    names = [one["definition"] for one in order["definitions"]]
    assert names == ["loss_of_contact", "left_at_order_end", "agreed_as_left"]
    assert [one["start"] is None for one in order["definitions"]] == [False, False, True]
    assert pressures(answered(fits()), EN)[0]["definitions"] == []


@pytest.mark.parametrize(
    "at_order_end, bound, words",
    [
        (-0.6, -0.6, "Court order: fewer leave at the start, and fewer leave once it has lasted."),
        (0.6, -0.6, "Court order: fewer leave at the start; once it has lasted, cannot tell."),
        (-0.6, 0.6, "Court order: fewer leave at the start; once it has lasted, cannot tell."),
    ],
)
def test_the_sentence_of_a_pressure_says_no_more_than_its_claims(at_order_end: float, bound: float, words: str) -> None:
    here, ended, agreed = (
        with_coefficients(EXPLAIN, court_order=[-0.6, late, 0.0]) for late in (-0.6, at_order_end, bound)
    )
    found = pressures(answered(fits(explain=here, at_order_end=ended, bounds=(agreed,))), EN)
    assert next(row["words"] for row in found if row["source"] == "court_order") == words


def test_every_fit_made_has_its_own_check_also_where_nothing_of_it_is_told() -> None:
    ended = from_the_prior(RECORDS, draws=20, panel=panel_of(RECORDS, "left_at_order_end"))
    other = from_the_prior(RECORDS, Choices(fading_weeks=8.0), draws=20)
    made = fits_beside(fits(windows=WINDOWS, fading=(other,), at_order_end=ended, split=doubted(SPLIT)), EN)
    validate(made, document_schema()["properties"]["model"]["properties"]["beside"])
    assert [row["fit"] for row in made] == ["windows", "fading_8_weeks", "left_at_order_end", "split"]
    assert [(row["pareto_k"], row["trusted"]) for row in made] == [(0.3, True)] * 3 + [(0.9, False)]


@pytest.mark.parametrize("language", [EN, ES])
def test_a_fit_under_a_bound_is_listed_by_its_own_name_and_the_bounds(language: Language) -> None:
    bound = from_the_prior(RECORDS, draws=20, panel=panel_of(RECORDS, "agreed_as_left"))
    made = fits_beside(fits(bend_bounds=(bound,), together_bounds=(doubted(bound),)), language)
    validate(made, document_schema()["properties"]["model"]["properties"]["beside"])
    assert [(row["fit"], row["trusted"]) for row in made] == [
        ("bend.agreed_as_left", True),
        ("together.agreed_as_left", False),
    ]
    assert (
        made[0]["words"]
        == {
            "en": "The alliance from low to high. Bound: every agreed ending counts as leaving",
            "es": "La alianza, de baja a alta. Límite: todo cierre acordado cuenta como irse",
        }[language.code]
    )


def test_the_alliance_in_two_is_told_where_it_passed_and_data_say_more_than_the_prior() -> None:
    def parts(split: FittedProgram) -> list[str]:
        rows = parameters(answered(fits(split=split)), EN)
        return [row["name"] for row in rows if row["name"].startswith("split.")]

    assert parts(SPLIT) == ["split.alliance", "split.alliance_passing"]
    assert parts(doubted(SPLIT)) == parts(from_the_prior(RECORDS, Choices(split=True), draws=200)) == []


def failing(fit: str) -> dict[str, Any]:
    """The full document, that fit failed."""
    document = full()
    next(row for row in document["model"]["beside"] if row["fit"] == fit).update(FAILED)
    return document


@pytest.mark.parametrize("section", [going_with.section, pressure.section])
def test_where_the_windows_would_stand_it_says_that_their_fit_failed(section: Any) -> None:
    words = "Early, middle and late: cannot tell, because this fit did not pass its check."
    assert words in section(Told(failing("windows"), EN)).lead
    assert words not in section(Told(full(), EN)).lead
    assert any("este ajuste no superó" in said for said in section(Told(failing("windows"), ES)).lead)


def test_where_another_length_would_stand_it_says_that_its_fit_failed() -> None:
    document = full()
    document["pressure"][0]["sensitivity"][2] |= {"trusted": False, "start": None, "sustain": None, "after": None}
    table = pressure.section(Told(document, EN)).tables[0]
    assert table.rows[2][1:] == ("8", "cannot tell: this fit did not pass its check", "–", "–")
    assert "cannot tell" not in "".join(table.rows[0])


def test_the_page_tells_a_pressure_by_the_other_definitions_beside_the_reports_own() -> None:
    document = full()
    document["pressure"][0]["definitions"][2] |= {"trusted": False, "start": None, "sustain": None, "after": None}
    table = pressure.section(Told(document, EN)).tables[1]
    assert [row[1] for row in table.rows] == ["Loss of contact", "Left when the order ended",
                                             "Bound: every agreed ending counts as leaving"]  # fmt: skip
    assert table.rows[1][3] == "1.34 (1.13 to 1.58)"
    assert table.rows[2][2:] == ("cannot tell: this fit did not pass its check", "–", "–")


def test_the_page_tells_the_k_of_every_fit_made() -> None:
    (table,) = about.section(Told(failing("bend"), EN)).tables
    assert table.rows[0] == ("Early, middle and late", "0.38", "passed")
    assert table.rows[-1] == ("The alliance from low to high", "0.90", "not passed")


def test_a_document_of_an_earlier_version_says_nothing_of_them() -> None:
    document = full()
    del document["model"]["beside"]
    for row in document["pressure"][0]["sensitivity"]:
        del row["trusted"]
    del document["pressure"][0]["definitions"]
    assert about.section(Told(document, EN)).tables == ()
    assert pressure.section(Told(document, EN)).lead == pressure.section(Told(full(), EN)).lead
    assert len(pressure.section(Told(document, EN)).tables) == 1
