"""No ending takes away a whole variance, and what it takes away has no bend."""

import numpy as np
import pytest

from bidewell.engine import measurement
from bidewell.engine.cell import Belief
from bidewell.engine.panel import Floats


def kept_of(wanted: Floats) -> Floats:
    """What is left of a variance of 2 where an event would take away such shares of it."""
    shape = np.ones_like(wanted)
    belief = Belief((0.0 * shape, 0.0 * shape), (2.0 * shape, 0.0 * shape, 0.0 * shape))

    def hazard(order: int, centre: Floats, spread: Floats) -> Floats:
        """One whose second derivative takes away the share, and whose first is 0."""
        return (shape, 0.0 * shape, -wanted / 2.0)[order]

    after, _ = measurement.absorb_event(belief, ((0, shape),), shape, shape, 0.0 * shape, hazard, np)
    return np.asarray(after.covariance[0] / 2.0)


def test_what_exact_moments_take_away_is_taken_away() -> None:
    shares = np.array([-0.5, 0.0, 0.3, measurement.FREELY_LEARNED])
    assert kept_of(shares) == pytest.approx(1.0 - shares, abs=1e-9)


def test_more_is_held_back_and_never_everything() -> None:
    kept = kept_of(np.array([0.9, 1.0, 2.0, 1e3, 1e9]))
    assert (np.diff(kept) < 0).all() and (kept > 1.0 - measurement.MOST_LEARNED).all()


def test_there_is_no_bend_where_holding_back_begins() -> None:
    near = measurement.FREELY_LEARNED + 1e-4 * np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    assert np.diff(kept_of(near)) / 1e-4 == pytest.approx(-1.0, abs=2e-3)
