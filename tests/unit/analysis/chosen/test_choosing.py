"""A model that would answer nothing, or something else than was asked, is refused with the column and what was expected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from bidewell.analysis.chosen.choosing import Asked, Chosen, choose
from bidewell.analysis.chosen.formula import parsed
from bidewell.analysis.chosen.refusal import Refusal, SpecificationRefused
from bidewell.analysis.events.definitions import definition
from bidewell.analysis.model.laid_out import NothingToFit
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.product import AllianceByUse, AllianceProduct
from tests.fitted_programs import program, terms_of, with_factor, without_factors, without_ratings

DEMO = program("demo", 150, 7)
EPISODES = DEMO.episodes["episode"].to_list()
NAMES = "alliance, court_order, family_insistence, motivation, ride_support, travel_minutes"


def chosen(formula: str, adjust: tuple[str, ...] = (), records: ProgramRecords = DEMO) -> Chosen:
    return choose(Asked(parsed(formula), adjust, definition("loss_of_contact"), "week"), records)


def refusals(formula: str, adjust: tuple[str, ...] = (), records: ProgramRecords = DEMO) -> tuple[Refusal, ...]:
    with pytest.raises(SpecificationRefused) as error:
        chosen(formula, adjust, records)
    return error.value.refusals


@pytest.mark.parametrize(
    ("formula", "adjust", "column", "words", "expected"),
    [
        ("travel_minuts", (), "travel_minuts", "no such factor. Did you mean travel_minutes?", f"one of {NAMES}"),
        ("hair_colour", (), "hair_colour", "there is no such factor.", f"one of {NAMES}"),
        ("alliance + alliance", (), "alliance", "more than once", "every term once"),
        ("left", (), "left", "what came of an episode", "what was so before"),
        ("ending", (), "ending", "what came of an episode", "what was so before"),
        ("attended", (), "attended", "what came of an episode", "what was so before"),
        ("rating", (), "rating", "is seen during it", "what was so before"),
        ("outcome", (), "outcome", "what came of an episode", "what was so before"),
        ("leaving", (), "leaving", "what came of an episode", "what was so before"),
        ("age", (), "age", "protected attribute", "adjust=('age',)"),
        ("sex + alliance", (), "sex", "protected attribute", "adjust=('sex',)"),
        ("payer", (), "payer", "a column of episodes and no factor", "adjust=('payer',)"),
        ("start", (), "start", "a column of episodes and no factor", f"one of {NAMES}"),
        ("therapist", (), "therapist", "every model has it already", "no term for it"),
        ("site", (), "site", "every model has it already", "no term for it"),
        ("quarter", (), "quarter", "every model has it already", "no term for it"),
        ("alliance:motivation + alliance + motivation", (), "alliance:motivation", "no such term",
         "one of alliance:court_order, alliance:family_insistence, alliance:ride_support, alliance:travel_minutes"),
        ("travel_minutes * motivation", (), "motivation:travel_minutes", "no such term", "alliance:travel_minutes"),
        ("alliance:alliance + alliance", (), "alliance:alliance", "fitted beside every model", "no term for it"),
        ("alliance + alliance:travel_minutes", (), "alliance:travel_minutes", "needs both of its parts",
         "travel_minutes as a term beside it"),
        ("alliance * travel_minutes + travel_minutes:alliance", (), "alliance:travel_minutes", "more than once", "once"),
        ("alliance", ("agee",), "agee", "no such column. Did you mean age?", "age"),
        ("alliance", ("ending",), "ending", "not known when an episode starts", "payer"),
        ("alliance", ("attended",), "attended", "not known when an episode starts", "payer"),
        ("alliance", ("client",), "client", "not known when an episode starts", "payer"),
        ("alliance", ("motivation",), "motivation", "a factor and no column", "motivation in the formula"),
        ("alliance", ("age", "age"), "age", "more than once", "every column once"),
        ("alliance", ("site",), "site", "every model has it already", "no adjustment for it"),
        ("alliance", ("program",), "program", "the same for everybody", "values that differ"),
        ("alliance", ("start",), "start", "clients are not compared within it", "payer"),
        ("alliance", ("referred_on",), "referred_on", "clients are not compared within it", "payer"),
        ("alliance", ("planned_interval_days",), "planned_interval_days", "not compared within it", "payer"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_naming_the_column_and_what_was_expected(
    formula: str, adjust: tuple[str, ...], column: str, words: str, expected: str
) -> None:
    (refusal,) = refusals(f"leaving ~ {formula}", adjust)
    assert refusal.column == column
    assert words in refusal.words
    assert expected in refusal.expected


def test_everything_wrong_is_told_at_once() -> None:
    found = refusals("leaving ~ travel_minuts + left + age", ("zzz",))
    assert [one.column for one in found] == ["travel_minuts", "left", "age", "zzz"]


def test_a_term_that_is_also_adjusted_for_is_refused() -> None:
    records = replace(DEMO, episodes=DEMO.episodes.with_columns(pl.lit(1.0).alias("travel_minutes")))
    assert "it is a term and in adjust." in {one.words for one in refusals("leaving ~ age", ("age",), records)}


def test_a_refusal_repeats_no_cell() -> None:
    records = with_factor(DEMO, "mood", dict.fromkeys(EPISODES, "Casey cried"))
    (refusal,) = refusals("leaving ~ alliance + mood", records=records)
    assert refusal.column == "mood" and "the same for everybody" in refusal.words
    assert "cried" not in refusal.sentence


def test_a_constant_factor_is_refused() -> None:
    (refusal,) = refusals("leaving ~ alliance + fee", records=with_factor(DEMO, "fee", dict.fromkeys(EPISODES, "10")))
    assert (refusal.column, refusal.table) == ("fee", "factors, column value")
    assert "values that differ" in refusal.expected


def test_values_of_fewer_than_eleven_clients_are_no_comparison() -> None:
    few = {episode: "rare" if place < 5 else "usual" for place, episode in enumerate(EPISODES)}
    (refusal,) = refusals("leaving ~ alliance + kind", records=with_factor(DEMO, "kind", few, "category"))
    assert refusal.column == "kind" and "11 clients" in refusal.expected


def motivation_during(records: ProgramRecords, day: date | None) -> ProgramRecords:
    values = {episode: str(1 + place % 5) for place, episode in enumerate(EPISODES)}
    return with_factor(without_factors(records, "travel_minutes"), "motivation", values, since=day)


def test_a_factor_that_may_follow_from_the_alliance_is_refused_once_treatment_began() -> None:
    last = DEMO.episodes.select(pl.col("start").max()).item()
    (refusal,) = refusals("leaving ~ alliance + motivation", records=motivation_during(DEMO, last))
    assert (refusal.column, refusal.table) == ("motivation", "factors, column from")
    assert "after treatment began" in refusal.words
    assert "no later than the episode's start" in refusal.expected


def test_the_same_factor_measured_before_is_taken() -> None:
    taken = chosen("leaving ~ alliance + motivation", records=motivation_during(DEMO, None))
    assert "motivation" in {term.factor for term in taken.explain}


@pytest.mark.parametrize(
    ("change", "words", "expected"),
    [
        (without_ratings, "too few ratings of alliance (total)", "two ratings or more"),
        (lambda records: replace(records, checkins=records.checkins.unique("episode")), "too few ratings", "two ratings"),
        (lambda records: replace(records, settings=replace(records.settings, instruments=())),
         "no instrument is described", "instruments with the role alliance"),
    ],
)  # fmt: skip
def test_an_alliance_that_nobody_rated_twice_is_refused(
    change: Callable[[ProgramRecords], ProgramRecords], words: str, expected: str
) -> None:
    (refusal,) = refusals("leaving ~ alliance", records=change(DEMO))
    assert refusal.column == "alliance" and words in refusal.words and expected in refusal.expected


def with_stand_in(records: ProgramRecords) -> ProgramRecords:
    (alliance,) = records.settings.instruments
    craving = replace(alliance, name="craving", role="distress")
    checkins = records.checkins.with_columns(pl.lit("craving").alias("instrument"))
    return replace(records, settings=replace(records.settings, instruments=(craving,)), checkins=checkins)


def test_another_rating_is_not_called_an_alliance() -> None:
    records = with_stand_in(DEMO)
    (refusal,) = refusals("leaving ~ alliance", records=records)
    assert refusal.expected == "craving, the rating that these records repeat"
    assert chosen("leaving ~ craving", records=records).is_rated


def test_of_two_ways_the_one_with_a_product_is_named() -> None:
    miles = {episode: str(2 + place % 9) for place, episode in enumerate(EPISODES)}
    records = with_factor(DEMO, "travel_miles", miles)
    (refusal,) = refusals("leaving ~ alliance * travel_minutes + travel_miles", records=records)
    assert refusal.column == "alliance:travel_minutes" and "alliance:travel_miles" in refusal.expected


def test_of_a_ride_that_nobody_declined_there_is_no_product() -> None:
    records = replace(DEMO, factors=DEMO.factors.filter(~pl.col("value").is_in(["offered", "accepted"])))
    (refusal,) = refusals("leaving ~ alliance * ride_support", records=records)
    assert refusal.column == "alliance:ride_support" and "did not use it" in refusal.words
    assert "11 clients or more of each" in refusal.expected


def test_nothing_known_yet_is_nothing_to_fit() -> None:
    early = replace(DEMO, settings=replace(DEMO.settings, extract_date=DEMO.sessions["day"].min()))
    with pytest.raises(NothingToFit):
        chosen("leaving ~ .", records=early)


def test_a_dot_is_what_the_commands_fit() -> None:
    assert chosen("leaving ~ .").explain == terms_of(DEMO)


def test_a_dot_leaves_out_protected_attributes_and_what_cannot_be_used_and_says_so() -> None:
    records = with_factor(DEMO, "fee", dict.fromkeys(EPISODES, "10"))
    records = with_factor(records, "client_age", {episode: str(20 + i) for i, episode in enumerate(EPISODES)})
    found = chosen("leaving ~ .", records=records)
    assert found.not_asked == ("client_age",)
    assert [one.column for one in found.dropped] == ["fee"]


@pytest.mark.parametrize("value", [4.0, None])
def test_where_all_ratings_are_alike_or_missing_a_dot_says_that_they_are_not_followed(value: float | None) -> None:
    records = replace(DEMO, checkins=DEMO.checkins.with_columns(value=pl.lit(value, pl.Float64)))
    found = chosen("leaving ~ .", records=records)
    assert [one.column for one in found.dropped] == ["alliance"] and not found.is_rated
    assert "too few ratings of" in found.dropped[0].words


def test_where_no_rating_is_described_none_is_missing() -> None:
    records = replace(DEMO, settings=replace(DEMO.settings, instruments=()), checkins=DEMO.checkins.clear())
    assert chosen("leaving ~ .", records=records).dropped == ()


def test_numbers_with_a_word_among_them_are_told_to_be_read_as_categories() -> None:
    records = with_factor(DEMO, "fee", {episode: str(i) if i else "free" for i, episode in enumerate(EPISODES)})
    (refusal,) = refusals("leaving ~ fee", records=records)
    assert refusal.words.startswith("it is read as categories, and no value but the commonest")


def test_what_a_dot_would_drop_is_refused_where_it_is_named() -> None:
    records = with_factor(DEMO, "fee", dict.fromkeys(EPISODES, "10"))
    assert [one.column for one in refusals("leaving ~ . + fee", records=records)] == ["fee"]


@pytest.mark.parametrize(
    "values",
    [
        pl.lit(date(2026, 1, 5)),
        pl.col("start").cast(pl.Datetime("us", "UTC")),
        pl.lit(None),
    ],
    ids=["days", "times", "nothing"],
)
def test_a_column_of_neither_numbers_nor_text_is_refused_and_not_offered(values: pl.Expr) -> None:
    records = replace(DEMO, episodes=DEMO.episodes.with_columns(intake=values))
    (refusal,) = refusals("leaving ~ alliance", ("intake",), records)
    assert (refusal.column, refusal.expected) == ("intake", "numbers or text")
    (other,) = refusals("leaving ~ alliance", ("nowhere",), records)
    assert "intake" not in other.expected and "payer" in other.expected


def test_a_column_called_as_what_every_model_has_is_refused_as_that() -> None:
    records = replace(DEMO, episodes=DEMO.episodes.with_columns(quarter=pl.int_range(pl.len())))
    (refusal,) = refusals("leaving ~ alliance", ("quarter",), records)
    assert refusal.words == "every model has it already."


def test_only_what_was_asked_is_in_the_model() -> None:
    found = chosen("leaving ~ alliance + travel_minutes + court_order", ("age",))
    assert {term.factor for term in found.explain} - {""} == {"alliance", "travel_minutes", "court_order"}
    assert found.not_asked == ("family_insistence", "motivation", "ride_support")
    assert not [term for term in found.explain if isinstance(term, (AllianceProduct, AllianceByUse))]
    assert not [term for term in found.explain if isinstance(term, Pressure) and term.with_alliance]


def test_products_are_in_the_model_where_they_were_asked_for() -> None:
    found = chosen("leaving ~ alliance * travel_minutes + alliance * court_order + alliance * ride_support")
    assert [term.covariate.factor for term in found.explain if isinstance(term, AllianceProduct)] == ["travel_minutes"]
    assert [term.column for term in found.explain if isinstance(term, AllianceByUse)] == ["ride_support"]
    assert [term.factor for term in found.explain if isinstance(term, Pressure) and term.with_alliance] == [
        "court_order"
    ]


def test_without_the_alliance_no_rating_is_followed() -> None:
    found = chosen("leaving ~ travel_minutes")
    assert not found.is_rated and found.panel.instrument is None and found.whole.instrument is not None
