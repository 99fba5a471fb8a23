"""Therapists and sites side by side, as the document has them and as the page tells them."""

from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest

from bidewell.analysis.answers.fair_comparison import Compared, Comparison, Difference, Kind
from bidewell.analysis.interval import Interval
from bidewell.report.language import Language
from bidewell.report.parts.compared import comparisons
from bidewell.report.schema import document_schema
from bidewell.report.sections import compared as section
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Section
from tests.report_documents import ALL

ENGLISH = Language("en")


def compared(name: str, clients: int, change: float = 0.0, answer: Difference = "cannot tell") -> Compared:
    return Compared(
        name, clients, Interval(0.6 + change, 0.5, 0.7), Interval(change, change - 0.1, change + 0.1), answer
    )


def in_document(kind: Kind, *found: Compared, n: int = 400, too_small: int = 0) -> dict[str, Any]:
    apart = Interval(0.1, 0.05, 0.2)
    panel = SimpleNamespace(definition=SimpleNamespace(name="loss_of_contact"))
    answers: Any = SimpleNamespace(
        comparisons=(Comparison(kind, apart, found, too_small, n),),
        fits=SimpleNamespace(explain=SimpleNamespace(panel=panel)),
    )
    (row,) = comparisons(answers, ENGLISH)
    schema = document_schema()
    jsonschema.validate([row], schema["properties"]["comparisons"] | {"$defs": schema["$defs"]})
    return row


def told(document: dict[str, Any]) -> Section:
    return section.section(Told(document, ENGLISH))


def test_sites_have_their_names_and_therapists_have_none() -> None:
    pair = compared("North", 200), compared("South", 200)
    assert [row["name"] for row in in_document("site", *pair)["rows"]] == ["North", "South"]
    assert [row["name"] for row in in_document("therapist", *pair)["rows"]] == [None, None]


def test_a_count_that_would_give_a_smaller_one_away_is_not_shown() -> None:
    rows = in_document("site", compared("North", 250), compared("South", 145), n=400, too_small=1)["rows"]
    assert [row["clients"] for row in rows] == [250, None]


@pytest.mark.parametrize(
    "kind, answers, words",
    [
        ("therapist", ("cannot tell", "cannot tell"), "Whether clients alike stay more often with one therapist"),
        ("therapist", ("fewer", "more"), "Of 2 therapists, clients alike stay more often than usual with 1 and less"),
        ("site", ("cannot tell", "cannot tell"), "Whether clients alike stay more often at one site"),
        ("site", ("fewer", "cannot tell"), "Of 2 sites, clients alike stay more often than usual at 0 and less"),
    ],
)
def test_the_finding_says_how_many_can_be_told_apart(kind: Kind, answers: tuple[Difference, ...], words: str) -> None:
    found = in_document(kind, *(compared("A", 200, answer=answer) for answer in answers))
    assert found["words"].startswith(words)


def test_each_is_a_dot_and_a_row_of_the_table() -> None:
    therapists, sites = told(ALL["full"]()).figures
    assert therapists.table.rows[0] == (
        "A therapist, 148 clients", "148", "55 (49 to 61)", "−10 (−15 to −5)", "fewer stay"
    )  # fmt: skip
    assert therapists.table.rows[3][:2] == ("A therapist", "not shown")
    assert "not shown: 2." in therapists.table.note and "more than 2 of 100 from the usual" in therapists.table.note
    assert [row[0] for row in sites.table.rows] == ["South", "North"]
    assert any(fact.words.startswith("13 (7 to 22) more of 100 stay") for fact in therapists.facts)


def test_of_many_only_those_that_can_be_told_apart_are_drawn() -> None:
    many = [compared("T", 20) for _ in range(section.MOST_DRAWN)]
    found = in_document("therapist", compared("T", 20, -0.3, "fewer"), *many)
    (figure,) = told(ALL["full"]() | {"comparisons": [found]}).figures
    assert len(figure.table.rows) == section.MOST_DRAWN + 1
    assert len(section._drawn(found["rows"])) == 1


def test_where_none_of_many_can_be_told_apart_some_from_end_to_end_are_drawn() -> None:
    changes = [place / 1000 for place in range(2 * section.MOST_DRAWN + 1)]
    found = in_document("therapist", *(compared("T", 20, change) for change in changes))
    drawn = [row["change_in_probability_stayed"]["mean"] for row in section._drawn(found["rows"])]
    assert drawn[0] == changes[0] and drawn[-1] == changes[-1]
    assert len(drawn) <= section.MOST_DRAWN


def test_a_document_of_an_earlier_version_says_that_there_is_nothing() -> None:
    document = ALL["full"]()
    del document["comparisons"]
    assert told(document).nothing
