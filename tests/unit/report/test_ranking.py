"""Factors side by side: the order of the figure, the words of its windows, the numbers of a claim."""

from bidewell.report.language import Language
from bidewell.report.sections import answers, going_with, names
from bidewell.report.sections.told import Told
from tests.report_figures import Document, estimate
from tests.report_full import full


def order(document: Document) -> list[str]:
    figure = going_with.section(Told(document, Language("en"))).figures[0]
    return [row[0] for row in figure.table.rows]


def test_the_largest_change_comes_first_whichever_way_it_goes() -> None:
    document = full()
    whole = [row for row in document["ranking"] if row["window"] == "whole"]
    whole[-1]["change_in_probability_stayed"] = estimate(-0.2, -0.3, -0.1)
    by_size = sorted(whole, key=lambda row: -abs(row["change_in_probability_stayed"]["mean"]))
    assert order(document) == [row["group_words"] for row in by_size]
    assert order(document)[0] == whole[-1]["group_words"]


def test_of_100_referred_is_told_in_whole_numbers_as_of_100_is() -> None:
    document = full()
    for row, scale in zip(document["claims"], ("of 100", "of 100 referred", "hazard ratio"), strict=False):
        row.update(estimate=-13.6, low=-20.2, high=-7.4, scale=scale)
    told = [claim["numbers"] for claim in answers.section(Told(document, Language("en"))).more["claims"]]
    assert [words.startswith("−14, range −20 to −7") for words in told[:3]] == [True, True, False]


def test_parts_of_care_number_weeks_from_0_and_sessions_from_1() -> None:
    def told(code: str, is_by_session: bool) -> list[str]:
        return [names.window(name, is_by_session, Language(code)) for name in going_with.WINDOWS]

    assert told("en", False) == ["Early: weeks 0 to 4", "Middle: weeks 5 to 12", "Late: week 13 and after"]
    assert told("en", True) == ["Early: sessions 1 to 5", "Middle: sessions 6 to 13", "Late: session 14 and after"]
    assert [words.split(": ")[1] for words in told("es", True)] == [
        "sesiones 1 a 5",
        "sesiones 6 a 13",
        "desde la sesión 14",
    ]
