"""Fitting a model: mode, scales and posterior in turn."""

from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from bidewell.engine.diagnostics import HIGHEST_TRUSTED_K
from bidewell.engine.driver import Machine
from bidewell.engine.fitters.importance import draw_posterior
from bidewell.engine.fitters.laplace import Quadratic
from bidewell.engine.fitters.mode import CLOSE_ENOUGH, MAXIMUM_STEPS, NEAR_ENOUGH, Mode, find_mode
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from bidewell.engine.partitions.messages import Parameters
from bidewell.engine.partitions.partition import Partition
from bidewell.engine.partitions.processes import in_processes
from bidewell.engine.partitions.split import outline, split
from bidewell.engine.partitions.together import Together
from bidewell.progress import Progress, quietly

FIRST_SCALE = 0.2
MOST_ROUNDS = 12
ROUGH_HOLDS = 12  # steps after which a rough curvature is taken anew; measuring costs as much as two to four of them
SCALES_SETTLED = 0.01  # largest change of a log scale between rounds
CURVATURE_HOLDS = 0.1  # how far, in posterior standard deviations, the mode may move before its curvature is taken anew


@dataclass(frozen=True)
class PosteriorDraws:
    """Equally weighted draws: parameters [n, size], log scales [n, scales], and Pareto's k."""

    parameters: Floats
    log_scales: Floats
    pareto_k: float


@dataclass(frozen=True)
class Start:
    """Where to begin: the parameters and log scales of a fit of a similar model."""

    parameters: Floats
    log_scales: Floats


@dataclass(frozen=True)
class Fit:
    """A fitted model. Everything a reader needs is here; nothing of it changes."""

    model: Model
    mode: Floats
    scales: dict[str, float]
    draws: PosteriorDraws
    log_likelihood: float
    rounds: int
    steps: int
    converged: bool
    seed: int

    @property
    def trusted(self) -> bool:
        """Whether the posterior may carry a verdict: a mode was found and Pareto's k is low."""
        return self.converged and self.draws.pareto_k <= HIGHEST_TRUSTED_K


def fit(
    model: Model,
    seed: int,
    draws: int = 400,
    start: Start | None = None,
    progress: Progress = quietly,
    partitions: int = 1,
    sites_apart: bool | None = None,
    workers: int = 0,
    machine: Machine = "processor",
) -> Fit:
    """Fit a model.

    Time: about (shared parameters + 2 per therapist block) x 3 gradients plus one likelihood a draw; linear in rows.
    The result depends on the seed only through the posterior draws, and not on how many `partitions` hold the rows:
    whole clients, or whole sites where these keep their effects to themselves (`sites_apart`; None: where there are
    more than a few hundred effects). With `workers` partitions live in so many processes of their own, on this
    machine's processor; without, on the `machine` named. Raises AcceleratorMissing, and OutOfReach where no place was
    found that has a posterior.
    """
    begin = start or Start(model.prior_mean(), np.full(len(model.scales), np.log(FIRST_SCALE)))
    parts = split(model, partitions, begin.parameters, sites_apart)
    # Blocks of lanes already keep every core busy; a linear-algebra library that starts threads of its own for each
    # small product makes a busy machine ten times slower, and the last bits of a sum depend on how many there are.
    with threadpool_limits(limits=1, user_api="blas"):
        if workers:
            with in_processes(parts, workers) as together:
                return _fitted(model, together, begin, seed, draws, progress, sites_apart)
        here = Together.here([Partition(part, machine=machine) for part in parts])
        return _fitted(model, here, begin, seed, draws, progress, sites_apart)


def _fitted(
    model: Model,
    together: Together,
    start: Start,
    seed: int,
    draws: int,
    progress: Progress,
    sites_apart: bool | None,
) -> Fit:
    shared_model, shared = outline(model, sites_apart)
    at_start = Mode(start.parameters[shared], -np.inf, 0, converged=False)
    rough = Quadratic(shared_model, together, at_start, shared.size == model.size)
    quadratic, scales, rounds, steps = _settle(rough, start.log_scales, progress)
    progress("drawing from the posterior")
    mode, parameters = quadratic.mode, np.empty(model.size)
    parameters[shared] = mode.parameters
    for own in together.own_effects(np.zeros(0, dtype=np.int64)):
        parameters[own.positions] = own.here
    sample = draw_posterior(quadratic, scales, draws, seed)
    drawn = np.empty((len(sample.chosen), model.size))
    drawn[:, shared] = sample.shared
    for own in together.own_effects(sample.chosen):
        drawn[:, own.positions] = own.draws
    named = dict(zip(model.scales, np.exp(scales).tolist(), strict=True))
    kept = PosteriorDraws(drawn, sample.log_scales, sample.pareto_k)
    return Fit(model, parameters, named, kept, mode.log_likelihood, rounds, steps, mode.converged, seed)


def _settle(start: Quadratic, log_scales: Floats, progress: Progress) -> tuple[Quadratic, Floats, int, int]:
    """Alternate between the mode given the scales and the scales given the mode's curvature, until neither moves."""
    progress("round 1")
    here, steps = _approach(start, log_scales)
    here.partitions.measure(roughly=False)
    measured_at, log_scales = here.mode.parameters, here.best_log_scales(log_scales)
    for taken in range(2, MOST_ROUNDS + 1):
        progress(f"round {taken}")
        here, steps = _searched(here, log_scales, steps, CLOSE_ENOUGH, MAXIMUM_STEPS)
        if _has_moved(here, measured_at, log_scales):
            here.partitions.measure(roughly=False)
            measured_at = here.mode.parameters
        settled, log_scales = log_scales, here.best_log_scales(log_scales)
        if here.mode.converged and np.abs(log_scales - settled).max(initial=0.0) < SCALES_SETTLED:
            return here, log_scales, taken, steps
    return here, log_scales, MOST_ROUNDS, steps


def _approach(start: Quadratic, log_scales: Floats) -> tuple[Quadratic, int]:
    """To where the curvature is worth measuring, by a rough one that is taken anew as the place moves."""
    here, steps = start, 0
    here.partitions.summarise(Parameters(here.mode.parameters, log_scales, step=0.0))
    while not here.mode.converged and steps < MAXIMUM_STEPS:
        here.partitions.measure(roughly=True)
        # Effects that partitions keep do not learn from steps; where there are none, the search does, and goes on.
        most = MAXIMUM_STEPS if here.all_is_shared else ROUGH_HOLDS
        before = steps
        here, steps = _searched(here, log_scales, steps, NEAR_ENOUGH, most)
        if steps == before:  # no step leads up from here, and measured here once more none would
            break
    return here, steps


def _searched(
    here: Quadratic, log_scales: Floats, steps: int, close_enough: float, most_steps: int
) -> tuple[Quadratic, int]:
    information, prior = here.expansion(log_scales).information, here.prior(log_scales)
    start = here.mode.parameters
    found = find_mode(here.partitions, prior, log_scales, start, information, close_enough, most_steps)
    return replace(here, mode=found), steps + found.steps


def _has_moved(here: Quadratic, measured_at: Floats, log_scales: Floats) -> bool:
    """Whether the mode lies too far from where the curvature was measured for it to hold."""
    found = here.partitions.summarise(Parameters(here.mode.parameters, log_scales, step=0.0))
    of_prior = here.prior(log_scales).precision @ (here.mode.parameters - measured_at) ** 2
    return bool(found.moved + of_prior >= CURVATURE_HOLDS**2 * (measured_at.size + found.own_effects))
