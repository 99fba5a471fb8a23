"""Means of draws and their intervals."""

import numpy as np
import pytest

from bidewell.analysis.interval import Interval


def test_nine_in_ten_draws_lie_in_it() -> None:
    found = Interval.of(np.arange(101.0))
    assert (found.mean, found.low, found.high) == (50.0, 5.0, 95.0)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_mean_lies_in_it_even_where_nearly_all_draws_are_one_number(sign: float) -> None:
    draws = np.append(np.zeros(199), sign)
    found = Interval.of(draws)
    assert found.mean == sign / 200 and found.low <= found.mean <= found.high


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_so_many_draws_is_never_told_without_its_doubt(share: float) -> None:
    found = Interval.of_share(share, 256)
    assert found.low <= share <= found.high
    assert found.high - found.low == pytest.approx(2.706 / (256 + 2.706), rel=1e-3)  # Wilson: z²/(n + z²)


def test_a_ratios_mean_is_the_geometric_one() -> None:
    found = Interval.ratio(np.log([0.5, 2.0]))
    assert found.mean == pytest.approx(1.0)
