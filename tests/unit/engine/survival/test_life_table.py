"""Hazards by period: plain proportions of the counts beside them."""

import numpy as np
import pytest

from bidewell.engine.survival.life_table import life_table, period_counts


def counts(rows: list[tuple[int, int, bool, int]], periods: int) -> tuple[list[int], list[int]]:
    first, last, happened, until = (np.array(column) for column in zip(*rows, strict=True))
    at_risk, events = period_counts(first, last, happened, until, periods)
    return at_risk.tolist(), events.tolist()


def test_each_period_counts_those_who_were_in_view_for_the_whole_of_it() -> None:
    rows = [
        (0, 0, True, 9),  # left in the first period
        (0, 2, True, 9),  # left in the third
        (0, 2, False, 9),  # ended otherwise in the third
        (1, 3, False, 9),  # observed from the second on
        (0, 1, False, 1),  # followed to the end of the second
        (0, 2, True, 1),  # leaves in a period that follow-up does not cover: neither at risk there nor left
        (0, 0, True, -1),  # follow-up does not cover the first period
    ]
    assert counts(rows, 5) == ([5, 5, 3, 1, 0], [1, 0, 1, 0, 0])


def test_periods_past_the_table_are_left_out() -> None:
    assert counts([(0, 40, True, 50), (45, 60, False, 60)], 3) == ([1, 1, 1], [0, 0, 0])


def test_a_band_pools_its_periods_and_gives_the_hazard_of_one() -> None:
    first, second = life_table(np.array([100, 80, 60, 50]), np.array([20, 10, 6, 5]), [(0, 0), (1, 3)])
    assert (first.at_risk, first.happened, first.hazard.probability) == (100, 20, 0.2)
    assert (second.at_risk, second.happened) == (190, 21) and second.hazard.probability == pytest.approx(21 / 190)


def test_a_band_that_fewer_than_ten_reach_is_not_shown() -> None:
    assert life_table(np.array([9, 9]), np.array([1, 1]), [(0, 1), (2, 3)]) == ()
