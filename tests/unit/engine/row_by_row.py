"""The recursion over a model's rows as NumPy runs it, and as JAX does."""

import jax
import numpy as np

from bidewell.engine import cell
from bidewell.engine.design import Design
from bidewell.engine.jax_driver import jax_drivers
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from bidewell.engine.process import dynamics_of
from bidewell.engine.quadrature import integrals_on_numpy
from bidewell.engine.recursion import Observed, step


def by_numpy_and_jax(model: Model, parameters: Floats) -> tuple[Floats, Floats]:
    """Log-likelihoods of each row of the first block of lanes, by either."""
    driver, channels = jax_drivers(model)[0], model.channels
    quantities = driver.lanes.in_blocks(Design.of(model, driver.lanes).quantities(parameters))[0]
    scalars = model.scalars(parameters)
    observed = Observed(*(np.asarray(jax.device_get(column)) for column in driver.observed))
    dynamics, integrals = dynamics_of(scalars[:, None], np, channels), integrals_on_numpy(model.link)
    belief, rows = cell.newcomer(dynamics, observed.at_risk[0], np), []
    for period in range(driver.lanes.length):
        row = Observed(*(column[period] for column in observed))
        belief, log_likelihood = step(belief, row, quantities[:, period], dynamics, integrals, channels, np)
        rows.append(log_likelihood * row.scored)
    return np.stack(rows), driver.compiled.rows(quantities, scalars, driver.observed)
