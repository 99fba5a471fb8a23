"""Cronbach's alpha and its interval, against numbers worked out by hand and against what it promises."""

import numpy as np
import pytest

from bidewell.analysis.checks.internal_consistency import FEWEST_CLIENTS, internal_consistency


def test_alpha_of_two_items_is_worked_out_by_hand() -> None:
    # Half of the clients answer 1 and 1, a quarter 3 and 3, a quarter 3 and 1: variances 1 and 0.75, covariance 0.5.
    rows = [[1, 1]] * 20 + [[3, 3]] * 10 + [[3, 1]] * 10
    found = internal_consistency(np.array(rows, dtype=float))
    assert found is not None
    assert found.alpha == pytest.approx(2 * (1 - 1.75 / 2.75))
    assert (found.clients, found.items) == (40, 2)


def test_items_that_always_agree_have_alpha_one() -> None:
    rows = np.repeat(np.arange(30.0)[:, None], 4, axis=1)
    found = internal_consistency(rows)
    assert found is not None and found.alpha == pytest.approx(1) and found.low == pytest.approx(1)


def test_too_few_clients_or_no_difference_at_all_gives_nothing() -> None:
    rows = np.random.default_rng(1).normal(size=(FEWEST_CLIENTS, 4))
    assert internal_consistency(rows) is not None
    assert internal_consistency(rows[1:]) is None
    assert internal_consistency(np.ones((100, 4))) is None
    assert internal_consistency(np.empty((0, 4))) is None


def test_the_interval_holds_the_true_alpha_nine_times_in_ten() -> None:
    generator = np.random.default_rng(7)
    # Four parallel items with reliability one half each: alpha is 4 * 0.5 / (1 + 3 * 0.5).
    held = 0
    for _ in range(1000):
        person = generator.normal(size=(60, 1))
        found = internal_consistency(person + generator.normal(size=(60, 4)))
        assert found is not None
        held += found.low <= 0.8 <= found.high
    assert 870 <= held <= 930
