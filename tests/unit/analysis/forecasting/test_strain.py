"""Strain and repair of clients in care: told by the last rating, since when, and beside what is expected anyway."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.forecasting import strain_words as words
from bidewell.analysis.forecasting.forecast import Forecast, Strain
from bidewell.analysis.forecasting.forecasts import Foreseen, forecast_clients, foresee
from bidewell.analysis.forecasting.strain import SOONER_THAN_EXPECTED
from bidewell.analysis.program import ProgramRecords
from tests.forecasted_programs import forecasted


@cache
def _whose() -> str:
    """Someone of no strain who rated often, was rated of late and comes."""
    chosen = [
        one.episode
        for one in forecast_clients(forecasted().records, forecasted().saved, forecasted().fitted_on)
        if one.state == "steady" and one.ratings_used >= 6 and one.strain and one.strain.repair == "none"
    ]
    return chosen[0]


def _with_latest(values: Sequence[float]) -> ProgramRecords:
    """The records with that client's latest ratings as these, by the day of the forecast."""
    program, records = forecasted(), forecasted().records
    theirs = (pl.col("episode") == _whose()) & pl.col("value").is_not_null() & (pl.col("day") <= program.fitted_on)
    latest = records.checkins.filter(theirs)["day"].sort()[-len(values) :].to_list()
    value = pl.col("value")
    for day, rated in zip(latest, values, strict=True):
        value = pl.when(theirs & (pl.col("day") == day)).then(pl.lit(rated)).otherwise(value)
    return replace(records, checkins=records.checkins.with_columns(value.alias("value")))


@cache
def _told(*values: float, language: str = "en") -> Forecast:
    program = forecasted()
    found = forecast_clients(_with_latest(values), program.saved, program.fitted_on, language)
    return next(one for one in found if one.episode == _whose())


def _strain(*values: float) -> Strain:
    found = _told(*values).strain
    assert found is not None
    return found


def test_a_deep_fall_is_strain_since_that_rating() -> None:
    found = _strain(4.4, 4.4, 1.0)
    assert _told(4.4, 4.4, 1.0).state == "strain" and found.probability > found.fires_at
    assert (found.repair, found.since, found.back_on) == ("open", found.rated_on, None)
    assert found.expected_by_then is None and 0.0 < (found.expected_back or 0.0) < 1.0


def test_where_it_stays_low_what_was_expected_stands_beside_it() -> None:
    begun, found = _strain(4.4, 4.4, 1.0), _strain(4.4, 1.0, 1.0)
    assert found.repair == "not_back" and found.since is not None and found.since < found.rated_on
    assert found.back is not None and found.back < 0.5 and found.expected_by_then is not None
    assert begun.below == found.below == pytest.approx(0.58 * forecasted().saved.rating.spread, abs=0.02)


def test_back_where_few_would_be_is_sooner_than_expected_and_later_it_is_not() -> None:
    soon, later = _strain(4.4, 2.6, 5.0), _strain(2.0, 4.0, 4.0, 4.6)
    assert (soon.repair, later.repair) == ("beyond_expected", "as_expected")
    assert soon.expected_by_then is not None and later.expected_by_then is not None
    assert soon.expected_by_then < SOONER_THAN_EXPECTED <= later.expected_by_then
    for found in (soon, later):
        assert found.back is not None and found.back >= 0.5 and found.back_on == found.rated_on
    assert _told(4.4, 2.6, 5.0).state != "strain"


def test_one_good_rating_after_a_very_bad_one_is_not_enough_to_be_back() -> None:
    assert _strain(4.4, 1.0, 4.4).repair == "not_back"


def test_small_ups_and_downs_are_no_strain() -> None:
    found = _strain(4.4, 4.2, 4.3)
    assert (found.repair, found.since, found.words, found.expected_back) == ("none", None, None, None)


@cache
def _foreseen() -> Foreseen:
    found = foresee(_with_latest((4.4, 4.4, 1.0)), forecasted().saved, forecasted().fitted_on)
    assert found is not None
    return found


def _state(seen: Foreseen) -> str:
    return seen.states()[[*seen.clients.episodes["episode"]].index(_whose())]


def test_strain_says_more_than_watch_and_less_than_silence_doubt_or_few_contacts() -> None:
    seen, everyone = _foreseen(), np.ones(_foreseen().clients.clients, dtype=np.int64)
    unlikely = replace(seen, chances=replace(seen.chances, high=np.zeros_like(seen.chances.high)))
    silent = replace(seen, clients=replace(seen.clients, days_since_contact=300 * everyone))
    new = replace(seen, clients=replace(seen.clients, episodes=seen.clients.episodes.with_columns(contacts=pl.lit(2))))
    model = replace(seen.saved.forecast, diagnostics=replace(seen.saved.forecast.diagnostics, pareto_k=0.9))
    doubtful = replace(seen, saved=replace(seen.saved, forecast=model))
    told = [_state(one) for one in (seen, unlikely, silent, new, doubtful)]
    assert told == ["strain", "strain", "gone_quiet", "new", "not_enough_data"]


def test_a_strain_that_nobody_rated_again_fades() -> None:
    seen = _foreseen()
    later = seen.stand.strained._replace(rated=np.maximum(seen.stand.strained.rated - 1, 0))
    near = np.array([[0.0], [0.2]]) * np.ones(seen.clients.clients)
    faded = replace(seen, stand=replace(seen.stand, strained=later, patch=near))
    place = [*seen.clients.episodes["episode"]].index(_whose())
    assert not faded.strains.is_on[place] and faded.strains.repair[place] == "not_rated_since"


def test_without_ratings_there_is_none_to_tell_of() -> None:
    program = forecasted()
    unrated = replace(program.records, checkins=program.records.checkins.clear())
    found = forecast_clients(unrated, program.saved, program.fitted_on)
    assert all(one.strain is None and one.state != "strain" for one in found)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("repair", words.REPAIR)
def test_every_code_has_words_in_both_languages(repair: str, language: str) -> None:
    for grid in words.PERIODS:
        told = words.strain_words(repair, 0.414, 0.002, 4, grid, language)
        assert told and "{" not in told and (" 0 de " not in told and " 0 of " not in told)
    assert words.strain_words(words.NOTHING, 0.4, 0.2, 4, "week", language) is None
    assert "0,4" in words.strain_definition(0.4, 0.58, 0.05, "es") and "58 of 100" in words.strain_definition(
        0.4, 0.58, 0.05, "en"
    )
