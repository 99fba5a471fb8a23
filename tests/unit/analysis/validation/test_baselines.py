"""The simple rules learn from days before, and from nothing else."""

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.validation.baselines import BASE_RATE, CUT_OFF, LAST_VALUE, has_enough, simple_chances


def clients(ratings: list[float | None], stayed: list[float] | None = None, days: int = 50) -> pl.DataFrame:
    frame = pl.DataFrame(
        {"last_rating": pl.Series(ratings, dtype=pl.Float64), "days_in_care": [days] * len(ratings)},
    )
    return frame if stayed is None else frame.with_columns(stayed=pl.Series(stayed, dtype=pl.Float64))


PAST = clients([1.0, 2.0, 3.0, 4.0, None] * 20, [0.0, 0.0, 1.0, 1.0, 1.0] * 20)
NOW = clients([1.0, 2.5, 4.0, None])


def test_the_base_rate_is_the_share_who_stayed_before() -> None:
    assert simple_chances(PAST, NOW)[BASE_RATE] == pytest.approx([0.6] * 4)


def test_the_cut_off_tells_the_lowest_quarter_from_the_rest_and_the_unrated() -> None:
    # The lowest quarter of 1, 2, 3, 4 ends at 1.75: (0 + 4 x .6) / (20 + 4) stayed below it.
    low, middle, high, missing = simple_chances(PAST, NOW)[CUT_OFF]
    assert low == pytest.approx(2.4 / 24)
    assert middle == high == pytest.approx((40 + 2.4) / 64)
    assert missing == pytest.approx((20 + 2.4) / 24)


def test_the_last_value_orders_clients_by_their_rating() -> None:
    low, middle, high, missing = simple_chances(PAST, NOW)[LAST_VALUE]
    assert low < middle < high
    assert low < 0.1 and missing > 0.9


def test_without_ratings_only_the_base_rate_is_told() -> None:
    unrated = PAST.with_columns(last_rating=pl.lit(None, pl.Float64))
    assert set(simple_chances(unrated, NOW)) == {BASE_RATE}


@pytest.mark.parametrize("left, stayed, enough", [(10, 10, True), (9, 50, False), (50, 9, False), (0, 0, False)])
def test_a_rule_that_saw_hardly_anyone_leave_would_be_a_straw_man(left: int, stayed: int, enough: bool) -> None:
    past = clients([None] * (left + stayed), [0.0] * left + [1.0] * stayed)
    assert has_enough(past) == enough


def test_more_time_in_care_counts_with_the_last_value() -> None:
    rng = np.random.default_rng(1)
    days = rng.integers(1, 300, 400)
    stayed = (rng.random(400) < days / 300).astype(float)
    past = clients([3.0, 4.0, 2.0, 1.0] * 100, stayed.tolist()).with_columns(days_in_care=pl.Series(days))
    early, late = simple_chances(past, clients([3.0, 3.0]).with_columns(days_in_care=pl.Series([5, 280])))[LAST_VALUE]
    assert early < late


def test_time_in_care_beyond_what_was_seen_counts_as_the_longest_seen() -> None:
    days = np.arange(1, 101)
    past = clients([2.0, 3.0, 4.0, 3.0] * 25, (days < 70).astype(float).tolist()).with_columns(
        days_in_care=pl.Series(days)
    )
    now = clients([3.0, 3.0]).with_columns(days_in_care=pl.Series([100, 900]))
    longest, beyond = simple_chances(past, now)[LAST_VALUE]
    assert longest == beyond
