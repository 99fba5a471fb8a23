"""A smaller version of benchmarks/calibration.py: the truth is neither always above nor always below, nor outside."""

import numpy as np
import pytest
from scipy import stats

from benchmarks import calibration
from benchmarks.calibration_judged import judge

PROGRAMS = 8


def test_intervals_hold_the_truth_about_as_often_as_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "CLIENTS", (150, 250))
    lines = [calibration.one_line(seed) for seed in range(1000, 1000 + PROGRAMS)]
    assert all(line["converged"] for line in lines)
    assert np.median([line["pareto_k"] for line in lines]) < 0.7
    places = np.array([list(line["places"].values()) for line in lines])
    covered = ((places > 0.05) & (places < 0.95)).mean()
    assert 0.8 < covered < 0.98


def test_a_posterior_half_as_wide_as_it_should_be_is_rejected() -> None:
    truth = np.random.default_rng(1).standard_normal(200)
    too_narrow = [float(place) for place in stats.norm.cdf(2.0 * truth)]
    verdict = judge([{"seconds": 1.0, "places": {"alliance": place}} for place in too_narrow], 200)
    assert verdict["rejected"] == 2


def test_the_kept_result_is_of_five_hundred_programs_and_rejects_nothing() -> None:
    verdict = calibration.judged(calibration.kept(calibration.ALONE.results("jsonl")), calibration.ALONE)
    assert verdict["programs"] + verdict["left_out"] >= 500
    assert verdict["left_out"] <= 4
    assert verdict["rejected"] == 0
    assert verdict["pareto_k"]["share_above_0.7"] < 0.1


def test_the_fit_of_everything_holds_the_truth_as_often_as_it_says_too() -> None:
    verdict = calibration.judged(calibration.kept(calibration.TOGETHER.results("jsonl")), calibration.TOGETHER)
    assert verdict["programs"] + verdict["left_out"] >= 200
    assert verdict["rejected"] == 0
    assert verdict["pareto_k"]["share_above_0.7"] < 0.1
