"""A few draws in place of all: none twice where they are evenly spaced, as often as its weight where they are weighed."""

import numpy as np
import pytest

from bidewell.engine.draws import as_weighed, evenly_spaced


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
