"""Draws that carry no answer are not trusted."""

import numpy as np
import pytest

from bidewell.engine.fitters import importance
from bidewell.engine.fitters.fit import fit
from bidewell.engine.fitters.importance import LONGEST_LEAN, OutOfReach, _smoothed, _weights
from bidewell.engine.panel import Floats
from bidewell.engine.partitions.messages import Draws
from bidewell.engine.partitions.partition import Partition
from tests.unit.engine.programs import busy_program


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_one_draw_that_stands_for_all_is_not_trusted() -> None:
    far_apart = np.linspace(0.0, -1e6, 400)
    assert _smoothed(far_apart)[1] == np.inf


def test_draws_that_count_alike_are_trusted() -> None:
    assert _smoothed(np.random.default_rng(1).normal(0.0, 0.3, 400))[1] < 0.7


def test_a_draw_without_a_value_counts_for_nothing() -> None:
    log_weights = np.random.default_rng(1).normal(0.0, 0.3, 400)
    log_weights[:3] = -np.inf, np.nan, -np.inf
    weights, k = _smoothed(log_weights)
    assert not weights[:3].any() and (weights[3:] > 0).all() and k < 0.7


def test_where_no_draw_has_a_value_there_is_no_posterior() -> None:
    with pytest.raises(OutOfReach):
        _smoothed(np.full(400, -np.inf))


def test_one_slope_without_bounds_takes_no_draw_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    model, lean = busy_program(60).model, Partition.lean

    def steep(self: Partition, draws: Draws) -> Floats:
        found = lean(self, draws)
        self._leans[3] += 1e5
        found[3] += 1e5
        return found

    usual = fit(model, 1, 100)
    monkeypatch.setattr(Partition, "lean", steep)
    found = fit(model, 1, 100)
    assert found.draws.pareto_k < usual.draws.pareto_k + 0.2
    assert np.abs(found.draws.parameters.mean(axis=0) - usual.draws.parameters.mean(axis=0)).max() < 0.5


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_where_slopes_lean_to_where_nothing_is_draws_are_made_about_the_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    model, lean = busy_program(60).model, Partition.lean

    def far_away(self: Partition, draws: Draws) -> Floats:
        lean(self, draws)
        self._leans[:] = 1e6
        return self._leans[:, self._part.shared]

    monkeypatch.setattr(Partition, "lean", far_away)
    found = fit(model, 1, 100)
    apart = np.abs(found.draws.parameters.mean(axis=0) - found.mode) / found.draws.parameters.std(axis=0)
    assert np.isfinite(found.draws.parameters).all() and apart.max() < 1.5


@pytest.mark.parametrize("of_more", [0.4, 0.8])
def test_a_check_that_says_no_is_asked_once_more_of_four_times_as_many(
    of_more: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def smoothed(log_weights: Floats) -> tuple[Floats, float]:
        asked.append(log_weights.size)
        return np.exp(log_weights - log_weights.max()), of_more if len(asked) > 1 else 0.9

    monkeypatch.setattr(importance, "_smoothed", smoothed)
    found = fit(busy_program(60).model, 1, 100)
    assert asked == [100, 400] and len(found.draws.parameters) == 100
    assert found.draws.pareto_k == of_more and found.trusted == (of_more < 0.7)


def test_slopes_count_alike_but_those_far_longer_than_others_and_those_without_a_value() -> None:
    leans = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [40.0, 0.0], [np.nan, 1.0]])
    assert _weights(leans, np.eye(2)) == pytest.approx([0.2, 0.2, 0.2, 0.2 * LONGEST_LEAN / 40.0, 0.0])
    assert not _weights(np.full((4, 2), np.nan), np.eye(2)).any()
