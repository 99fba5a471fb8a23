"""A smaller version of benchmarks/calibration.py: the truth is neither always above nor always below, nor outside."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "calibration.py"
PROGRAMS = 8


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("calibration", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_intervals_hold_the_truth_about_as_often_as_they_say(benchmark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "CLIENTS", (150, 250))
    lines = [benchmark.one_line(seed) for seed in range(1000, 1000 + PROGRAMS)]
    assert all(line["converged"] for line in lines)
    assert np.median([line["pareto_k"] for line in lines]) < 0.7
    places = np.array([list(line["places"].values()) for line in lines])
    covered = ((places > 0.05) & (places < 0.95)).mean()
    assert 0.8 < covered < 0.98


def test_a_posterior_half_as_wide_as_it_should_be_is_rejected(benchmark) -> None:
    truth = np.random.default_rng(1).standard_normal(200)
    too_narrow = [float(place) for place in benchmark.stats.norm.cdf(2.0 * truth)]
    line = {"pareto_k": 0.1, "seconds": 1.0}
    verdict = benchmark.judge([line | {"places": {"alliance": place}} for place in too_narrow], 200)
    assert verdict["rejected"] == 2


def test_the_kept_result_is_of_two_hundred_programs_and_rejects_nothing(benchmark) -> None:
    lines = [line for line in benchmark.lines_so_far() if line["converged"]]
    verdict = benchmark.judge(lines, len(benchmark.lines_so_far()))
    assert verdict["programs"] + verdict["left_out"] >= 200
    assert verdict["left_out"] <= 4
    assert verdict["rejected"] == 0
    assert verdict["pareto_k"]["share_above_0.7"] < 0.1
