"""The median and its interval, against a table of order statistics and against what it promises."""

import numpy as np
import pytest

from bidewell.analysis.description.median import median


@pytest.mark.parametrize(
    ("n", "rank"),
    [(11, 3), (20, 6), (30, 11), (100, 42)],  # largest r with P(Bin(n, 1/2) < r) <= 0.05
)
def test_the_interval_runs_between_order_statistics(n: int, rank: int) -> None:
    found = median(list(range(1, n + 1))[::-1])
    assert (found.low, found.high, found.n) == (rank, n + 1 - rank, n)
    assert found.value == (n + 1) / 2


def test_the_interval_holds_the_true_median_at_least_nine_times_in_ten() -> None:
    generator = np.random.default_rng(3)
    samples = [median(list(generator.exponential(size=41))) for _ in range(1000)]
    held = sum(one.low <= np.log(2) <= one.high for one in samples)
    assert held >= 885
