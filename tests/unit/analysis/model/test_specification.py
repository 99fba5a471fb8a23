"""What goes into a model, under which name, and what is refused or left out."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.forecasting.factor_groups import group_of
from bidewell.analysis.model.adjusting import CannotAdjust
from bidewell.analysis.model.factor_values import factors_in
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.terms.calendar import CalendarWalk
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.term import Term
from tests.fitted_programs import program, rows_of, terms_of, with_factor, without_factors, without_ratings

DEMO = program()
EPISODES = DEMO.episodes["episode"].to_list()


def named(terms: tuple[Term, ...]) -> list[str]:
    return [term.factor for term in terms if term.factor]


def covariate(terms: tuple[Term, ...], column: str) -> Covariate:
    return next(t for t in terms if isinstance(t, Covariate) and t.column == column and t.quantity == "leaving")


@pytest.mark.parametrize("column", ["height", "outcome", "left", "rating", "contacts", "start"])
def test_a_column_that_is_not_there_or_not_known_from_the_start_is_refused_by_its_name(column: str) -> None:
    with pytest.raises(CannotAdjust, match=column):
        terms_of(DEMO, Choices(adjust=(column,)))


def test_a_column_with_a_number_that_cannot_be_reckoned_with_is_not_adjusted_for() -> None:
    ages = DEMO.episodes["age"].cast(pl.Float64).set(pl.arange(0, DEMO.episodes.height, eager=True) == 0, 1e300)
    with pytest.raises(CannotAdjust, match="age: a number above 1e\\+15"):
        terms_of(replace(DEMO, episodes=DEMO.episodes.with_columns(ages)), Choices(adjust=("age",)))


def test_an_asked_for_column_goes_in_once_and_is_not_ranked() -> None:
    terms = terms_of(DEMO, Choices(adjust=("age", "sex", "age", "prior_episodes", "travel_minutes")))
    columns = [t.column for t in terms if isinstance(t, (Covariate, Category)) and t.quantity == "leaving"]
    assert {column: columns.count(column) for column in ("age", "sex", "prior_episodes", "travel_minutes")} == {
        "age": 1, "sex": 1, "prior_episodes": 1, "travel_minutes": 1,
    }  # fmt: skip
    assert "age" not in named(terms)


def test_motivation_from_before_treatment_explains_and_forecasts() -> None:
    assert "motivation" in named(terms_of(DEMO))
    assert "motivation" in named(terms_of(DEMO, Choices(purpose="forecast")))


@pytest.mark.parametrize("name", ["motivation", "engagement", "intention_to_stay", "attendance_ratio"])
def test_what_may_follow_from_the_alliance_forecasts_but_does_not_explain(name: str) -> None:
    during = measured(days_in=14, factor=name)
    records = replace(DEMO, factors=pl.concat([DEMO.factors.filter(pl.col("name") != "motivation"), during]))
    assert name not in named(terms_of(records))
    assert name in named(terms_of(records, Choices(purpose="forecast")))


def test_motivation_measured_again_changes_nothing_of_what_explains() -> None:
    again = measured(days_in=60).with_columns(value=pl.lit("99"), number=pl.lit(99.0))
    records = replace(DEMO, factors=pl.concat([DEMO.factors, again.head(5)]))
    assert covariate(terms_of(records), "motivation") == covariate(terms_of(DEMO), "motivation")
    forecasts = Choices(purpose="forecast")
    assert covariate(terms_of(records, forecasts), "motivation") != covariate(terms_of(DEMO, forecasts), "motivation")


@pytest.mark.parametrize(("clients", "is_told"), [(10, False), (11, True)])
def test_motivation_asked_of_too_few_before_treatment_does_not_explain(clients: int, is_told: bool) -> None:
    early = set(DEMO.episodes.unique("client", maintain_order=True)["episode"][:clients])
    late = measured(days_in=14).filter(~pl.col("episode").is_in(early))
    asked_early = (pl.col("name") != "motivation") | pl.col("episode").is_in(early)
    records = replace(DEMO, factors=pl.concat([DEMO.factors.filter(asked_early), late]))
    assert ("motivation" in named(terms_of(records))) == is_told


def measured(days_in: int, factor: str = "motivation") -> pl.DataFrame:
    """The recorded motivation as if measured so many days into treatment, under a name."""
    starts = DEMO.episodes.select("episode", later=pl.col("start") + timedelta(days=days_in))
    rows = DEMO.factors.filter(pl.col("name") == "motivation").join(starts, on="episode", maintain_order="left")
    return rows.with_columns(pl.col("later").alias("from"), name=pl.lit(factor)).select(DEMO.factors.columns)


def test_attendance_forecasts_but_does_not_explain() -> None:
    def seen(choices: Choices) -> bool:
        return any(isinstance(t, Covariate) and t.column == "missed_before" for t in terms_of(DEMO, choices))

    assert not seen(Choices())
    assert seen(Choices(purpose="forecast"))


def test_a_factor_is_read_with_its_reliability() -> None:
    noisy = replace(DEMO, factors=DEMO.factors.with_columns(reliability=pl.lit(0.64)))
    sure = replace(DEMO, factors=DEMO.factors.with_columns(reliability=pl.lit(1.0)))
    one, other = covariate(terms_of(noisy), "travel_minutes"), covariate(terms_of(sure), "travel_minutes")
    assert one.reliability == pytest.approx(0.64)
    assert one.standard.spread == pytest.approx(0.8 * other.standard.spread)


def test_where_a_factor_is_missing_an_indicator_says_so() -> None:
    half = with_factor(DEMO, "debts", {e: str(i % 7) for i, e in enumerate(EPISODES[::2])})
    term = covariate(terms_of(half), "debts")
    known, missing = term.blocks(rows_of(half).columns)
    assert missing.name == "debts_missing"
    assert missing.columns is not None and known.columns is not None
    assert known.columns[missing.columns[:, 0] > 0] == pytest.approx(0.0)


def test_a_ride_offered_accepted_and_used_are_different_facts() -> None:
    forecasts = Choices(purpose="forecast")
    rides = next(t for t in terms_of(DEMO, forecasts) if isinstance(t, Category) and t.factor == "ride_support")
    assert rides.values == ("used", "accepted", "offered")


def test_the_types_of_an_order_are_told_apart_and_what_they_share_is_ranked() -> None:
    types = next(t for t in terms_of(DEMO) if isinstance(t, Category) and t.column == "court_order.type")
    assert len(types.values) == 2 and not types.factor
    assert group_of(types, {factor.name: factor for factor in factors_in(DEMO)}) == "pressure"


def coloured(**clients: int) -> ProgramRecords:
    """Colours held by so many clients each; red by all others."""
    ids = DEMO.episodes.unique("client", maintain_order=True)["episode"].to_list()
    rare = [colour for colour, n in clients.items() for _ in range(n)]
    return with_factor(DEMO, "colour", dict(zip(ids, rare + ["red"] * (len(ids) - len(rare)), strict=True)))


def test_a_value_of_fewer_than_11_clients_counts_with_the_commonest() -> None:
    colours = next(t for t in terms_of(coloured(green=10, blue=11)) if isinstance(t, Category) and t.column == "colour")
    assert colours.values == ("blue",)
    assert "colour" not in named(terms_of(coloured(green=10)))


def test_a_value_may_be_missing_from_the_first_row_on() -> None:
    colours = {episode: "blue" if number % 2 else "red" for number, episode in enumerate(EPISODES) if number >= 30}
    assert "colour" in named(terms_of(with_factor(DEMO, "colour", colours)))


def test_rides_that_few_used_are_not_compared_but_forecast() -> None:
    rides = DEMO.factors.filter((pl.col("name") == "ride_support") & (pl.col("value") == "used"))["episode"]
    kept = DEMO.factors.filter(~pl.col("episode").is_in(rides[10:].implode()) | (pl.col("name") != "ride_support"))
    few = replace(DEMO, factors=kept)
    assert "ride_support" not in named(terms_of(few))
    assert "ride_support" in named(terms_of(few, Choices(purpose="forecast")))


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(dict.fromkeys(EPISODES, "3"), id="the same for all"),
        pytest.param({EPISODES[0]: "3"}, id="one client's"),
        pytest.param(dict.fromkeys(EPISODES, "red"), id="one word for all"),
        pytest.param({}, id="never recorded"),
    ],
)
def test_a_factor_in_which_nobody_is_known_to_differ_is_not_compared(values: dict[str, str]) -> None:
    assert "colour" not in named(terms_of(with_factor(DEMO, "colour", values)))


def test_a_pressure_that_nobody_is_under_is_not_compared() -> None:
    nobody = with_factor(DEMO, "guardian", dict.fromkeys(EPISODES, "no"), kind="pressure")
    assert "guardian" not in named(terms_of(nobody))


def test_without_ratings_nothing_is_said_of_the_alliance() -> None:
    terms = terms_of(without_ratings(DEMO))
    assert not [t for t in terms if "alliance" in (t.factor, getattr(t, "name", ""))]
    assert "travel_minutes" in named(terms)


def test_without_factors_only_the_alliance_is_named() -> None:
    assert set(named(terms_of(without_factors(DEMO)))) == {"alliance"}


def test_explaining_starts_every_factor_alike_and_at_no_difference() -> None:
    terms = [t for t in terms_of(DEMO) if isinstance(t, (Covariate, Category)) and t.factor]
    assert {(t.prior_mean, t.prior_sd) for t in terms} == {(0.0, 0.35)}


def test_flat_priors_leave_coefficients_free_and_the_calendar_out() -> None:
    terms = terms_of(DEMO, Choices(priors="flat"))
    assert all(np.isinf(t.prior_sd) for t in terms if isinstance(t, (Covariate, Category)))
    assert all(not t.blocks(rows_of(DEMO).columns) for t in terms if isinstance(t, CalendarWalk))


def test_the_calendar_is_left_out_where_all_were_admitted_at_about_the_same_time() -> None:
    first = DEMO.episodes["start"].drop_nulls().min()
    early = DEMO.episodes.filter(pl.col("start") <= first + timedelta(days=75))
    terms = terms_of(replace(DEMO, episodes=early))
    assert all(t.quarters == 0 for t in terms if isinstance(t, CalendarWalk))
    assert any(t.quarters > 2 for t in terms_of(DEMO) if isinstance(t, CalendarWalk))
