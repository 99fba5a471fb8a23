"""The recursion under NumPy and under JAX is one recursion; see test_machine_code for the third."""

from dataclasses import replace

import jax
import numpy as np
import pytest

from bidewell.engine import cell
from bidewell.engine.channels import ALLIANCE_ALONE, Kind
from bidewell.engine.design import Design
from bidewell.engine.jax_driver import jax_drivers
from bidewell.engine.links import LINKS, Link
from bidewell.engine.process import dynamics_of
from bidewell.engine.quadrature import integrals_on_numpy
from bidewell.engine.ratings import KINDS
from bidewell.engine.recursion import Observed, step
from tests.unit.engine.beliefs import alliance_dynamics, belief_of, flat
from tests.unit.engine.programs import busy_program, rated_as


@pytest.mark.parametrize("kind, link", [*((kind, "cloglog") for kind in KINDS), ("gaussian", "logit")])
def test_numpy_and_jax_agree_row_by_row(link: Link, kind: Kind) -> None:
    program = rated_as(busy_program(60), kind)
    driver = jax_drivers(replace(program.model, link=link))[0]
    design = Design.of(program.model, driver.lanes)
    quantities = driver.lanes.in_blocks(design.quantities(program.parameters))[0]
    scalars = program.model.scalars(program.parameters)
    observed = Observed(*(np.asarray(jax.device_get(column)) for column in driver.observed))
    channels = program.model.channels
    dynamics, integrals = dynamics_of(scalars[:, None], np, channels), integrals_on_numpy(link)
    belief = cell.newcomer(dynamics, observed.at_risk[0], np)
    rows = []
    for period in range(driver.lanes.length):
        row = Observed(*(column[period] for column in observed))
        belief, log_likelihood = step(belief, row, quantities[:, period], dynamics, integrals, channels, np)
        rows.append(log_likelihood * row.scored)
    compiled = driver.compiled.rows(quantities, scalars, driver.observed)
    assert np.stack(rows) == pytest.approx(compiled, abs=1e-10)


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
