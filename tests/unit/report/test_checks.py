"""Checks of the model on the page: counted honestly, drawn, and readable."""

from collections.abc import Callable

import pytest

from bidewell.report.language import Language
from bidewell.report.page import render
from bidewell.report.sections import about, checks
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Section
from bidewell.report.wording.checks import check_words, periods_words
from tests.report_documents import by_session
from tests.report_figures import Document
from tests.report_full import edited, full
from tests.unit.instruments.reading_grade import english_grade, spanish_grade

EN = Language("en")
CHAINS = {"number": 4, "draws": 2400, "r_hat": 1.0034, "effective": 901.5, "divergences": 0}


def section_of(document: Document, language: str = "en") -> Section:
    return checks.section(Told(document, Language(language)))


def sampled(*, trusted: bool, divergences: int = 0) -> Document:
    document = full()
    document["model"]["diagnostics"] |= {"trusted": trusted, "chains": CHAINS | {"divergences": divergences}}
    return document


def test_the_finding_counts_what_lies_inside_and_what_chance_would_put_outside() -> None:
    (figure,) = section_of(full()).figures
    assert figure.finding == (
        "9 of 10 numbers lie where the model expects them. By chance alone, about 1 would not. "
        "Outside: Ratings at the top of the scale, of 100."
    )


def test_a_fit_of_everything_that_failed_its_check_says_so_and_draws_nothing() -> None:
    document = full()
    document["model"]["together"]["trusted"] = False
    said = "Attendance, answers and further ratings: cannot tell, because this fit did not pass its check."
    assert said in section_of(document).lead and said not in section_of(full()).lead
    assert any("no se puede saber" in words for words in section_of(document, "es").lead)


def test_the_table_shows_every_number_in_its_own_unit_with_range_and_n() -> None:
    rows = {row[0]: row[1:] for row in section_of(full()).figures[0].table.rows}
    assert rows["Ratings at the top of the scale, of 100"] == ("31.0", "12.0 to 16.0", "no", "1,200", "640")
    assert rows["Left, of 100 contacts, weeks 3 to 4"][:3] == ("5.2", "4.4 to 6.6", "yes")
    assert rows["Days until the next contact, weeks 0 to 4"][:2] == ("8.20", "8.10 to 8.70")


def test_a_number_outside_is_a_hollow_dot() -> None:
    document = full()
    outside = next(row for row in document["checks"] if row["check"] == "leaving")
    outside["fits"] = False
    told = Told(document, EN)
    assert [checks._dot(row, told).filled for row in document["checks"] if row["check"] == "leaving"] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("document", [edited(checks=[]), {k: v for k, v in full().items() if k != "checks"}])
def test_without_a_fit_or_in_an_earlier_document_nothing_was_checked(
    document: Document,
) -> None:
    assert section_of(document).nothing == "Nothing was fitted that could be checked yet."
    assert 'id="checks"' in render(document)


def test_in_a_program_whose_leavings_are_too_few_the_other_numbers_are_a_table() -> None:
    section = section_of(edited(checks=[row for row in full()["checks"] if row["check"] != "leaving"]))
    assert section.figures == () and len(section.tables[0].rows) == 7


def test_the_page_says_what_the_chains_say() -> None:
    (words,) = about.section(Told(sampled(trusted=True), EN)).lead
    assert words.endswith("Its chains agree (R-hat 1.003, worth 902 draws, 0 lost).")
    assert "the fit that forecasts were sampled by 4 Markov chains; the fits beside them were not" in words
    (words,) = about.section(Told(sampled(trusted=False, divergences=3), EN)).lead
    assert 'worth 902 draws, 3 lost): every verdict is "cannot tell".' in words


@pytest.mark.parametrize(
    "periods, week, session",
    [
        ((0, 0), "week 0", "session 0"),
        ((3, 4), "weeks 3 to 4", "sessions 3 to 4"),
        ((26, None), "from week 26", "from session 26"),
    ],
)
def test_periods_are_told_as_people_count_them(periods: tuple[int, int | None], week: str, session: str) -> None:
    assert periods_words(periods, False, EN) == week
    assert periods_words(periods, True, EN) == session
    assert check_words("leaving", periods, False, EN) == f"Left, of 100 contacts, {week}"


def test_on_the_session_grid_and_in_spanish_the_page_says_so() -> None:
    assert "sesiones 3 a 4" in render(by_session(), "es")
    assert "Sessions 3 to 4" in render(by_session())


@pytest.mark.parametrize("language, grade", [("en", english_grade), ("es", spanish_grade)])
def test_its_sentences_can_be_read_after_eight_years_of_school(language: str, grade: Callable[[str], float]) -> None:
    section = section_of(full(), language)
    figure = section.figures[0]
    for words in (*section.lead, figure.finding, figure.cannot_say, figure.table.note):
        assert grade(words) <= 8.0, words
