"""A coefficient in words: which part of which factor it is follows from its term, never from what a program calls it."""

import pytest

from bidewell.engine.model import Block
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.term import Rows, Standard, Term
from bidewell.report.language import Language
from bidewell.report.parts import modelled
from bidewell.report.parts.modelled import coefficients_and_spreads
from bidewell.report.wording.parameters import parameter_words
from tests.fitted_programs import from_the_prior, program, rows_of, with_craving_for_alliance

ENGLISH = Language("en")
ROWS: Rows = {name: column[:1] for name, column in rows_of(program()).columns.items()}
ONE_MORE: Rows = {**ROWS, "documents_missing": ROWS["period"], "phase": ROWS["period"]}


def words(term: Term) -> list[str]:
    return [parameter_words(term, block, label, "alliance", ENGLISH) for block, label in labelled(term)]


def labelled(term: Term) -> list[tuple[Block, str]]:
    return [(block, label) for block in term.blocks(ONE_MORE) for label in block.labels]


def covariate(name: str) -> Covariate:
    return Covariate(name, name, Standard(0.0, 1.0), False, 1.0, True, 0.0, 0.35, windows=False)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Pressure("court_order"), ["court order: at the start", "court order: once it has lasted",
         "court order: when it is over", "court order: once it has lasted, for each step of alliance"]),
        (Category("phase", "phase", ("after", "start")), ["phase: after", "phase: start"]),
        (Category("ride_support", "phase", ("none", "used")), ["ride to sessions: none needed or offered", "ride to sessions: used"]),
        (covariate("documents_missing"), ["documents missing", "documents missing: not recorded"]),
        (covariate("travel_minutes"), ["travel time", "travel time: not recorded"]),
    ],
)  # fmt: skip
def test_a_part_is_told_as_its_term_has_it(term: Term, expected: list[str]) -> None:
    assert words(term) == expected


def test_another_rating_that_stands_in_is_called_by_its_own_name() -> None:
    records = with_craving_for_alliance(program())
    told = {row["name"]: row["words"] for row in coefficients_and_spreads(from_the_prior(records), ENGLISH)}
    assert told["alliance"] == "craving"
    assert told["alliance_access"] == "craving: together with a longer way"
    assert not [words for words in told.values() if "alliance" in words]


def test_the_printed_model_says_which_rating_its_alliance_is() -> None:
    said = "alliance: not rated; craving stands in for it"
    assert said in modelled._specification(from_the_prior(with_craving_for_alliance(program()), draws=2))
    assert "stands in" not in modelled._specification(from_the_prior(program(), draws=2))
