"""Forecasts against what happened next, in simulated programs. The long run is `benchmarks/forecast_calibration.py`."""

from datetime import timedelta
from functools import cache

import numpy as np
import pytest

from benchmarks.forecast_calibration import (
    PROGRAMS,
    Told,
    brier,
    calibration_slope,
    error_over_programs,
    last_rating_brier,
    told_by,
)
from bidewell.engine.panel import Floats

HORIZONS = (None, 30, 90)


@cache
def told() -> Told:
    return told_by(PROGRAMS[:3], clients=450)


def _horizon(days: int | None) -> tuple[Floats, Floats]:
    return told().chances[days], told().stayed[days]


@pytest.mark.parametrize("days", HORIZONS)
def test_chances_are_neither_too_bold_nor_too_timid(days: int | None) -> None:
    chances, stayed = _horizon(days)
    assert 0.8 < calibration_slope(chances, stayed) < 1.2
    assert chances.mean() == pytest.approx(stayed.mean(), abs=0.05)


@pytest.mark.parametrize("days", HORIZONS)
def test_chances_are_better_than_the_programs_usual_one(days: int | None) -> None:
    chances, stayed = _horizon(days)
    assert brier(chances, stayed) < 0.9 * brier(np.full(stayed.shape, stayed.mean()), stayed)


@pytest.mark.parametrize("days", HORIZONS)
def test_chances_are_better_than_the_last_rating_can_be(days: int | None) -> None:
    chances, stayed = _horizon(days)
    assert brier(chances, stayed) < last_rating_brier(told().last_rating, stayed)


def test_silence_is_judged_as_it_turns_out() -> None:
    chances, stayed = _horizon(None)
    quiet = told().days_since_contact > timedelta(days=7).days
    assert chances[quiet].mean() == pytest.approx(stayed[quiet].mean(), abs=0.08)


def test_of_a_mean_of_programs_alike_in_size_the_error_is_that_of_their_means() -> None:
    means = np.array([0.2, 0.5, 0.4, 0.9])
    values, program = np.repeat(means, 25), np.repeat(np.arange(4), 25)
    found = error_over_programs(lambda kept: float(values[kept].mean()), program)
    assert found == pytest.approx(means.std(ddof=1) / np.sqrt(4))
