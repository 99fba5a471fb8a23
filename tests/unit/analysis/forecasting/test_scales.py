"""Ratings on another scale than the fit read: no forecast, and why. Records of another name: a forecast, with a word."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bidewell import verbs
from bidewell.analysis.forecasting.forecasts import forecast_clients
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.scales import OtherScale, refuse_other_scales
from bidewell.analysis.program import ProgramRecords
from bidewell.cli.exits import USAGE, explain
from bidewell.cli.main import bidewell
from bidewell.domain.settings import ProgramSettings, RatingSource
from bidewell.exchange.saved_model import save_model
from bidewell.exchange.writing import write_records
from tests.forecasted_programs import forecasted

DISTRESS = RatingSource("distress", "distress", "client", "1", "total", 0.0, 40.0)


def _settings(instruments: Iterable[RatingSource]) -> ProgramSettings:
    return replace(forecasted().records.settings, instruments=tuple(instruments))


def _records(**changes: Any) -> ProgramRecords:
    return replace(forecasted().records, settings=replace(forecasted().records.settings, **changes))


def _alliance() -> RatingSource:
    (rating,) = forecasted().records.settings.instruments
    return rating


@pytest.mark.parametrize(
    "change",
    [
        {"maximum": 10.0},
        {"minimum": 0.0},
        {"item": "mean"},
        {"version": "2"},
        {"rater": "therapist"},
        {"name": "wai"},
        {"role": "distress"},
    ],
)
def test_a_number_that_would_mean_something_else_is_not_read(change: dict[str, Any]) -> None:
    with pytest.raises(OtherScale, match="Fit the program again"):
        refuse_other_scales(_settings([replace(_alliance(), **change)]), forecasted().saved)


def test_the_error_names_the_rating_and_both_scales_and_nothing_is_forecast() -> None:
    records = _records(instruments=(replace(_alliance(), maximum=10.0),))
    with pytest.raises(OtherScale, match=r"rating alliance .* from 1 to 5\. In these records: .* from 1 to 10\."):
        forecast_clients(records, forecasted().saved, forecasted().fitted_on)


def test_a_rating_that_is_asked_no_more_was_given_by_nobody() -> None:
    refuse_other_scales(_settings([]), forecasted().saved)


def test_another_rating_does_not_take_the_place_of_the_alliance() -> None:
    with pytest.raises(OtherScale):
        refuse_other_scales(_settings([DISTRESS]), forecasted().saved)


def test_a_further_rating_on_another_scale_is_refused_by_its_name_where_the_fit_read_it() -> None:
    saved = replace(forecasted().saved, further_sources={"distress": DISTRESS})
    other = _settings([_alliance(), replace(DISTRESS, maximum=100.0)])
    refuse_other_scales(_settings([_alliance(), DISTRESS]), saved)
    refuse_other_scales(other, forecasted().saved)
    with pytest.raises(OtherScale, match=r"rating distress .* from 0 to 40\. In these records: .* from 0 to 100\."):
        refuse_other_scales(other, saved)


def test_a_fit_without_ratings_reads_none_whatever_their_scale() -> None:
    saved = replace(forecasted().saved, source=None)
    refuse_other_scales(_settings([replace(_alliance(), maximum=10.0)]), saved)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(_saved(), tmp_path_factory.mktemp("fitted") / "model")


def _saved() -> SavedProgram:
    return forecasted().saved


def _written(records: ProgramRecords, folder: Path) -> list[str]:
    write_records(records.of_episodes(records.episodes.head(20)), folder / "records")
    return [str(folder / "records"), "--out", str(folder / "forecasts.json"), "--json"]


def test_the_command_refuses_another_scale_as_a_wrong_setting_and_writes_nothing(model: Path, tmp_path: Path) -> None:
    other = _written(_records(instruments=(replace(_alliance(), maximum=10.0),)), tmp_path)
    with pytest.raises(OtherScale) as refused:
        bidewell.main(["forecast", str(model), *other], standalone_mode=False)
    assert explain(refused.value) == (str(refused.value), USAGE)
    assert not (tmp_path / "forecasts.json").exists()


def test_the_command_warns_of_another_programs_name_beside_the_answer(model: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(bidewell, ["forecast", str(model), *_written(_records(name="Elsewhere"), tmp_path)])
    assert told.exit_code == 0 and json.loads(told.stdout)["file"] == str(tmp_path / "forecasts.json")
    assert "Elsewhere" in told.stderr and _saved().program in told.stderr
    with pytest.warns(UserWarning, match="Elsewhere"):
        verbs.forecast(model, tmp_path / "records")


def test_the_command_is_silent_of_the_program_that_was_fitted(model: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(bidewell, ["forecast", str(model), *_written(forecasted().records, tmp_path)])
    assert (told.exit_code, told.stderr) == (0, "")
