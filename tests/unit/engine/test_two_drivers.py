"""The recursion under NumPy and under JAX is one recursion."""

import jax
import numpy as np
import pytest
from scipy.special import log_ndtr

from bidewell.engine import cell
from bidewell.engine.kernel import kernel
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.links import LINKS, Link
from bidewell.engine.quadrature import hazard_on_numpy
from bidewell.engine.ratings import KINDS, Kind, absorber
from bidewell.engine.recursion import Observed, dynamics_of, step
from tests.unit.engine.programs import busy_program, rated_as

PLAIN = absorber("gaussian", log_ndtr, np)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("kind", KINDS)
def test_numpy_and_jax_agree_row_by_row(link: Link, kind: Kind) -> None:
    program = rated_as(busy_program(60), kind)
    likelihood = Likelihood.of(program.model)
    quantities = likelihood.packing.scatter(program.model.quantities(program.parameters))[0]
    scalars = program.model.scalars(program.parameters)
    observed = Observed(*(np.asarray(jax.device_get(column)) for column in likelihood.observed[0]))
    dynamics, hazard = dynamics_of(scalars, np), hazard_on_numpy(link)
    absorb = absorber(kind, log_ndtr, np)
    belief = cell.newcomer(dynamics, observed.rating[0], np)
    rows = []
    for period in range(likelihood.packing.length):
        row = Observed(*(column[period] for column in observed))
        belief, log_likelihood = step(belief, row, quantities[:, period], dynamics, hazard, absorb, np)
        rows.append(log_likelihood * row.scored)
    compiled = kernel(link, kind).rows(quantities, scalars, likelihood.observed[0])
    assert np.stack(rows) == pytest.approx(compiled, abs=1e-10)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_each_derivative_of_a_link_is_the_slope_of_the_one_before(link: Link, order: int) -> None:
    eta = np.linspace(-6.0, 2.0, 33)
    before, here = (LINKS[link](eta + by, order - 1, np) for by in (-1e-4, 1e-4))
    assert LINKS[link](eta, order, np) == pytest.approx((here - before) / 2e-4, rel=1e-6, abs=1e-7)


def test_a_row_of_nothing_changes_nothing_but_time() -> None:
    dynamics = cell.Dynamics(0.6, 0.5, 0.8, 0.5)
    belief = cell.Belief(*(np.array([value]) for value in (0.3, -0.2, 0.2, -0.05, 0.15)))
    nothing = Observed(*(np.zeros(1) for _ in Observed._fields))
    after, log_likelihood = step(belief, nothing, np.zeros((7, 1)), dynamics, hazard_on_numpy("cloglog"), PLAIN, np)
    assert np.array(after) == pytest.approx(np.array(belief)) and log_likelihood == 0.0


def test_time_lets_a_patch_fade_to_what_is_usual() -> None:
    dynamics = cell.Dynamics(0.6, 0.5, 0.8, 0.5)
    belief = cell.Belief(*(np.array([value]) for value in (0.3, -0.2, 0.2, -0.05, 0.15)))
    later = cell.predict(belief, np.array([200.0]), np.zeros(1), np.zeros(1), dynamics, np)
    assert (later.trait, later.trait_variance) == (belief.trait, belief.trait_variance)
    assert later.patch == pytest.approx(0.0, abs=1e-12) and later.covariance == pytest.approx(0.0, abs=1e-12)
    assert later.patch_variance == pytest.approx(0.25)
