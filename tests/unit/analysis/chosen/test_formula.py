"""A formula is read as it is written, and refused at the place where it stops being one."""

import pytest

from bidewell.analysis.chosen.formula import Formula, parsed
from bidewell.analysis.chosen.refusal import SpecificationRefused


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("leaving ~ alliance", Formula(("alliance",), (), False)),
        ("leaving~alliance+travel_minutes", Formula(("alliance", "travel_minutes"), (), False)),
        ("leaving ~ a + b + a:b", Formula(("a", "b"), (("a", "b"),), False)),
        ("leaving ~ a * b", Formula(("a", "b"), (("a", "b"),), False)),
        ("leaving ~ a + a * b", Formula(("a", "b"), (("a", "b"),), False)),
        ("leaving ~ .", Formula((), (), True)),
        ("leaving ~ . + a", Formula(("a",), (), True)),
        ("leaving ~ `days since call` + café", Formula(("days since call", "café"), (), False)),
        ("leaving ~ a + a", Formula(("a", "a"), (), False)),
    ],
)
def test_a_formula_says_its_terms_and_products(text: str, wanted: Formula) -> None:
    assert parsed(text) == wanted


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("alliance", "alliance", "there is no ~"),
        ("attendance ~ alliance", "attendance", "not what the model is of"),
        ("left ~ alliance", "left", "not what the model is of"),
        ("leaving ~", "term 1", "nothing there"),
        ("leaving ~ a +", "term 2", "nothing there"),
        ("leaving ~ + a", "term 1", "nothing there"),
        ("leaving ~ a - b", "a-b", "left out by not naming it"),
        ("leaving ~ log(travel_minutes)", "log(travel_minutes)", "as the factor table says"),
        ("leaving ~ (1 | therapist)", "(1|therapist)", "therapists and sites are always in"),
        ("leaving ~ a:b:c", "a:b:c", "this is no term"),
        ("leaving ~ a b", "a b", "a + stands between two terms"),
        ("leaving ~ f(a b, c)", "f(a b,c)", "as the factor table says"),
        ("leaving ~ 1", "1", "this is no term"),
        ("leaving ~ a^2", "a^2", "a product is written with a colon"),
        ("leaving ~ `", "`", "this is no term"),
        ("leaving ~ a ~ b", "a~b", "this is no term"),
    ],
)
def test_what_is_no_formula_is_refused_at_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(SpecificationRefused) as error:
        parsed(text)
    (refusal,) = error.value.refusals
    assert refusal.column == place and words in refusal.words and refusal.expected


def test_an_empty_formula_is_refused_as_the_formula() -> None:
    with pytest.raises(SpecificationRefused) as error:
        parsed(" ")
    assert error.value.refusals[0].sentence.startswith("formula: there is no ~ in it.")
