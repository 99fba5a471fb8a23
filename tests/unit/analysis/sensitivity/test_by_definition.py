"""A ranking that turns with what counts as leaving says so: a world in which the chart knows only of those far away."""

from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from bidewell.analysis.answered.answers import answers
from bidewell.analysis.answers.ranking import rank
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.sensitivity.by_definition import definition_variants, under_other_definitions
from bidewell.analysis.sensitivity.variant import Dependence, Variant, dependence
from bidewell.factors.table import named_factor
from bidewell.report.language import Language
from bidewell.report.wording.sensitivity import rests_on_words
from tests.fitted_programs import from_the_prior, panel_of, program, without_factors


@cache
def charted_by_distance() -> ProgramRecords:
    """Who lost contact left by the alliance; of them, the chart says "left" only where the way is long."""
    records = without_factors(program("alliance", 300, 1), "travel_minutes")
    far = records.factors.filter(pl.col("number") > pl.col("number").median())["episode"].implode()
    gone = panel_of(records).rows.filter("left")["episode"].implode()
    is_charted = pl.col("episode").is_in(far) & pl.col("episode").is_in(gone)
    unsaid = pl.when(pl.col("ending") == "left").then(pl.lit("unknown")).otherwise(pl.col("ending"))
    ending = pl.when(is_charted).then(pl.lit("left")).otherwise(unsaid)
    return replace(records, episodes=records.episodes.with_columns(ending=ending))


@cache
def fit_under(definition: str) -> FittedProgram:
    records = charted_by_distance()
    return fit_program(records, panel_of(records, definition), Choices(), FitControl(1, 128))


def usual() -> Fits:
    explain = fit_under("loss_of_contact")
    return Fits(explain, explain, None, (), None, ())


def test_the_definition_that_puts_another_factor_first_is_named() -> None:
    first, other = definition_variants(usual(), rank(usual().explain, None), (fit_under("recorded_reason"),))
    assert (first.name, other.name) == ("loss_of_contact", "recorded_reason")
    assert first.first is not None and first.first.name == "alliance"
    assert other.first is not None and other.first.name == "travel_minutes"
    assert dependence((first, other)) == "depends"


@pytest.mark.parametrize("language, depends", [("en", "depends on what counts as leaving"), ("es", "depende de qué")])
def test_and_the_ranking_says_that_it_depends(language: str, depends: str) -> None:
    found = answers(charted_by_distance(), usual()).sensitivity
    both = definition_variants(usual(), rank(usual().explain, None), (fit_under("recorded_reason"),))
    words = rests_on_words(replace(found, definitions=both), "loss_of_contact", Language(language), is_named=True)
    assert depends in words
    assert depends not in rests_on_words(found, "loss_of_contact", Language(language), is_named=True)


def test_without_more_fits_the_ranking_says_that_other_rules_were_not_looked_at() -> None:
    found = answers(charted_by_distance(), usual()).sensitivity
    assert found.on_definitions == "not known" and found.comparison is None and not found.is_thorough
    words = rests_on_words(found, "loss_of_contact", Language("en"), is_named=True)
    assert "Whether another rule of leaving changes it was not looked at." in words


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Of the factors compared, alliance (client-rated) comes first, though that is not sure."),
        ("es", "De los factores comparados queda primero, aunque no es seguro: alianza (según la persona atendida)."),
    ],
)
def test_a_factor_that_the_verdict_does_not_name_is_named_before_it_is_spoken_of(language: str, said: str) -> None:
    found = answers(charted_by_distance(), usual()).sensitivity
    words = rests_on_words(found, "loss_of_contact", Language(language), is_named=False)
    assert words.partition(". ")[2].startswith(said)
    assert said not in rests_on_words(found, "loss_of_contact", Language(language), is_named=True)


def test_a_definition_that_decides_the_same_is_not_fitted_again() -> None:
    records = program("alliance", 60, 1)
    explain = from_the_prior(records, draws=50)
    fits = Fits(explain, explain, None, (), None, ())
    seen: list[str] = []
    for one in under_other_definitions(records, fits, 1, seen.append):
        assert one.panel.definition.name == "recorded_reason"
        break
    assert seen[0] == "under the definition recorded_reason"
    no_orders = replace(records, factors=records.factors.filter(pl.col("name") != "court_order"))
    assert panel_of(no_orders, "left_at_order_end").rows.equals(panel_of(no_orders).rows)


def variant(first: str | None, *, apart: bool = True) -> Variant:
    factor = named_factor(first, "numeric") if first else None
    return Variant("any", "refitted", factor, None, apart, 0.3, 128, 200, 90)


@pytest.mark.parametrize(
    "others, found",
    [
        ((variant("travel_minutes"),), "same"),
        ((variant("travel_minutes"), variant("age")), "depends"),
        ((variant("travel_minutes", apart=False),), "standing"),
        ((variant(None),), "not known"),
        ((), "not known"),
        ((variant(None), variant("age")), "depends"),
    ],
)
def test_what_the_variants_say_together(others: tuple[Variant, ...], found: Dependence) -> None:
    assert dependence((variant("travel_minutes"), *others)) == found


def test_where_nothing_comes_first_nothing_depends() -> None:
    assert dependence((variant(None), variant("age"))) == "nothing"
