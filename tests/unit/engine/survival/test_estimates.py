"""Proportions and their intervals."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from bidewell.engine.survival.estimates import clustered_proportion, proportion


@pytest.mark.parametrize("happened, n", [(0, 1), (0, 12), (3, 12), (62, 100), (12, 12), (1, 5000)])
def test_wilson_interval_is_that_of_statsmodels(happened: int, n: int) -> None:
    estimate = proportion(happened, n)
    low, high = proportion_confint(happened, n, alpha=0.1, method="wilson")
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize("happened, n", [(1, 0), (3, 2), (-1, 2)])
def test_a_proportion_of_nothing_is_refused(happened: int, n: int) -> None:
    with pytest.raises(ValueError):
        proportion(happened, n)


def test_trials_of_one_person_that_resemble_each_other_widen_the_interval() -> None:
    alike = clustered_proportion(np.array([10.0, 0.0] * 20), np.full(40, 10.0))
    simple = proportion(200, 400)
    assert alike.probability == simple.probability and alike.n == 400
    assert alike.high - alike.low == pytest.approx(proportion(20, 40).high - proportion(20, 40).low, rel=0.05)


def test_trials_more_alike_than_chance_claim_no_extra_precision() -> None:
    even = clustered_proportion(np.full(40, 5.0), np.full(40, 10.0))
    assert even.high - even.low >= proportion(200, 400).high - proportion(200, 400).low


def test_nobody_missing_a_session_counts_each_person_once() -> None:
    assert clustered_proportion(np.zeros(40), np.full(40, 10.0)).high == pytest.approx(proportion(0, 40).high)
