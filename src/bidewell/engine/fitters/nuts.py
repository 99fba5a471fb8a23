"""Draws from the posterior by NUTS, the no-U-turn sampler (Hoffman & Gelman 2014), where importance weights do not do.

The sampler is nutpie, an extra; the log-posterior is that of `log_posterior`. It starts from a fit, whose mode and
curvature give it the posterior's shape: seen from there, every direction is about as wide as any other, so that paths
are short and warm-up is spent on what the curvature does not know.
"""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from arviz_stats.base import array_stats
from scipy.linalg import cholesky, solve_triangular
from threadpoolctl import threadpool_limits

from bidewell.engine.curvature import second_derivatives
from bidewell.engine.diagnostics import Chains
from bidewell.engine.draws import evenly_spaced
from bidewell.engine.fitters.log_posterior import LogPosterior
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.panel import Floats
from bidewell.engine.threads import count
from bidewell.progress import Progress, quietly

if TYPE_CHECKING:
    from bidewell.engine.fitters.fit import Fit

TOLD_EVERY = 50  # draws
# Short steps: towards a standard deviation of nothing the posterior narrows, and longer ones leave it there.
ACCEPTED = 0.95
TAILS = (0.05, 0.95)  # the ends of every interval told


class SamplerMissing(ImportError):
    """The extra that holds the sampler is not installed; the message names it."""


@dataclass(frozen=True)
class Effort:
    """How long to sample: chains, and draws of each while warming up and after."""

    chains: int = 4
    warm_up: int = 500
    draws: int = 1500


USUAL = Effort()


def sampler() -> Any:
    """The sampler's module. Raises SamplerMissing."""
    try:
        with warnings.catch_warnings():
            # A notice about a next version of a library that the sampler, not we, imports.
            warnings.simplefilter("ignore", FutureWarning)
            import nutpie
            import nutpie.compiled_pyfunc
    except ModuleNotFoundError as missing:
        raise SamplerMissing(
            "NUTS needs the extra `nuts`, which is not installed: pip install 'bidewell[nuts]'"
        ) from missing
    return nutpie


@dataclass(frozen=True)
class Sampled:
    """Draws of the parameters [n, size] and log scales [n, scales], chain after chain, and what the chains say."""

    parameters: Floats
    log_scales: Floats
    chains: Chains


def sample(fit: "Fit", seed: int, draws: int, effort: Effort = USUAL, progress: Progress = quietly) -> Sampled:
    """Sample the posterior of a fitted model; keep `draws` evenly spaced ones, as many of each chain (rounded up).

    Time: one gradient of the likelihood for each step of a path, three to fifteen a draw. Same seed, same draws.
    Raises SamplerMissing.
    """
    nutpie = sampler()
    # Chains keep the cores busy: a likelihood that did, too, would have each wait for the other's threads.
    posterior = LogPosterior.of(Likelihood.of(fit.model, cores=1))
    shape = _Shape.of(posterior, fit)
    progress(f"NUTS, {effort.chains} chains")
    with threadpool_limits(limits=1, user_api="blas"):
        trace = nutpie.sample(
            _compiled(nutpie, posterior, shape, effort, progress),
            draws=effort.draws, tune=effort.warm_up, chains=effort.chains, seed=seed,
            cores=min(effort.chains, count(None)), init_mean=np.zeros(posterior.size), target_accept=ACCEPTED,
            save_warmup=False, progress_bar=False,
        )  # fmt: skip
    coordinates = np.asarray(trace.posterior["coordinates"])
    chains = _judged(coordinates, int(np.asarray(trace.sample_stats["diverging"]).sum()))
    kept = coordinates[:, evenly_spaced(effort.draws, -(-draws // effort.chains))].reshape(-1, posterior.size)
    return Sampled(posterior.parameters(kept), posterior.log_scales(kept), chains)


@dataclass(frozen=True)
class _Shape:
    """A change of coordinates, centre + lower^-T u, after which the posterior is roughly round."""

    centre: Floats
    factor: Floats

    @classmethod
    def of(cls, posterior: LogPosterior, fit: "Fit") -> "_Shape":
        centre = posterior.coordinates(fit.mode, np.log(np.array(list(fit.scales.values()))))
        information = posterior.information(centre, -second_derivatives(posterior.likelihood, fit.mode))
        return cls(centre, cholesky(information, lower=True))

    def place(self, standing: Floats) -> Floats:
        return self.centre + solve_triangular(self.factor, standing, trans="T", lower=True)

    def pull_back(self, gradient: Floats) -> Floats:
        return solve_triangular(self.factor, gradient, lower=True)


def _compiled(nutpie: Any, posterior: LogPosterior, shape: _Shape, effort: Effort, progress: Progress) -> Any:
    """What the sampler asks: the density at a place, and what to keep of it."""
    total, seen = effort.chains * (effort.warm_up + effort.draws), 0

    def density(standing: Floats) -> tuple[float, Floats]:
        value, gradient = posterior.value_and_gradient(shape.place(standing))
        if np.isfinite(value) and np.isfinite(gradient).all():
            return value, shape.pull_back(gradient)
        # A first step may land where the likelihood is no number: the sampler turns back from a density of nothing.
        return -np.inf, np.zeros_like(standing)

    def keep(standing: Floats) -> dict[str, Floats]:
        nonlocal seen
        seen += 1
        if seen % TOLD_EVERY == 0:
            progress(f"NUTS: {seen} of {total} draws")
        return {"coordinates": shape.place(standing)}

    return nutpie.compiled_pyfunc.from_pyfunc(
        posterior.size, lambda: density, lambda *_: keep, [np.dtype(float)], [(posterior.size,)], ["coordinates"]
    )


def _judged(coordinates: Floats, divergences: int) -> Chains:
    """Diagnostics of coordinates [chains, draws, size], the worst over all of them."""
    r_hat = array_stats.rhat(coordinates, chain_axis=0, draw_axis=1)
    bulk = array_stats.ess(coordinates, chain_axis=0, draw_axis=1)
    tails = array_stats.ess(coordinates, chain_axis=0, draw_axis=1, method="tail", prob=TAILS)
    number, draws, _ = coordinates.shape
    return Chains(number, number * draws, float(np.max(r_hat)), float(min(bulk.min(), tails.min())), divergences)
