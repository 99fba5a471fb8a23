"""The recursion under NumPy and under JAX is one recursion; see test_machine_code for the third."""

from dataclasses import replace

import numpy as np
import pytest

from bidewell.engine import cell
from bidewell.engine.channels import ALLIANCE_ALONE, Kind
from bidewell.engine.links import LINKS, Link
from bidewell.engine.quadrature import integrals_on_numpy
from bidewell.engine.ratings import KINDS
from bidewell.engine.recursion import Observed, step
from tests.unit.engine.beliefs import alliance_dynamics, belief_of, flat
from tests.unit.engine.programs import busy_program, rated_as
from tests.unit.engine.row_by_row import by_numpy_and_jax


@pytest.mark.parametrize("kind, link", [*((kind, "cloglog") for kind in KINDS), ("gaussian", "logit")])
def test_numpy_and_jax_agree_row_by_row(link: Link, kind: Kind) -> None:
    program = rated_as(busy_program(60), kind)
    by_numpy, by_jax = by_numpy_and_jax(replace(program.model, link=link), program.parameters)
    assert by_numpy == pytest.approx(by_jax, abs=1e-10)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_each_derivative_of_a_link_is_the_slope_of_the_one_before(link: Link, order: int) -> None:
    eta = np.linspace(-6.0, 2.0, 33)
    before, here = (LINKS[link](eta + by, order - 1, np) for by in (-1e-4, 1e-4))
    assert LINKS[link](eta, order, np) == pytest.approx((here - before) / 2e-4, rel=1e-6, abs=1e-7)


def test_a_row_of_nothing_changes_nothing_but_time() -> None:
    dynamics, belief = alliance_dynamics(0.6, 0.5, 0.8, 0.5), belief_of(0.3, -0.2, 0.2, -0.05, 0.15)
    several = ("rating", "rating_count", "happened", "times")
    nothing = Observed(*(np.zeros((1, 1) if name in several else 1) for name in Observed._fields))
    integrals = integrals_on_numpy("cloglog")
    after, log_likelihood = step(belief, nothing, np.zeros((7, 1)), dynamics, integrals, ALLIANCE_ALONE, np)
    assert flat(after) == pytest.approx(flat(belief)) and log_likelihood == 0.0


def test_time_lets_a_patch_fade_to_what_is_usual() -> None:
    dynamics, belief = alliance_dynamics(0.6, 0.5, 0.8, 0.5), belief_of(0.3, -0.2, 0.2, -0.05, 0.15)
    later = cell.predict(belief, np.array([200.0]), np.zeros(1), np.zeros(1), dynamics, np)
    assert flat(later) == pytest.approx(np.array([[0.3], [0.0], [0.2], [0.0], [0.25]]), abs=1e-12)
