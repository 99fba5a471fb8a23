"""Shapley shares: exact, whole, and fair."""

from itertools import product
from math import exp

import numpy as np
import pytest

from bidewell.analysis.forecasting.reasons import shapley
from bidewell.engine.panel import Floats


def _game(weights: tuple[float, ...], clients: int = 1) -> dict[tuple[bool, ...], Floats]:
    """A chance that falls with the sum of what takes part, the first two interacting."""

    def chance(own: tuple[bool, ...]) -> float:
        sum_of = sum(weight for weight, takes_part in zip(weights, own, strict=True) if takes_part)
        return exp(-exp(sum_of + 0.3 * (own[0] and own[1]) - 1.0))

    return {own: np.full(clients, chance(own)) for own in product((False, True), repeat=len(weights))}


def test_shares_sum_to_the_whole_difference() -> None:
    values = _game((0.4, -0.2, 0.9, 0.1))
    whole = values[(True,) * 4] - values[(False,) * 4]
    assert shapley(values).sum(axis=-1) == pytest.approx(whole, abs=1e-15)


def test_equals_get_equal_shares() -> None:
    shares = shapley(_game((0.5, 0.5, -0.1)))[0]
    assert shares[0] == pytest.approx(shares[1], abs=1e-15)


def test_what_changes_nothing_gets_nothing() -> None:
    assert shapley(_game((0.5, 0.2, 0.0)))[0, 2] == pytest.approx(0.0, abs=1e-15)


def test_each_client_has_shares_of_their_own() -> None:
    values = {(False,): np.array([0.8, 0.9]), (True,): np.array([0.7, 0.95])}
    assert shapley(values)[:, 0] == pytest.approx([-0.1, 0.05])


def test_with_nothing_to_share_there_are_no_shares() -> None:
    assert shapley({(): np.array([0.8, 0.7])}).shape == (2, 0)
