"""What is told of a model before it is fitted is what will be fitted, in numbers that people can read."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.chosen.choosing import Chosen
from bidewell.analysis.chosen.priors import CHANCE, RATIO, SPREAD, PriorRow, prior_rows
from bidewell.analysis.interval import NINE_IN_TEN
from bidewell.analysis.model.specification import Choices
from bidewell.engine.process import SCALARS
from tests.fitted_programs import from_the_prior, with_factor, without_ratings
from tests.unit.analysis.chosen.test_choosing import DEMO, EPISODES, chosen, with_stand_in

WHOLE = chosen("leaving ~ .", ("age",))


def row(parameter: str, of: Chosen = WHOLE) -> PriorRow:
    return next(row for row in prior_rows(of) if row.parameter == parameter)


def test_every_parameter_of_the_fit_is_told_with_the_prior_it_will_have() -> None:
    model = from_the_prior(DEMO, Choices(adjust=("age",)), draws=2).model
    told = {row.parameter: row.explain for row in prior_rows(WHOLE) if row.explain and row.scale == RATIO}
    ratios = [(label, mean, sd) for label, mean, sd in zip(model.labels, model.prior_mean, model.prior_sd, strict=True)
              if label in told]  # fmt: skip
    assert len(ratios) == len(told) > 15
    for label, mean, sd in ratios:
        assert told[label].middle == pytest.approx(np.exp(mean))
        assert told[label].high == pytest.approx(np.exp(mean + NINE_IN_TEN * sd))


def test_nothing_of_the_fit_is_left_untold() -> None:
    model = from_the_prior(DEMO, Choices(adjust=("age",)), draws=2).model
    told = {row.parameter for row in prior_rows(WHOLE) if row.explain}
    with_own_scale = {label for label in model.labels if f"{label.split('[')[0]}_sd" in model.scales}
    with_own_scale |= {label for label in model.labels if label.split("[")[0] in model.scales}
    assert told == (set(model.labels) - with_own_scale) | set(model.scales)


def test_a_ratio_of_one_half_to_two_is_what_the_neutral_prior_says() -> None:
    neutral = row("court_order[start]").explain
    assert neutral is not None
    assert (round(neutral.low, 2), neutral.middle, round(neutral.high, 2)) == (0.56, 1.0, 1.78)


def test_a_forecast_starts_from_a_study_and_names_it() -> None:
    travel = row("travel_minutes")
    assert travel.forecast is not None and travel.forecast.middle > 1.0
    assert "Beardsley" in travel.source


def test_levels_are_chances_and_spreads_are_spreads() -> None:
    assert row("leaving[level]").scale == CHANCE
    level, spread = row("leaving[level]").explain, row("therapist_leaving_sd")
    assert level is not None and 0 < level.low < level.middle < level.high < 100
    assert spread.scale == SPREAD and spread.explain is not None and spread.explain.low > 0


@pytest.mark.parametrize(
    ("parameter", "term", "compared"),
    [
        ("travel_minutes", "travel_minutes", "of log(1 + minutes)"),
        ("travel_minutes_missing", "travel_minutes", "not recorded, against the average"),
        ("motivation", "motivation", "of the true value (reliability 0.8)"),
        ("ride_support[used]", "ride_support", "used, against the others"),
        ("court_order[after]", "court_order", "over, against none"),
        ("court_order_sustain_by_alliance", "alliance:court_order", "in force for long, for 1 SD of the ratings"),
        ("court_order.active_rating", "court_order", "yes or no"),
        ("alliance", "alliance", "1 SD of the ratings (0.57 points) higher"),
        ("alliance_on_agreed", "alliance", "1 SD of the ratings"),
        ("alliance_access", "alliance:travel_minutes", "for 1 SD more of the other"),
        ("alliance_ride[offered]", "alliance:ride_support", "higher, offered against not"),
        ("alliance_ride[used]", "alliance:ride_support", "higher, used against offered only"),
        ("age", "age", "1 SD: 11.3"),
        ("new_therapist", "", "a new therapist"),
        ("therapist_rating_sd", "", "between 8 therapists"),
        ("leaving_quarter_sd", "", "8 quarters"),
        ("log_trait_sd", "", "how far clients differ for good"),
    ],
)
def test_each_parameter_says_whose_it_is_and_what_it_compares(parameter: str, term: str, compared: str) -> None:
    found = row(parameter)
    assert found.term == term and compared in found.compared


def test_numbers_of_episodes_are_of_those_who_can_tell() -> None:
    panel = WHOLE.rows
    known = np.isfinite(panel.columns["travel_minutes"])
    assert row("travel_minutes").n == np.unique(panel.panel.client[known]).size < panel.panel.clients
    assert row("alliance").n == np.unique(panel.panel.client[panel.panel.rating_count > 0]).size


def test_a_column_whose_own_name_ends_in_missing_is_told_as_a_column() -> None:
    records = with_factor(DEMO, "papers_missing", {episode: str(i % 4) for i, episode in enumerate(EPISODES[::2])})
    found = chosen("leaving ~ papers_missing", records=records)
    assert row("papers_missing", found).compared.startswith("1 SD")
    assert row("papers_missing_missing", found).compared == "not recorded, against the average"


def test_what_only_forecasts_know_is_not_in_the_explaining_model() -> None:
    assert row("missed_before").explain is None and row("missed_before").forecast is not None


def test_without_ratings_nothing_is_told_of_any() -> None:
    rows = prior_rows(chosen("leaving ~ .", records=without_ratings(DEMO)))
    assert not {row.parameter for row in rows} & {*SCALARS, "alliance"}
    assert {row.enters for row in rows} == {"leaving", "agreed ending"}


def test_a_stand_in_is_told_under_its_own_name() -> None:
    assert row("alliance", chosen("leaving ~ .", records=with_stand_in(DEMO))).term == "craving"


def test_few_values_of_a_rating_bring_a_width_each_and_are_told_as_the_fit_has_them() -> None:
    rounded = replace(DEMO, checkins=DEMO.checkins.with_columns(pl.col("value").round(0)))
    found = chosen("leaving ~ alliance", records=rounded)
    widths = [row for row in prior_rows(found) if row.parameter.startswith("threshold")]
    assert found.ratings.kind == "ordinal" and len(widths) == found.ratings.thresholds > 0
    assert widths[0].explain is not None and widths[0].explain.middle == 1.0
