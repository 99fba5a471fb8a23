"""The recursion over one block of packed lanes under JAX: log-likelihood and gradient.

Inputs are row quantities (linear predictors and loadings) and four scalars, never design matrices: all specifications
share one compiled shape, and everything linear is done outside by matrix products. Only this module imports JAX.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import log_ndtr

from bidewell.engine import cell
from bidewell.engine.links import Link
from bidewell.engine.quadrature import expected_derivative
from bidewell.engine.ratings import Kind, absorber
from bidewell.engine.recursion import Observed, dynamics_of, step

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


def _row_log_likelihoods(quantities: Any, scalars: Any, observed: Observed, link: Link, kind: Kind) -> Any:
    dynamics, absorb = dynamics_of(scalars, jnp), absorber(kind, log_ndtr, jnp)

    def hazard(order: int, centre: Any, spread: Any) -> Any:
        return _expectation(link, order, 0, centre, spread)

    def advance(belief: cell.Belief, row: tuple[Any, Observed]) -> tuple[cell.Belief, Any]:
        return step(belief, row[1], row[0], dynamics, hazard, absorb, jnp)

    start = cell.newcomer(dynamics, observed.rating[0], jnp)
    _, rows = jax.lax.scan(advance, start, (jnp.moveaxis(quantities, 0, 1), observed))
    return rows * observed.scored


class Kernel(NamedTuple):
    """Compiled functions of (quantities [7 or, with bounds, 9, periods, lanes], scalars [4], observed)."""

    rows: Callable[..., Any]
    gradient: Callable[..., Any]


@cache
def kernel(link: Link, kind: Kind = "gaussian") -> Kernel:
    """The compiled functions for a link and a kind of rating.

    Row log-likelihoods; and (rows, (gradients in quantities, in scalars)).
    """

    def rows(quantities: Any, scalars: Any, observed: Observed) -> Any:
        return _row_log_likelihoods(quantities, scalars, observed, link, kind)

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


def as_observed(arrays: dict[str, np.ndarray]) -> list[Observed]:
    """One Observed per block from arrays [blocks, periods, lanes]."""
    blocks = next(iter(arrays.values())).shape[0]
    return [
        Observed(**{name: jnp.asarray(values[block]) for name, values in arrays.items()}) for block in range(blocks)
    ]
