"""Some clients and the effects that concern only them. It takes parameters and returns sums; its rows never leave it.

A partition remembers where it was asked, the curvature it measured and the values of its own effects. A lost one is
made again from its rows: its effects are found from any start.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from bidewell.engine.curvature import Information, differences_at, scores_at
from bidewell.engine.driver import Machine
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.partitions.looks import Looks
from bidewell.engine.partitions.messages import Change, Draws, Expansion, OwnEffects, Parameters, Summary
from bidewell.engine.partitions.own_effects import Eliminated, Weighed, stacked
from bidewell.engine.partitions.places import Curvature, Place
from bidewell.engine.partitions.split import Part

# Streams of random numbers, for each site: the same in any partition.
FIRST_LOOK, WEIGHED, DRAWN = 0, 1, 2
MIRRORED = np.array([1.0, -1.0])


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
        self._weighed_last: tuple[tuple[Any, ...], list[Weighed]] = ((), [])
        self._looks = Looks(part)
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
            information -= one.weighed.information_lost
        constant = sum(
            (one.log_prior + 0.5 * one.gain + float(one.weighed.log_volume.sum()) for one in eliminated), 0.0
        )
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
        found, along = self._with_shared(draws)
        # Two pairs of draws, one after the other, look at own effects from all four sides.
        sides = self._looks.sides(draws.seed, FIRST_LOOK, len(draws.log_scales)).reshape(-1, self._part.model.size)
        for pair, log_scales in enumerate(draws.log_scales):
            both = slice(2 * pair, 2 * pair + 2)
            for one in self._eliminated(self._tried, log_scales):
                expected, away = one.drawn(along[both], one.own.of(sides[[pair]]))
                one.own.put(found[both], expected + MIRRORED[:, None, None] * away)
        missed = [self._at(one).gradient - self._curvature.gradient(self._tried, one) for one in found]
        self._leans = np.array(missed)
        self._leans[~np.isfinite(self._leans).all(axis=1)] = np.nan
        return self._leans[:, self._part.shared]

    def take_lean(self, weights: Floats) -> None:
        """From now on the quadratic has the slopes that `lean` found too, each draw's [draws] so much of it."""
        lean = weights @ np.where(weights[:, None] != 0.0, self._leans, 0.0)
        self._tried = replace(self._tried, gradient=self._tried.gradient + lean)

    def weigh(self, draws: Draws) -> Floats:
        """Log-likelihood of each draw, own effects integrated out by looks at them from two sides, [draws].

        Own effects are drawn too, given the shared parameters, and kept. Costs a value a draw, or two.
        """
        self._draws, along = self._with_shared(draws)
        if not self._part.own:
            return self._likelihood.values(self._draws)
        sides = self._looks.sides(draws.seed, WEIGHED, len(draws.log_scales))
        standard = self._looks.standard(draws.seed, DRAWN, len(draws.log_scales))
        found = np.zeros(len(self._draws))
        for pair, log_scales in enumerate(draws.log_scales):
            both = slice(2 * pair, 2 * pair + 2)
            turned = np.concatenate([sides[pair], standard[[pair]]])
            found[both] = self._integrated(self._draws[both], along[both], log_scales, turned)
        return found

    def _integrated(self, draws: Floats, along: Floats, log_scales: Floats, turned: Floats) -> Floats:
        """Log-likelihood of two draws [2, size], own effects integrated out; theirs are written to them.

        `turned` [3, size] are standard values of own effects: a side to look from for each, and where they are drawn.
        """
        sites = len(self._part.own)
        looks, of_looks = np.stack([draws, draws], axis=1), np.zeros((len(draws), 2, sites))
        for one in self._eliminated(self._tried, log_scales):
            standard = one.own.of(turned)
            expected, away = one.drawn(along, standard)
            values = np.stack([expected + away[:2], expected - away[:2]], axis=1)
            one.own.put(looks, values)
            one.own.put(draws, expected + MIRRORED[:, None, None] * away[2])
            log_density = -0.5 * (standard[:2] ** 2).sum(axis=2) - one.weighed.log_volume
            of_looks[..., one.own.sites] = one.weighed.log_prior(values) - log_density[:, None]
        told = self._likelihood.values_by(self._part.site_of, sites + 1, looks.reshape(-1, looks.shape[-1]))
        by_site = told.reshape(*of_looks.shape[:2], -1)
        integrals = np.logaddexp(*np.moveaxis(by_site[..., :sites] + of_looks, 1, 0)) - np.log(2.0)
        return np.asarray(integrals.sum(axis=1) + by_site[:, 0, sites])

    def own_effects(self, chosen: Integers) -> OwnEffects:
        """The effects kept here, for whoever may see them: at the place asked about last, and in the chosen draws."""
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
        return [one.given(at.parameters, at.gradient) for one in self._weighed(log_scales)]

    def _weighed(self, log_scales: Floats) -> list[Weighed]:
        scales = [own.scale[own.real] for own in self._curvature.own]
        used = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *scales]))
        # Along the line of a scale that no own effect has, and from place to place, nothing changes.
        key, (known, weighed) = (self._curvature, log_scales[used].tolist()), self._weighed_last
        if not known or known[0] is not key[0] or known[1] != key[1]:
            weighed = [own.weighed(log_scales) for own in self._curvature.own]
            self._weighed_last = (key, weighed)
        return weighed

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

    def _with_shared(self, draws: Draws) -> tuple[Floats, Floats]:
        """All parameters of each draw [draws, size], own effects where they are, and steps of the shared ones."""
        found = np.tile(self._tried.parameters, (len(draws.shared), 1))
        found[:, self._part.shared] = draws.shared
        return found, draws.shared - self._tried.parameters[self._part.shared]
