"""Draws that carry no answer are not trusted."""

import numpy as np
import pytest

from bidewell.engine.fitters.importance import _smoothed


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_one_draw_that_stands_for_all_is_not_trusted() -> None:
    far_apart = np.linspace(0.0, -1e6, 400)
    assert _smoothed(far_apart)[1] == np.inf


def test_draws_that_count_alike_are_trusted() -> None:
    assert _smoothed(np.random.default_rng(1).normal(0.0, 0.3, 400))[1] < 0.7
