"""Forecasts that know all that clients rate: better where that says more, no worse where it does not, never in doubt."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.forecasting.forecast import Forecast
from bidewell.analysis.forecasting.forecasts import Foreseen, forecast_clients, foresee
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.what_if import fallen_by
from bidewell.analysis.model import fit_forecast as module
from bidewell.analysis.model.fit_forecast import everything_rated, fit_forecast
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_laid_out
from bidewell.analysis.model.laid_out import LaidOut, lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.endings import Ending
from bidewell.engine.panel import Floats
from bidewell.exchange.saved_model import archive_of, from_archive
from bidewell.simulate.program import simulate
from tests.fitted_programs import TRUSTED, from_the_prior, panel_of, program
from tests.telling_ratings import DISTRESS, with_distress

FORECAST = Choices(purpose="forecast")
TELLS, SAYS_NOTHING = 0.6, 0.0


@dataclass(frozen=True)
class Known:
    """One program with a further rating, fitted on a past day with it and without."""

    records: ProgramRecords
    day: date
    alone: SavedProgram
    everything: SavedProgram


@cache
def known(tells: float, grid: Grid = "week") -> Known:
    records = with_distress(simulate("demo", 350, 5).records, tells)
    day = records.settings.extract_date - timedelta(days=125)
    then = as_known_on(records, day)
    alone = lay_out(then, build_panel(then, DEFAULT_DEFINITION, grid), FORECAST)
    everything = everything_rated(then, alone)
    assert everything is not None
    saved = [
        SavedProgram.of(one, one, {})
        for one in (fit_laid_out(laid_out, FitControl(1, 120)) for laid_out in (alone, everything))
    ]
    return Known(records, day, *saved)


@cache
def told(tells: float = TELLS, language: str = "en") -> tuple[Forecast, ...]:
    of = known(tells)
    return forecast_clients(of.records, of.everything, of.day, language)


def _month(forecasts: tuple[Forecast, ...]) -> dict[str, float]:
    return {one.episode: one.chances[1].probability for one in forecasts}


def _misses(of: Known, saved: SavedProgram, days: int) -> Floats:
    """Squared distance of each chance to what came of the client."""
    episodes = build_panel(of.records, DEFAULT_DEFINITION).episodes
    left = (pl.col("outcome") == Ending.LEFT) & (pl.col("last_contact_on") <= of.day + timedelta(days=days))
    stayed = dict(episodes.select("episode", ~left).iter_rows())
    found = forecast_clients(of.records, saved, of.day)
    chances = [next(c.probability for c in one.chances if c.horizon_days == days) for one in found]
    return np.square(np.array(chances) - np.array([stayed[one.episode] for one in found], dtype=float))


def test_where_a_further_rating_tells_who_leaves_forecasts_with_it_are_better() -> None:
    of = known(TELLS)
    without, with_it = (_misses(of, saved, 90) for saved in (of.alone, of.everything))
    assert with_it.mean() < 0.8 * without.mean()
    gain = without - with_it
    assert gain.mean() > 2.0 * gain.std() / np.sqrt(gain.size)


@pytest.mark.parametrize("days", [30, 90])
def test_where_it_tells_nothing_forecasts_with_it_are_no_worse_than_noise(days: int) -> None:
    of = known(SAYS_NOTHING)
    without, with_it = (_misses(of, saved, days) for saved in (of.alone, of.everything))
    loss = with_it - without
    assert loss.mean() < 2.0 * loss.std() / np.sqrt(loss.size) and abs(loss.mean()) < 0.01


def test_reasons_say_what_the_further_rating_is_like_and_sum_to_the_difference() -> None:
    for language, words in (("en", "distress: higher than usual"), ("es", "malestar: más alto de lo habitual")):
        for one in told(language=language):
            difference = one.chances[1].probability - one.typical
            assert sum(reason.points for reason in one.reasons) == pytest.approx(100.0 * difference, abs=1e-8)
        of_rating = [reason for one in told(language=language) for reason in one.reasons if reason.group == "ratings"]
        assert len(of_rating) == len(told()) and not any(reason.can_change for reason in of_rating)
        higher = [reason.points for reason in of_rating if reason.words == words]
        assert 10 < len(higher) < len(of_rating) and np.mean(np.array(higher) < 0.5) > 0.9


def test_a_higher_rating_of_distress_lowers_the_chance() -> None:
    of, one = known(TELLS), next(one for one in told() if one.days_since_contact <= 5 and one.ratings_used >= 6)
    mine = (pl.col("episode") == one.episode) & (pl.col("instrument") == DISTRESS.name) & (pl.col("day") <= of.day)
    chances = [
        _month(forecast_clients(_with_value(of.records, mine, value), of.everything, of.day))[one.episode]
        for value in (1.5, 4.5)
    ]
    assert chances[1] < chances[0] - 0.05


def _with_value(records: ProgramRecords, where: pl.Expr, value: float) -> ProgramRecords:
    return replace(
        records, checkins=records.checkins.with_columns(value=pl.when(where).then(value).otherwise(pl.col("value")))
    )


def test_answers_kept_from_the_therapist_are_in_no_forecast_whatever_they_rate() -> None:
    of = known(TELLS)
    is_distress = pl.col("instrument") == DISTRESS.name
    kept_back = pl.when(is_distress).then(pl.lit("counted")).otherwise(pl.lit("therapist"))
    withheld = replace(of.records, checkins=of.records.checkins.with_columns(sharing=kept_back))
    never_given = replace(of.records, checkins=of.records.checkins.filter(~is_distress))
    found = forecast_clients(withheld, of.everything, of.day)
    assert found == forecast_clients(never_given, of.everything, of.day)
    assert _month(found) != _month(told())
    assert sum(one.ratings_used for one in told()) == 2 * sum(one.ratings_used for one in found) > 0


def _numbers(seen: Foreseen) -> Floats:
    course = [part.ravel() for part in seen.stand.course]
    asked = [one.chances.mean.ravel() for one in seen.asked]
    return np.concatenate(
        [seen.chances.mean.ravel(), seen.chances.low.ravel(), seen.split.shares.ravel(), *course, *asked]
    )


def test_forecasts_from_what_was_kept_are_those_of_the_whole_history() -> None:
    of = known(TELLS)
    earlier = foresee(of.records, of.everything, of.day - timedelta(weeks=3))
    assert earlier is not None
    kept = json.loads(json.dumps(earlier.kept()))
    whole, onward = foresee(of.records, of.everything, of.day), foresee(of.records, of.everything, of.day, kept)
    assert whole is not None and onward is not None
    assert (~onward.stand.is_replayed).sum() > 20
    assert _numbers(onward) == pytest.approx(_numbers(whole), abs=1e-10)
    late = pl.col("episode").is_in(list(kept)) & (pl.col("instrument") == DISTRESS.name)
    corrected = _with_value(
        of.records, late & (pl.col("day") == pl.col("day").min().over("episode", "instrument")), 2.2
    )
    again = foresee(corrected, of.everything, of.day, kept)
    assert again is not None and again.stand.is_replayed.sum() > onward.stand.is_replayed.sum()


def test_what_is_saved_forecasts_the_same() -> None:
    of = known(TELLS)
    read = from_archive(archive_of(of.everything))
    assert read.further == of.everything.further and list(read.further) == ["distress"]
    assert forecast_clients(of.records, read, of.day) == told()


def test_a_rating_no_longer_asked_for_is_missing_not_an_error() -> None:
    of = known(TELLS)
    instruments = tuple(one for one in of.records.settings.instruments if one != DISTRESS)
    settings = replace(of.records.settings, instruments=instruments)
    assert len(forecast_clients(replace(of.records, settings=settings), of.everything, of.day)) == len(told())


def test_after_a_fall_the_clients_own_earlier_alliance_goes_with_a_better_chance() -> None:
    of = known(SAYS_NOTHING)  # else it is the other rating that tells
    seen = foresee(of.records, of.everything, of.day)
    assert seen is not None
    lifted = next(one for one in seen.asked if one.change == "alliance_back")
    month = seen.chances.mean[lifted.clients, seen.clients.step_of(30) + 1]
    fell = fallen_by(seen.stand)[lifted.clients] > 0.5
    assert fell.sum() > 3 and (lifted.chances.mean[:, -1] - month)[fell].mean() > 0.005


def test_on_the_session_grid_everyone_is_forecast_too() -> None:
    of = known(TELLS, "session")
    found = forecast_clients(of.records, of.everything, of.day)
    in_care = build_panel(of.records, DEFAULT_DEFINITION, as_of=of.day).episodes.filter(pl.col("outcome") == IN_CARE)
    assert {one.episode for one in found} == set(in_care["episode"])
    shared = [
        (_month(found)[one.episode], one.chances[1].probability) for one in told() if one.episode in _month(found)
    ]
    assert np.abs(np.diff(np.array(shared))).mean() < 0.08


@pytest.mark.parametrize(("pareto_k", "read"), [(0.5, ["distress"]), (0.9, [])])
def test_a_fit_whose_check_fails_never_takes_the_place_of_one_that_is_good(
    pareto_k: float, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = with_distress(program("demo", 300), TELLS)
    stands_in = from_the_prior(records, FORECAST, 2)

    def fitted(laid_out: LaidOut, *_: object, **__: object) -> FittedProgram:
        k = pareto_k if laid_out.rows.further else 0.6
        model = replace(stands_in.model, diagnostics=replace(TRUSTED, pareto_k=k))
        return replace(stands_in, rows=laid_out.rows, model=model)

    monkeypatch.setattr(module, "fit_laid_out", fitted)
    found = fit_forecast(records, panel_of(records), FORECAST)
    assert list(found.rows.further) == read and found.model.diagnostics.trusted


def test_of_few_clients_or_without_an_alliance_no_further_rating_is_read() -> None:
    few = with_distress(program("demo", 150), TELLS)
    assert everything_rated(few, lay_out(few, panel_of(few), FORECAST)) is None
    many = with_distress(program("demo", 300), TELLS)
    assert everything_rated(many, lay_out(many, panel_of(many), FORECAST)) is not None
    once = many.checkins.filter(
        (pl.col("instrument") == DISTRESS.name) | (pl.col("day") == pl.col("day").min().over("episode", "instrument"))
    )
    unrated = replace(many, checkins=once)
    assert everything_rated(unrated, lay_out(unrated, panel_of(unrated), FORECAST)) is None
