"""Some clients and the effects that concern only them. It takes parameters and returns sums; its rows never leave it.

A partition remembers where it was asked, the curvature it measured and the values of its own effects. A lost one is
made again from its rows: its effects are found from any start.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bidewell.engine.driver import Machine
from bidewell.engine.fitters.curvature import Information, differences_at, scores_at
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.partitions.messages import Change, Draws, Expansion, OwnEffects, Parameters, Summary
from bidewell.engine.partitions.own_effects import Eliminated, Own, stacked
from bidewell.engine.partitions.split import Part

# A stream of random numbers for the first look and one for the draws, for each site: the same in any partition.
FIRST_LOOK, WEIGHED = 0, 1


@dataclass(frozen=True)
class Place:
    """All parameters of a partition, the log-likelihood there, and its gradient."""

    parameters: Floats
    log_likelihood: float
    gradient: Floats


@dataclass(frozen=True)
class Curvature:
    """The information: where it was measured, among the shared parameters [shared, shared], and of own effects."""

    at: Floats
    places: Integers
    shared: Floats
    own: tuple[Own, ...]

    def times(self, step: Floats) -> Floats:
        """The information times a step of all parameters, [size]."""
        found, along = np.zeros_like(step), step[self.places]
        found[self.places] = self.shared @ along
        for own in self.own:
            own_step = own.of(step)
            found[self.places] += np.einsum("sod,so->d", own.cross, own_step)
            own.put(found, (own.information @ own_step[..., None])[..., 0] + own.cross @ along)
        return found

    def gradient(self, about: Place, parameters: Floats) -> Floats:
        """What the quadratic about a place takes the gradient for elsewhere, [size]."""
        return about.gradient - self.times(parameters - about.parameters)

    def squared_distance(self, parameters: Floats, log_scales: Floats) -> float:
        """How far parameters lie from where it was measured, in posterior standard deviations of own effects."""
        away = parameters - self.at
        prior = sum(((np.exp(-2.0 * log_scales[own.scale]) * own.of(away) ** 2).sum() for own in self.own), 0.0)
        return float(away @ self.times(away) + prior)


class NothingKnown:
    """The information before any was measured."""

    def block(self, rows: Integers, columns: Integers) -> Floats:
        """No information, [rows, columns]."""
        return np.zeros((rows.size, columns.size))


class Partition:
    """A part with its packed rows. Every answer is a sum over its clients."""

    def __init__(self, part: Part, cores: int | None = None, machine: Machine = "processor") -> None:
        """Pack the rows. `cores` is how many threads it may use (none named: all)."""
        self._part = part
        self._likelihood = Likelihood.of(part.model, cores, machine)
        self._here = self._tried = self._at(part.start)
        self._curvature = self._measured(part.start, NothingKnown())
        self._eliminated_last: tuple[tuple[Any, ...], list[Eliminated]] = ((), [])
        self._leans = np.zeros((0, part.model.size))
        self._draws = np.zeros((0, part.model.size))

    def summarise(self, asked: Parameters) -> Summary:
        """Log-likelihood and gradient at the shared parameters, own effects moved along and eliminated.

        Costs one gradient, or nothing at a place just asked about.
        """
        if asked.onward:
            self._here = self._tried
        parameters = self._moved(asked)
        known = next((at for at in (self._here, self._tried) if (at.parameters == parameters).all()), None)
        self._tried = known or self._at(parameters)
        return self._summary(asked.log_scales)

    def measure(self, roughly: bool) -> None:
        """Measure the curvature at the place asked about last: for three gradients, or as many as shared parameters."""
        at, likelihood = self._tried.parameters, self._likelihood
        found = scores_at(likelihood, at) if roughly else differences_at(likelihood, at, np.arange(at.size))
        self._curvature = self._measured(at, found)

    def expand(self, log_scales: Floats) -> Expansion:
        """The quadratic about the place asked about last, own effects integrated out. No pass over the rows."""
        eliminated = self._eliminated(self._tried, log_scales)
        slope, information = self._tried.gradient[self._part.shared].copy(), self._curvature.shared.copy()
        for one in eliminated:
            slope -= one.slope_lost
            information -= one.information_lost
        constant = sum((one.log_prior + 0.5 * one.gain + one.log_volume for one in eliminated), 0.0)
        return Expansion(constant, slope, information)

    def change(self, log_scales: Floats) -> Change:
        """How the expansion changes with each log scale."""
        scales, shared = log_scales.size, self._part.shared.size
        parts = [one.by_scale(scales) for one in self._eliminated(self._tried, log_scales)]
        none = (np.zeros(scales), np.zeros((scales, shared)), np.zeros((scales, shared, shared)))
        return Change(*(np.sum([start, *found], axis=0) for start, *found in zip(none, *parts, strict=True)))

    def lean(self, draws: Draws) -> Floats:
        """How much the gradient differs from the quadratic's at each draw: [draws, shared], nan where not finite.

        The part that concerns the own effects stays here.
        """
        drawn, _ = self._drawn(draws, FIRST_LOOK)
        missed = [self._at(one).gradient - self._curvature.gradient(self._tried, one) for one in drawn]
        self._leans = np.array(missed)
        self._leans[~np.isfinite(self._leans).all(axis=1)] = np.nan
        return self._leans[:, self._part.shared]

    def take_lean(self, weights: Floats) -> None:
        """From now on the quadratic has the slopes that `lean` found too, each draw's [draws] so much of it."""
        lean = weights @ np.where(weights[:, None] > 0.0, self._leans, 0.0)
        self._tried = replace(self._tried, gradient=self._tried.gradient + lean)

    def weigh(self, draws: Draws) -> Floats:
        """Log-likelihood of each draw, and log prior less log density of the own effects drawn with it, [draws]."""
        self._draws, own = self._drawn(draws, WEIGHED)
        return self._likelihood.values(self._draws) + own

    def own_effects(self, chosen: Integers) -> OwnEffects:
        """The effects kept here, for whoever may see them: at the mode, and in the chosen draws."""
        own = self._own_places
        return OwnEffects(self._part.positions[own], self._tried.parameters[own], self._draws[np.ix_(chosen, own)])

    @property
    def _own_places(self) -> Integers:
        return np.concatenate([np.zeros(0, dtype=np.int64), *self._part.own])

    def _at(self, parameters: Floats) -> Place:
        return Place(parameters, *self._likelihood.value_and_gradient(parameters))

    def _measured(self, at: Floats, information: Information) -> Curvature:
        part = self._part
        cross = information.block(self._own_places, part.shared)
        across = np.split(cross, np.cumsum([places.size for places in part.own])[:-1])
        own = stacked(part.own, part.model.scale_of, lambda one: information.block(one, one), across)
        return Curvature(at, part.shared, information.block(part.shared, part.shared), own)

    def _eliminated(self, at: Place, log_scales: Floats) -> list[Eliminated]:
        """The own effects as functions of the shared parameters' step from a place."""
        scales = [own.scale[own.real] for own in self._curvature.own]
        used = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *scales]))
        # Along the line of a scale that no own effect has, nothing changes.
        key, (known, eliminated) = (at, self._curvature, log_scales[used].tolist()), self._eliminated_last
        if not known or known[0] is not at or known[1] is not self._curvature or known[2] != key[2]:
            eliminated = [own.given(at.parameters, at.gradient, log_scales) for own in self._curvature.own]
            self._eliminated_last = (key, eliminated)
        return eliminated

    def _moved(self, asked: Parameters) -> Floats:
        moved = self._here.parameters.copy()
        along = asked.shared - moved[self._part.shared]
        moved[self._part.shared] = asked.shared
        if asked.step > 0.0:
            for one in self._eliminated(self._here, asked.log_scales):
                one.own.put(moved, one.own.of(moved) + one.step(asked.step, along))
        return moved

    def _summary(self, log_scales: Floats) -> Summary:
        at, eliminated = self._tried, self._eliminated(self._tried, log_scales)
        slope = at.gradient[self._part.shared].copy()
        for one in eliminated:
            slope -= one.slope_lost
        return Summary(
            clients=self._part.model.panel.clients,
            rows=self._part.model.panel.rows,
            log_likelihood=at.log_likelihood,
            own_prior=sum((one.log_prior for one in eliminated), 0.0),
            slope=slope,
            own_gain=sum((one.gain for one in eliminated), 0.0),
            own_effects=self._own_places.size,
            moved=self._curvature.squared_distance(at.parameters, log_scales),
        )

    def _drawn(self, draws: Draws, stream: int) -> tuple[Floats, Floats]:
        """All parameters of each draw [draws, size], and log prior less log density of the own effects [draws]."""
        pairs = len(draws.log_scales)
        found, weights = np.tile(self._tried.parameters, (2 * pairs, 1)), np.zeros(2 * pairs)
        standard = self._standard_normal(draws, stream)
        found[:, self._part.shared] = draws.shared
        along = draws.shared - self._tried.parameters[self._part.shared]
        for pair, log_scales in enumerate(draws.log_scales):
            mirrored = (2 * pair, 2 * pair + 1)
            for one in self._eliminated(self._tried, log_scales):
                values, log_density = one.drawn(along[[*mirrored]], one.own.of(standard[pair]))
                for draw, drawn in zip(mirrored, values, strict=True):
                    one.own.put(found[draw], drawn)
                    weights[draw] += one.log_prior_of(drawn) - log_density
        return found, weights

    def _standard_normal(self, draws: Draws, stream: int) -> Floats:
        """Standard normal values of the own effects, each site's from a stream of its own: [pairs, size]."""
        found = np.zeros((len(draws.log_scales), self._part.model.size))
        for site, places in zip(self._part.sites, self._part.own, strict=True):
            drawn = np.random.default_rng([draws.seed, stream, site])
            found[:, places] = drawn.standard_normal((len(found), places.size))
        return found
