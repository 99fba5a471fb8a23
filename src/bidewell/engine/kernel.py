"""The recursion over one block of packed lanes under JAX: log-likelihood and gradient.

Inputs are row quantities (linear predictors and loadings) and the latent process's numbers, never design matrices: all
specifications of the same channels share one compiled shape, and everything linear is done outside by matrix products.
Only this module imports JAX.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import log_ndtr

from bidewell.engine import cell
from bidewell.engine.channels import ALLIANCE_ALONE, Channels
from bidewell.engine.links import LINKS, Link
from bidewell.engine.process import dynamics_of
from bidewell.engine.quadrature import expected_count, expected_derivative
from bidewell.engine.recursion import Integrals, Observed, step

jax.config.update("jax_enable_x64", True)


@partial(jax.custom_jvp, nondiff_argnums=(0, 1, 2))
def _expectation(link: Link, order: int, power: int, centre: Any, spread: Any) -> Any:
    return expected_derivative(link, order, power, centre, spread, jnp)


@_expectation.defjvp
def _expectation_tangent(link: Link, order: int, power: int, at: Any, along: Any) -> tuple[Any, Any]:
    # Without this, JAX would differentiate through every node: four times the work and minutes of compiling.
    by_centre = _expectation(link, order + 1, power, *at)
    by_spread = _expectation(link, order + 1, power + 1, *at)
    return _expectation(link, order, power, *at), by_centre * along[0] + by_spread * along[1]


@partial(jax.custom_jvp, nondiff_argnums=(0, 1))
def _count_expectation(order: int, power: int, happened: Any, times: Any, centre: Any, spread: Any) -> Any:
    return expected_count(order, power, happened, times, centre, spread, jnp)


@_count_expectation.defjvp
def _count_expectation_tangent(order: int, power: int, at: Any, along: Any) -> tuple[Any, Any]:
    by_centre = _count_expectation(order + 1, power, *at)
    by_spread = _count_expectation(order + 1, power + 1, *at)
    return _count_expectation(order, power, *at), by_centre * along[2] + by_spread * along[3]


def _integrals(link: Link) -> Integrals:
    return Integrals(
        lambda order, centre, spread: _expectation(link, order, 0, centre, spread),
        lambda order, happened, times, centre, spread: _count_expectation(order, 0, happened, times, centre, spread),
        log_ndtr,
        lambda eta: LINKS[link](eta, 0, jnp),
    )


def _row_log_likelihoods(quantities: Any, scalars: Any, observed: Observed, link: Link, channels: Channels) -> Any:
    dynamics, integrals = dynamics_of(scalars[:, None], jnp, channels), _integrals(link)

    def advance(belief: cell.Belief, row: tuple[Any, Observed]) -> tuple[cell.Belief, Any]:
        return step(belief, row[1], row[0], dynamics, integrals, channels, jnp)

    start = cell.newcomer(dynamics, observed.at_risk[0], jnp)
    _, rows = jax.lax.scan(advance, start, (jnp.moveaxis(quantities, 0, 1), observed))
    return rows * observed.scored


class Kernel(NamedTuple):
    """Compiled functions of (quantities and bounds [k, periods, lanes], scalars [size], observed)."""

    rows: Callable[..., Any]
    gradient: Callable[..., Any]


@cache
def kernel(link: Link, channels: Channels = ALLIANCE_ALONE) -> Kernel:
    """The compiled functions for a link and what is observed.

    Row log-likelihoods; and (rows, (gradients in quantities, in scalars)).
    """

    def rows(quantities: Any, scalars: Any, observed: Observed) -> Any:
        return _row_log_likelihoods(quantities, scalars, observed, link, channels)

    def total(quantities: Any, scalars: Any, observed: Observed) -> tuple[Any, Any]:
        log_likelihoods = rows(quantities, scalars, observed)
        return log_likelihoods.sum(), log_likelihoods

    def gradient(quantities: Any, scalars: Any, observed: Observed) -> tuple[Any, Any]:
        gradients, log_likelihoods = jax.grad(total, argnums=(0, 1), has_aux=True)(quantities, scalars, observed)
        return log_likelihoods, gradients

    return Kernel(_on_host(rows), _on_host(gradient))


def _on_host(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiled, with results as NumPy arrays: waiting here lets threads run blocks side by side."""
    # Fusing would compute the quadrature again for each of its many users: 2.4 times slower, and minutes to compile.
    compiled = jax.jit(function, compiler_options={"xla_disable_hlo_passes": "fusion"})
    return lambda *arguments: jax.device_get(compiled(*arguments))


def as_observed(arrays: dict[str, np.ndarray]) -> Observed:
    """The data of a block, where the compiled functions run."""
    return Observed(**{name: jnp.asarray(values) for name, values in arrays.items()})
