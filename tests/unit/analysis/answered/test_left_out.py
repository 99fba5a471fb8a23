"""A claim that fell to the formula says so; one that fell to the records says what they lack."""

from dataclasses import fields, replace

from bidewell.analysis.answered.answers import Answers
from bidewell.analysis.answered.left_out import LEFT_OUT, as_asked
from bidewell.analysis.answers.claim import CANNOT_TELL, Claim
from bidewell.analysis.program import ProgramRecords
from tests.fitted_programs import without_factors
from tests.unit.analysis.chosen.test_choosing import DEMO, chosen, with_stand_in


def why(name: str, reason: str, formula: str, records: ProgramRecords = DEMO) -> str:
    """The reason told of a claim that the analysis gave another one for."""
    claims = (Claim(name, CANNOT_TELL, reason, scale="none"),)
    nothing = {field.name: None for field in fields(Answers)}
    answers = Answers(**(nothing | {"claims": claims}))  # type: ignore[arg-type]  # only claims are read
    return as_asked(answers, chosen(formula, records=records), records).claims[0].why


def test_an_alliance_that_the_formula_left_out_is_not_said_to_be_missing() -> None:
    assert why("alliance_staying", "no_ratings", "leaving ~ travel_minutes") == LEFT_OUT


def test_where_another_rating_is_recorded_the_alliance_is_missing_all_the_same() -> None:
    assert why("alliance_staying", "no_ratings", "leaving ~ travel_minutes", with_stand_in(DEMO)) == "no_ratings"


def test_a_way_that_the_formula_left_out_is_not_said_to_be_missing() -> None:
    assert why("alliance_access", "no_access", "leaving ~ alliance") == LEFT_OUT
    assert why("alliance_access", "no_access", "leaving ~ alliance + travel_minutes") == LEFT_OUT


def test_a_ride_that_the_formula_left_out_is_not_said_to_be_missing() -> None:
    assert why("alliance_ride", "no_rides", "leaving ~ alliance") == LEFT_OUT
    assert why("alliance_ride", "few_rides", "leaving ~ alliance + ride_support") == LEFT_OUT
    assert why("alliance_ride", "few_rides", "leaving ~ .") == "few_rides"
    assert why("alliance_ride", "no_rides", "leaving ~ alliance", without_factors(DEMO, "motivation")) == "no_rides"


def test_a_way_that_nobody_recorded_is_missing() -> None:
    records = without_factors(DEMO, "motivation")
    assert why("alliance_access", "no_access", "leaving ~ alliance", records) == "no_access"


def test_who_starts_is_counted_whatever_the_formula_says() -> None:
    told = why("entry_distance", "few_referred", "leaving ~ alliance")
    assert told != "few_referred"
    none = replace(DEMO, factors=DEMO.factors.clear())
    assert why("entry_distance", "few_referred", "leaving ~ alliance", none) == "few_referred"
