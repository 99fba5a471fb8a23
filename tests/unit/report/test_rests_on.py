"""What the ranking depends on, on the page: every choice drawn, each number told with what it stands on."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bidewell.analysis.interval import Interval
from bidewell.analysis.sensitivity.comparison import ModelComparison
from bidewell.report.language import Language
from bidewell.report.page import render
from bidewell.report.sections import going_with, pressure, rests_on
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Section
from bidewell.report.wording.sensitivity import comparison_words, why_words
from tests.report_documents import cannot_tell, no_ratings, ten_clients
from tests.report_figures import Document
from tests.report_full import edited, full
from tests.report_spanish import spanish
from tests.unit.instruments.reading_grade import english_grade, spanish_grade

EN = Language("en")


def section_of(document: Document, language: str = "en") -> Section:
    return rests_on.section(Told(document, Language(language)))


def test_the_ranking_itself_says_what_it_depends_on() -> None:
    told = Told(full(), EN)
    assert full()["sensitivity"]["words"] in going_with.section(told).lead


def test_every_choice_is_a_row_of_the_table_and_another_first_factor_a_hollow_dot() -> None:
    (figure,) = section_of(full()).figures
    rows = {row[0]: row[1:] for row in figure.table.rows}
    assert rows["Half as wide"][0] == "Alliance, as clients rate it"
    assert rows["Half as wide"][3] == "its draws, weighed anew"
    assert rows["Short stay"][0] == "Travel time"
    assert rows["Nearly flat (ten times as wide)"][0] == "not known"
    document, told = full(), Told(full(), EN)
    dots = [rests_on._dot(row, "", "alliance", told) for row in document["sensitivity"]["definitions"]["rows"]]
    assert [dot.filled for dot in dots if dot.span] == [True, False]
    assert dots[1].value == "not known"


def test_a_rule_under_which_fewer_than_eleven_left_shows_no_number_of_them() -> None:
    (figure,) = section_of(full()).figures
    row = next(row for row in figure.table.rows if row[0] == "Recorded reason")
    assert row[-1] == "fewer than 11"


def test_e_values_stand_in_a_table_with_what_they_do_not_say() -> None:
    table = section_of(full()).tables[0]
    assert table.rows[0] == ("Alliance, as clients rate it", "0.52 (0.43 to 0.62)", "3.3", "2.6")
    assert table.rows[1][-1] == "1.0"
    assert "does not make a link a cause" in table.note


def test_the_comparison_is_told_with_its_error_and_how_many_clients() -> None:
    section = section_of(full())
    assert "The records are foretold better with the alliance." in section.lead[1]
    rows = {row[0]: row[1] for row in section.tables[1].rows}
    assert rows["Gain with the alliance (log density, over all clients)"] == "21.4 (10.3 to 32.5)"
    assert (rows["Standard error, client by client"], rows["Clients"]) == ("6.7", "960")


def test_another_rating_that_stands_in_is_called_by_its_own_name_on_the_page() -> None:
    craved = edited(ratings=full()["ratings"] | {"called": "craving"})
    section = section_of(craved)
    assert section.tables[1].caption == "Foretold with and without craving"
    assert "Gain with craving (log density, over all clients)" in {row[0] for row in section.tables[1].rows}
    (of_pressure,) = pressure.section(Told(craved, EN)).figures
    assert "Change per step of craving" in of_pressure.table.columns


def test_without_more_fits_the_page_says_how_to_get_them() -> None:
    section = section_of(no_ratings())
    assert "--with-sensitivity" in section.lead[1]
    assert len(section.tables) == 1


@pytest.mark.parametrize(
    "document",
    [cannot_tell(), ten_clients(), {name: part for name, part in full().items() if name != "sensitivity"}],
)
def test_where_nothing_comes_first_or_in_a_document_of_an_earlier_version_nothing_depends(document: Document) -> None:
    assert section_of(document).nothing.startswith("No factor could be put first")
    assert 'id="rests-on"' in render(document)


COMPARED = ModelComparison("better", "clear", Interval(9, 2, 16), 4, (40, 39), 0.4, 0.56, 0, 0, 300, 200)


@pytest.mark.parametrize("language, grade", [("en", english_grade), ("es", spanish_grade)])
def test_its_sentences_can_be_read_after_eight_years_of_school(language: str, grade: Callable[[str], float]) -> None:
    section = section_of(full() if language == "en" else spanish(), language)
    whys = ("clear", "too_close", "few_clients", "few_left", "doubtful", "untrusted")
    reasons = [why_words(replace(COMPARED, why=why), Language(language)) for why in whys]
    answers = [
        comparison_words(answer, "craving", Language(language)) for answer in ("better", "no better", "cannot tell")
    ]
    (figure,) = section.figures
    for words in (*section.lead, figure.finding, figure.cannot_say, figure.table.note, *reasons, *answers):
        assert grade(words) <= 8.0, words
    assert all(grade(table.note) <= 8.0 for table in section.tables)


def test_no_gain_is_told_by_another_reason_than_a_gain() -> None:
    assert why_words(COMPARED, EN) == "The difference is larger than chance makes."
    assert why_words(replace(COMPARED, answer="no better"), EN) == "The whole range lies below a gain that would count."


def test_in_spanish_nothing_is_left_in_english() -> None:
    html = render(spanish(), "es")
    assert "De qué depende el orden" in html and "La mitad de ancho" in html
    assert edited()["sensitivity"]["words"] not in html
