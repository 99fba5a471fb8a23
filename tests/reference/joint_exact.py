"""A classical joint model without assumed densities, to say what these cost: ratings first, and the integral itself."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from bidewell.engine.jax_driver import JaxDriver, jax_drivers
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.process import dynamics_of
from bidewell.engine.recursion import Observed

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(25)
STANDARD = np.stack(np.meshgrid(NODES, NODES), -1).reshape(-1, 2)
LOG_WEIGHTS = np.log(np.multiply.outer(WEIGHTS, WEIGHTS).ravel() / WEIGHTS.sum() ** 2)
Now = Mapping[str, Floats]


def ratings_first(model: Model) -> Likelihood:
    """The same likelihood with each client's ratings absorbed before the rest: nothing passes, so any order is right."""
    panel = model.panel
    order = np.lexsort((panel.period, panel.rating_count == 0, panel.client))
    place = np.arange(panel.rows) - np.flatnonzero(panel.starts)[panel.client]
    columns: dict[str, Any] = {name: column[order] for name, column in panel.columns().items()}
    shuffled = replace(panel, **columns | {"period": place.astype(float)})
    model = replace(model, panel=shuffled, blocks=tuple(_in(order, each) for each in model.blocks))
    growth = panel.period[order] / model.growth
    drivers = [replace(driver, observed=_growing(driver, growth)) for driver in jax_drivers(model)]
    return Likelihood.driven(model, drivers)


def _growing(driver: JaxDriver, growth: Floats) -> Observed:
    (block,) = driver.lanes.in_blocks(driver.lanes.lay_out(growth))
    return driver.observed._replace(growth=block)


def _in(order: Integers, block: Block) -> Block:
    if block.columns is not None:
        return replace(block, columns=block.columns[order])
    return replace(block, level_of_row=block.level_of_row[order])


def highest(likelihood: Likelihood, start: Floats) -> Floats:
    """Where the likelihood is highest in the parameters that have a flat prior; the others stay where they are."""
    model = likelihood.model
    flat = model.prior_precision(dict.fromkeys(model.scales, 1.0)) == 0

    def loss(at: Floats) -> tuple[float, Floats]:
        value, gradient = likelihood.value_and_gradient(np.where(flat, at, start))
        return -value, -gradient * flat

    return np.asarray(minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-2}).x)


def integrals(model: Model, parameters: Floats) -> Floats:
    """Log-likelihood of each client, integrated over level and slope on 25 x 25 nodes around what the ratings say."""
    panel, now = model.panel, model.channels.named(model.quantities(parameters))
    dynamics = dynamics_of(model.scalars(parameters)[:, None], np, model.channels)
    level, both, slope = (float(np.squeeze(one)) for one in dynamics.trait_covariance)
    traits, error = np.array([[level, both], [both, slope]]), float(np.squeeze(dynamics.rating_sd[0]))
    starts = np.append(np.flatnonzero(panel.starts), panel.rows)
    rows = [np.arange(*ends) for ends in zip(starts, starts[1:], strict=False)]
    return np.array([_integral(model, now, traits, error, of_client) for of_client in rows])


def _integral(model: Model, now: Now, traits: Floats, error: float, rows: Integers) -> float:
    panel = model.panel
    loads = np.column_stack([np.ones(panel.rows), panel.period / model.growth])
    rated, asked = rows[panel.rating_count[rows] > 0], rows[panel.at_risk[rows]]
    z, surprise = loads[rated], panel.rating[rated] - now["level"][rated]
    spread = z @ traits @ z.T + error**2 * np.eye(rated.size)
    gain = traits @ z.T @ np.linalg.inv(spread)
    latent = gain @ surprise + STANDARD @ np.linalg.cholesky(traits - gain @ z @ traits).T
    level = now["level"][asked] + latent @ loads[asked].T
    rate = np.exp(np.minimum(now["leaving"][asked] + now["loading"][asked] * level, 5.0))
    events = np.where(panel.left[asked], np.log(-np.expm1(-rate)), -rate).sum(axis=1)
    return float(multivariate_normal(cov=spread).logpdf(surprise) + logsumexp(events + LOG_WEIGHTS))
