"""A hazard's expectations for forecasting: the fit's numbers, and chances within the error that is stated."""

import numpy as np
import pytest

from bidewell.engine.cell import Belief
from bidewell.engine.hazards_ahead import HazardAtOnce, expected_chance
from bidewell.engine.links import LINKS, Link
from bidewell.engine.measurement import absorb_event
from bidewell.engine.panel import Floats
from bidewell.engine.quadrature import hazard_on_numpy

NODES, _RAW = np.polynomial.hermite_e.hermegauss(80)
WEIGHTS = _RAW / _RAW.sum()
HAZARD_OF_THREE_IN_TEN = -1.0


def _exactly(link: Link, centre: Floats, spread: float) -> Floats:
    return np.asarray(sum(w * LINKS[link](centre + spread * z, 0, np) for z, w in zip(NODES, WEIGHTS, strict=True)))


def _error(link: Link, centre: Floats, spread: float) -> float:
    return float(np.abs(expected_chance(link, centre, np.array(spread)) - _exactly(link, centre, spread)).max())


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize(
    ("highest", "spread", "at_most"),
    [(HAZARD_OF_THREE_IN_TEN, 0.5, 1e-4), (HAZARD_OF_THREE_IN_TEN, 0.75, 1e-3), (3.0, 1.0, 0.012)],
)
def test_the_error_of_three_nodes_is_at_most_what_is_stated(
    link: Link, highest: float, spread: float, at_most: float
) -> None:
    centre = np.linspace(-10.0, highest, 400)
    assert max(_error(link, centre, share * spread) for share in (0.25, 0.5, 0.75, 1.0)) <= at_most


@pytest.mark.parametrize("link", LINKS)
def test_without_spread_a_chance_is_the_hazard_itself(link: Link) -> None:
    centre = np.linspace(-60.0, 60.0, 50)
    assert expected_chance(link, centre, np.zeros(())) == pytest.approx(LINKS[link](centre, 0, np), abs=1e-15)


@pytest.mark.parametrize("link", LINKS)
def test_a_chance_stays_one_however_wide_the_belief(link: Link) -> None:
    found = expected_chance(link, np.array([-900.0, -3.0, 900.0]), np.array([1e3, 1e3, 1e3]))
    assert ((found >= 0.0) & (found <= 1.0)).all()


@pytest.mark.parametrize("link", LINKS)
def test_all_derivatives_together_are_those_one_by_one(link: Link) -> None:
    centre, spread = np.linspace(-12.0, 4.0, 30), np.linspace(0.0, 1.5, 30)
    together, alone = HazardAtOnce(link), hazard_on_numpy(link)
    for order in range(3):
        assert together(order, centre, spread) == pytest.approx(alone(order, centre, spread), abs=1e-10)


@pytest.mark.parametrize("link", LINKS)
def test_who_stayed_where_nobody_would_is_still_believed_something(link: Link) -> None:
    belief = Belief((np.zeros(1), np.zeros(1)), (np.full(1, 0.5), np.zeros(1), np.full(1, 0.2)))
    loads = ((0, np.ones(1)), (1, np.ones(1)))
    for eta in (3.0, 10.0, 1e6):
        after, log_chance = absorb_event(
            belief, loads, np.zeros(1), np.ones(1), np.full(1, eta), HazardAtOnce(link), np
        )
        assert -40.0 < log_chance[0] < -2.0
        assert np.isfinite(after.mean).all() and after.mean[0] < 0.0
        assert 0.0 < after.covariance[0][0] <= 0.5


def test_another_centre_is_not_answered_with_what_was_found_before() -> None:
    hazard, spread = HazardAtOnce("cloglog"), np.array([0.3])
    first = hazard(0, np.array([-2.0]), spread)
    assert hazard(0, np.array([-1.0]), spread) > first and hazard(1, np.array([-1.0]), spread) != first
