"""The worlds in which ours and other engines are measured are as described, and a bar there can be missed."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import statsmodels.api as sm

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
REPLICATES = 60


@pytest.fixture(scope="module")
def worlds() -> ModuleType:
    """The module of worlds."""
    return _imported("worlds")


@pytest.fixture(scope="module")
def judged() -> ModuleType:
    """The module that judges the lines."""
    return _imported("accuracy_judged")


def _imported(name: str) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
        return import_module(name)


@pytest.mark.parametrize(
    "name, rows_per_client, share_left", [("full", 8.59, 0.376), ("hard", 6.03, 0.686)], ids=["full", "hard"]
)
def test_clients_stay_as_long_and_leave_as_often_as_the_world_says(worlds, name, rows_per_client, share_left):
    sessions = worlds.draw_sessions(worlds.WORLDS[name], 4000, 7)
    assert sessions.client.size / sessions.clients == pytest.approx(rows_per_client, abs=0.25)
    assert sessions.left.sum() / sessions.clients == pytest.approx(share_left, abs=0.03)


def test_the_same_seed_gives_the_same_sessions(worlds):
    one, again, other = (worlds.draw_sessions(worlds.FULL, 50, seed) for seed in (3, 3, 4))
    assert np.array_equal(one.rating, again.rating) and np.array_equal(one.left, again.left)
    assert one.rating.shape != other.rating.shape or not np.array_equal(one.rating, other.rating)


def test_nobody_is_asked_about_after_the_last_session_known(worlds):
    sessions = worlds.draw_sessions(worlds.FULL, 300, 5)
    last = np.append(np.diff(sessions.client) > 0, True)
    assert not sessions.at_risk[sessions.session == worlds.SESSIONS].any()
    assert np.array_equal(sessions.left[last], sessions.at_risk[last]) and not sessions.left[~last].any()


def test_a_logit_on_the_true_alliance_finds_the_planted_effect(worlds):
    sessions = worlds.draw_sessions(worlds.FULL, 6000, 2)
    columns = (sessions.alliance, np.log(sessions.session), sessions.court, sessions.fading, sessions.distance)
    design = np.column_stack(
        [np.ones(sessions.client.size), *columns, sessions.ride, sessions.ride * sessions.distance]
    )
    known = sessions.at_risk
    found = sm.GLM(sessions.left[known], design[known], family=sm.families.Binomial()).fit()
    # Twice its standard error, and the little that therapists left out take away.
    assert found.params[1] == pytest.approx(worlds.FULL.effect, abs=2.0 * found.bse[1] + 0.02)


def _lines(method: str, bias: float) -> list[dict]:
    random = np.random.default_rng(11)
    estimates = -1.20 + bias + 0.1 * random.standard_normal(REPLICATES)
    return [
        {
            "world": "hard", "seed": seed, "method": method, "estimate": estimate, "sd": 0.1, "seconds": 1.0,
            "within95": [estimate - 0.196, estimate + 0.196], "within90": [estimate - 0.164, estimate + 0.164],
        }
        for seed, estimate in enumerate(estimates.tolist())
    ]  # fmt: skip


@pytest.mark.parametrize("bias, met", [(0.0, True), (0.25, False)], ids=["unbiased", "biased"])
def test_a_biased_engine_misses_the_bars_that_an_unbiased_one_meets(judged, bias, met):
    methods = judged.by_method(_lines("ours_flat", bias) + _lines("two_stage", 0.25), "hard")
    told = judged.bars("hard", methods["ours_flat"], methods["two_stage"], -1.20)
    assert [words.startswith("met") for _, words in told] == [met] * 3
