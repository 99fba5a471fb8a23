"""Factors side by side: the order of the figure, the words of its windows, the numbers of a claim."""

from dataclasses import replace

import pytest

from bidewell.analysis.answers.ranking import Ranked
from bidewell.analysis.answers.verdict import Verdict
from bidewell.analysis.interval import Interval
from bidewell.factors.table import named_factor
from bidewell.report.language import Language
from bidewell.report.sections import answers, going_with, names, rests_on
from bidewell.report.sections.told import Told
from bidewell.report.wording.verdicts import verdict_words
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


TRAVEL = Ranked(
    named_factor("travel_minutes", "numeric"), "whole", Interval(0.8, 0.6, 1.0), 41.4 / 100, 33.2 / 100,
    Interval(-0.082, -0.15, -0.02), Interval(-2.0, -4.0, -0.5), None, 0.2, 0.93, 0.99, True, 300,
)  # fmt: skip


def test_more_of_a_factor_is_told_before_less_of_it_whichever_way_it_goes() -> None:
    document = full()
    document["ranking"][1].update(
        stayed_at_plus=33.2, stayed_at_minus=41.4, change_in_probability_stayed=estimate(-0.082, -0.15, -0.02)
    )
    told = Told(document, Language("en"))
    figure = going_with.section(told).figures[0]
    (row,) = (row for row in figure.table.rows if row[0] == "Travel time")
    assert row[1:3] == ("33 against 41", "−8 (−15 to −2)")
    (compared,) = (fact.words for fact in figure.facts if fact.term == "Compared")
    assert compared.startswith("clients with more of the factor against clients with less")
    document["verdict"]["largest"] = "travel_minutes"
    headline = answers.section(told).more
    assert headline["against"] == "33 against 41"
    assert headline["difference"] == "More of 100 stay: −8 (−15 to −2). Clients counted: 1,000."


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "travel time goes most with leaving: with more of it 33 of 100 stayed, with less 41."),
        ("es", "es lo que más acompaña a irse: con más se quedaron 33 de cada 100; con menos, 41."),
    ],
)
def test_a_factor_that_goes_with_leaving_is_not_said_to_go_with_staying(code: str, said: str) -> None:
    assert said in verdict_words(Verdict(TRAVEL, "stands_apart"), Language(code))
    helps = replace(TRAVEL, stayed_at_minus=TRAVEL.stayed_at_plus, stayed_at_plus=TRAVEL.stayed_at_minus)
    words = verdict_words(Verdict(helps, "stands_apart"), Language(code))
    assert ("goes most with staying" in words) == (code == "en") and "irse" not in words


def test_no_chance_of_being_the_largest_is_told_as_certain() -> None:
    document = full()
    document["ranking"][0]["probability_largest"] = {"before": 0.4, "after": 1.0}
    document["ranking"][1]["probability_largest"] = {"before": 0.2, "after": 0.0}
    claim = next(row for row in document["claims"] if row["claim"] == "alliance_largest")
    claim.update(estimate=1.0, low=0.98, high=1.0)
    for row in document["sensitivity"]["priors"]["rows"][:1]:
        row["probability_largest"] = {"mean": 1.0, "low": 0.98, "high": 1.0}
    told = Told(document, Language("en"))
    cells = {row[0]: row for row in going_with.section(told).figures[0].table.rows}
    assert cells["Alliance, as clients rate it"][4] == "40 before, more than 99 after, of 100"
    assert cells["Travel time"][4] == "20 before, fewer than 1 after, of 100"
    numbers = [one["numbers"] for one in answers.section(told).more["claims"]]
    assert "more than 99, range 98 to more than 99 (chance, of 100, of being the largest)" in numbers
    assert rests_on.section(told).figures[0].table.rows[0][2] == "more than 99 (98 to more than 99)"


def test_where_one_factor_is_alone_the_page_says_that_there_is_nothing_to_compare_it_with() -> None:
    document = full()
    document["ranking"] = [row | {"probability_largest": None} for row in document["ranking"][:1]]
    figure = going_with.section(Told(document, Language("en"))).figures[0]
    assert figure.table.rows[0][4] == "–"
    assert "there is nothing to compare it with" in figure.table.note


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


def test_of_whom_a_factor_is_not_recorded_stands_beside_the_ranking() -> None:
    document = full()
    for row, share in zip(document["ranking"], (None, 0.82, 1.0), strict=False):
        row["share_recorded"] = share
    figure = going_with.section(Told(document, Language("en"))).figures[0]
    (words,) = (fact.words for fact in figure.facts if fact.term == "Not recorded")
    assert words == "Travel time: 18 of 100 clients. They count as average in it."
