"""A few draws in place of all: none twice where they are evenly spaced, as often as its weight where they are weighed."""

import numpy as np
import pytest

from bidewell.engine.draws import as_weighed, equal_draws, evenly_spaced


@pytest.mark.parametrize(("available", "wanted"), [(256, 100), (256, 255), (5, 3), (7, 1), (3, 10), (4000, 256)])
def test_evenly_spaced_draws_begin_at_the_first_and_none_comes_twice(available: int, wanted: int) -> None:
    places = evenly_spaced(available, wanted)
    assert places.size == min(available, wanted) == np.unique(places).size
    assert places[0] == 0 and (wanted == 1 or places[-1] == available - 1)
    assert wanted == 1 or np.ptp(np.diff(places)) <= 1


def test_each_draw_stands_as_often_as_its_weight_says_give_or_take_one() -> None:
    weights = np.array([0.0, 3.0, 1.0, 0.5, 5.5])
    times = np.bincount(as_weighed(weights, 1000, np.random.default_rng(3)), minlength=5)
    assert times.sum() == 1000 and times[0] == 0
    assert (np.abs(times - 1000 * weights / weights.sum()) <= 1).all()


@pytest.mark.parametrize(
    ("times", "worth"), [([1, 1, 1, 1], 4.0), ([4], 1.0), ([2, 1, 1], 16 / 6), ([97, 1, 1, 1], 1.06)]
)
def test_a_draw_that_stands_there_several_times_is_one(times: list[int], worth: float) -> None:
    draws = np.repeat(np.random.default_rng(3).normal(size=(len(times), 2)), times, axis=0)
    assert equal_draws(draws) == pytest.approx(worth, abs=0.01)


def test_shares_of_weighed_draws_scatter_as_shares_of_so_many_equal_ones() -> None:
    """Intervals of a chance by the number of draws, however often each stands there, would hold it too seldom."""
    shares, worth = [], []
    for seed in range(400):
        random = np.random.default_rng(seed)
        values, weights = random.normal(size=256), random.gamma(0.8, size=256)
        drawn = values[as_weighed(weights, 256, random)][:, None]
        shares.append((drawn > 0.0).mean())
        worth.append(equal_draws(drawn))
    assert np.std(shares) == pytest.approx(np.sqrt(0.25 * np.mean(np.divide(1.0, worth))), rel=0.1)
    assert np.std(shares) > 1.3 * np.sqrt(0.25 / 256)
