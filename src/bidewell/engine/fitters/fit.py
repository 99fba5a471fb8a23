"""Fitting a model: mode, scales and posterior in turn."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from bidewell.engine.diagnostics import HIGHEST_TRUSTED_K
from bidewell.engine.fitters.curvature import information_from_scores, second_derivatives
from bidewell.engine.fitters.importance import Draws, draw_posterior
from bidewell.engine.fitters.laplace import Quadratic
from bidewell.engine.fitters.mode import CLOSE_ENOUGH, NEAR_ENOUGH, Mode, find_mode
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats

FIRST_SCALE = 0.2
MOST_ROUNDS = 12
SCALES_SETTLED = 0.01  # largest change of a log scale between rounds
CURVATURE_HOLDS = 0.1  # how far, in posterior standard deviations, the mode may move before its curvature is taken anew

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Fit:
    """A fitted model. Everything a reader needs is here; nothing of it changes."""

    model: Model
    mode: Floats
    scales: dict[str, float]
    draws: Draws
    log_likelihood: float
    rounds: int
    steps: int
    converged: bool
    seed: int

    @property
    def trusted(self) -> bool:
        """Whether the posterior may carry a verdict: a mode was found and Pareto's k is low."""
        return self.converged and self.draws.pareto_k <= HIGHEST_TRUSTED_K


@dataclass(frozen=True)
class Start:
    """Where to begin: the parameters and log scales of a fit of a similar model."""

    parameters: Floats
    log_scales: Floats


def fit(
    model: Model, seed: int, draws: int = 400, start: Start | None = None, progress: Progress = lambda _: None
) -> Fit:
    """Fit a model.

    Time: about (parameters + 2 per therapist block) x 3 gradients plus one likelihood a draw; linear in rows.
    The result depends on the seed only through the posterior draws.
    """
    likelihood = Likelihood.of(model)
    begin = start or Start(model.prior_mean(), np.full(len(model.scales), np.log(FIRST_SCALE)))
    # Blocks of lanes already keep every core busy; a linear-algebra library that starts threads of its own for each
    # small product makes a busy machine ten times slower, and the last bits of a sum depend on how many there are.
    with threadpool_limits(limits=1, user_api="blas"):
        quadratic, scales, rounds, steps = _settle(likelihood, begin, progress)
        progress("drawing from the posterior")
        sample = draw_posterior(likelihood, quadratic, scales, draws, seed)
    named = dict(zip(model.scales, np.exp(scales).tolist(), strict=True))
    mode = quadratic.mode
    return Fit(model, mode.parameters, named, sample, mode.log_likelihood, rounds, steps, mode.converged, seed)


def _settle(likelihood: Likelihood, start: Start, progress: Progress) -> tuple[Quadratic, Floats, int, int]:
    """Alternate between the mode given the scales and the scales given the mode's curvature, until neither moves."""
    log_scales, steps = start.log_scales, 0
    rough = information_from_scores(likelihood, start.parameters)
    here = Quadratic.at(likelihood.model, _at(start.parameters), rough)
    for taken in range(1, MOST_ROUNDS + 1):
        progress(f"round {taken}")
        enough, final = (NEAR_ENOUGH, False) if here.is_rough else (CLOSE_ENOUGH, True)
        found = find_mode(likelihood, here.prior(log_scales), here.mode.parameters, here.information, enough)
        steps += found.steps
        here = _refreshed(likelihood, here, found, log_scales)
        settled, log_scales = log_scales, here.best_log_scales(log_scales)
        if final and found.converged and np.abs(log_scales - settled).max(initial=0.0) < SCALES_SETTLED:
            return here, log_scales, taken, steps
    return here, log_scales, MOST_ROUNDS, steps


def _at(parameters: Floats) -> Mode:
    """A place where only a rough curvature was taken: no likelihood is known there."""
    return Mode(parameters, -np.inf, np.zeros_like(parameters), 0, converged=False)


def _refreshed(likelihood: Likelihood, before: Quadratic, found: Mode, log_scales: Floats) -> Quadratic:
    precision = before.information + np.diag(before.prior(log_scales).precision)
    moved = found.parameters - before.mode.parameters
    if not before.is_rough and moved @ precision @ moved < CURVATURE_HOLDS**2 * moved.size:
        return replace(before, mode=found)
    return Quadratic.at(before.model, found, -second_derivatives(likelihood, found.parameters))
