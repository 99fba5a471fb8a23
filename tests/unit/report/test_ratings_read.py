"""Which ratings clients' chances rest on is said, with what was left out and whether the fit passed its check."""

from typing import Any

from bidewell.report.language import Language
from bidewell.report.sections import about
from bidewell.report.sections.told import Told
from bidewell.report.wording.ratings_read import ratings_read_words
from tests.report_full import full

EN, ES = Language("en"), Language("es")


def test_the_ratings_read_are_named_with_who_gave_them() -> None:
    read = ["alliance", "distress", "motivation_therapist", "well_being"]
    expected = "Ratings of alliance, distress, motivation (rated by the therapist), well-being, beside attendance"
    assert ratings_read_words(read, [], EN).startswith(expected)
    assert (
        ratings_read_words(["alliance"], [], ES)
        == "Valoraciones de alianza, además de la asistencia y todo lo demás que se sabe."
    )


def test_what_is_left_out_is_named_with_why() -> None:
    words = ratings_read_words(["alliance"], ["distress"], EN)
    assert words.endswith("pass its check.") and "known. Left out: distress. There are fewer than 200" in words
    assert ratings_read_words([], [], EN).startswith("No ratings")


def _fact(document: dict[str, Any]) -> list[str]:
    facts = about.section(Told(document, EN)).facts
    return [fact.words for fact in facts if fact.term == "Clients' chances rest on"]


def test_the_report_says_whether_their_fit_passed_its_check() -> None:
    document, read = full(), full()["model"]["forecast"]["words"]
    assert _fact(document) == [f"{read} Its check was passed (k = 0.41; up to 0.7 is fine)."]
    document["model"]["forecast"] |= {"trusted": False, "pareto_k": 0.9}
    assert "was not passed (k = 0.90" in _fact(document)[0]


def test_a_document_of_before_this_was_told_says_nothing_of_it() -> None:
    document = full()
    del document["model"]["forecast"]
    assert _fact(document) == []
