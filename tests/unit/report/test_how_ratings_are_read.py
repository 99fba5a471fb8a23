"""How ratings were read is said in plain words, in the document and on the page, and in the printed model."""

from dataclasses import replace

import pytest

from bidewell.analysis.program import ProgramRecords
from bidewell.engine.ratings import Censored, Gaussian, Ordinal, Ratings
from bidewell.report.language import LANGUAGES, Language
from bidewell.report.parts.described import ratings as ratings_told
from bidewell.report.parts.modelled import printed, read_ratings
from bidewell.report.sections import about
from bidewell.report.sections.told import Told
from bidewell.report.wording.ratings import READ, reading_words
from tests.fitted_programs import fitted, from_the_prior, panel_of, program, with_craving_for_alliance, without_ratings
from tests.report_documents import no_ratings
from tests.report_full import full
from tests.unit.instruments.reading_grade import english_grade, spanish_grade

EN = Language("en")
KINDS = [
    (Gaussian(), "measurement", "As measurements", "rating ~ normal;"),
    (Censored(-2.0, 1.5), "cut_off", "the highest answer means this much or more", "rating ~ normal, cut off at"),
    (Ordinal((-1.0, 0.0, 1.0)), "ordered", "As a few answers in order", "rating ~ cumulative probit;"),
]


@pytest.mark.parametrize("ratings, read, words, line", KINDS)
def test_each_way_of_reading_has_its_name_its_sentence_and_its_line(
    ratings: Ratings, read: str, words: str, line: str
) -> None:
    model = replace(from_the_prior(program("demo", 60), draws=2).model, ratings=ratings)
    told = read_ratings(model, EN)
    assert told is not None and told["read"] == read and words in told["words"]
    assert line in printed(model)


def test_what_is_told_is_how_the_fit_read_them() -> None:
    # One rating in seven of a simulated program lies at the top of its scale.
    model = fitted("demo", 80).model
    told = read_ratings(model, EN)
    assert model.ratings.kind == "censored" and told is not None and told["read"] == "cut_off"


def test_without_ratings_nothing_is_said_of_any() -> None:
    bare: ProgramRecords = without_ratings(program("demo", 60))
    model = from_the_prior(bare, draws=2).model
    assert read_ratings(model, EN) is None and "rating" not in printed(model).splitlines()[0]


def test_the_page_says_it_among_how_the_numbers_were_made() -> None:
    said = {fact.term: fact.words for fact in about.section(Told(full(), EN)).facts}
    assert said["How ratings are read"] == "As cut off at the ends of their scale."


def test_a_page_without_ratings_or_of_an_earlier_version_says_nothing_of_it() -> None:
    earlier = full()
    del earlier["model"]["ratings"]
    for document in (no_ratings(), earlier):
        assert "How ratings are read" not in {fact.term for fact in about.section(Told(document, EN)).facts}


@pytest.mark.parametrize("read", READ.values())
def test_the_words_are_plain_in_both_languages(read: str) -> None:
    english, spanish = (reading_words(read, Language(code)) for code in LANGUAGES)
    assert english != spanish
    assert english_grade(english) <= 8 and spanish_grade(spanish) <= 8


@pytest.mark.parametrize("is_repeated", [True, False])
def test_a_rating_that_is_none_of_the_alliance_stands_in_only_where_it_is_repeated(is_repeated: bool) -> None:
    records = with_craving_for_alliance(program("demo", 60))
    once = records.checkins.sort("at").unique("episode", keep="first", maintain_order=True)
    told = ratings_told(panel_of(records if is_repeated else replace(records, checkins=once)), EN)
    assert ("stands in as the repeated rating" in told["words"]) == is_repeated
    assert ("to be followed in its place" in told["words"]) != is_repeated
    assert told["called"] == ("craving" if is_repeated else "the alliance")
