"""Chances of staying against many lives drawn from the same model: a particle filter that shares no arithmetic with it.

Only what stands in a row is the project's: predictors, loadings, contacts expected. Ratings, contacts survived,
silence and the weeks ahead are lived through by every particle, without quadrature, moment matching or steps together.
"""

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from scipy.stats import norm

from bidewell.analysis.forecasting.chances import Chances, chances_of
from bidewell.analysis.forecasting.forecasts import horizon_steps
from bidewell.analysis.forecasting.in_care import InCare, clients_in_care
from bidewell.analysis.forecasting.standing import standing
from bidewell.engine.draws import evenly_spaced
from bidewell.engine.fitted import FittedModel
from tests.forecasted_programs import forecasted

Floats = np.ndarray
PARTICLES, CLIENTS, DRAWS = 40_000, 8, 30


class Life(NamedTuple):
    """The latent process of one parameter vector."""

    trait_sd: float
    patch_sd: float
    rating_sd: float
    lasts: float

    @classmethod
    def of(cls, model: FittedModel, parameters: Floats) -> "Life":
        trait, passing, share, lasts = model.block("latent", parameters)[:4]
        of_patch = 1.0 / (1.0 + np.exp(-share))
        sd = np.exp(passing)
        return cls(np.exp(trait), sd * of_patch**0.5, sd * (1.0 - of_patch) ** 0.5, 1.0 / (1.0 + np.exp(-lasts)))


class Particles:
    """What may be true of one client, and how likely each of it is."""

    def __init__(self, life: Life, seed: int) -> None:
        self.life, self.random = life, np.random.default_rng(seed)
        self.trait = self.random.normal(0.0, life.trait_sd, PARTICLES)
        self.patch = self.random.normal(0.0, life.patch_sd, PARTICLES)
        self.weight = np.full(PARTICLES, 1.0 / PARTICLES)

    def move(self, periods: float, *, is_renewed: bool = False) -> None:
        kept = 0.0 if is_renewed else self.life.lasts**periods
        shock = self.random.normal(0.0, self.life.patch_sd, PARTICLES)
        self.patch = kept * self.patch + (1.0 - kept**2) ** 0.5 * shock

    def chance(self, row: dict[str, float], event: str) -> Floats:
        loading = row["loading" if event == "leaving" else "agreed_loading"]
        passing = row["patch_loading"] * self.patch if event == "leaving" else 0.0
        level = row["level"] + self.trait + self.patch
        return np.asarray(-np.expm1(-np.exp(row[event] + loading * level + passing)))

    def learn(self, likelihood: Floats) -> None:
        self.weight = self.weight * likelihood
        self.weight /= self.weight.sum()
        if 1.0 / (self.weight**2).sum() < PARTICLES / 2:
            chosen = self.random.choice(PARTICLES, PARTICLES, p=self.weight)
            self.trait, self.patch, self.weight = (
                self.trait[chosen],
                self.patch[chosen],
                np.full(PARTICLES, 1 / PARTICLES),
            )

    def rate(self, row: dict[str, float], rating: float, count: float, bounds: tuple[float, ...]) -> None:
        away, sd = row["rating"] + row["level"] + self.trait + self.patch, self.life.rating_sd / count**0.5
        if not bounds or bounds[0] == bounds[1]:
            return self.learn(norm.pdf(rating, away, sd))
        return self.learn(norm.cdf(bounds[1], away, sd) - norm.cdf(bounds[0], away, sd))


@cache
def in_care() -> InCare:
    program = forecasted()
    found = clients_in_care(program.records, program.saved, program.fitted_on)
    assert found is not None
    return found


def at(model: FittedModel, parameters: Floats) -> FittedModel:
    """The model as if it had this one parameter vector."""
    return replace(model, mode=parameters, draws=parameters[None])


def told(model: FittedModel, beliefs: FittedModel | None = None) -> Chances:
    steps = tuple(horizon_steps(in_care()).values())
    return chances_of(model, in_care(), standing(beliefs or model, in_care()), steps)


def lived(model: FittedModel, parameters: Floats, client: int) -> list[float]:
    """Chance of staying to the next session, 30 and 90 days."""
    clients, panel = in_care(), in_care().history.panel
    blocks, place = model.blocks(clients.history.columns), model.channels.place
    values = model.with_bounds(model.quantities(blocks, parameters, panel.rows), panel, parameters)
    particles, left_already = Particles(Life.of(model, parameters), client), 0.0
    for number in np.flatnonzero(panel.of_person == client):
        row = {name: values[where, number] for name, where in place.items()}
        if not panel.newcomers[number]:
            is_renewed = bool(panel.renewed[number] or panel.returns[number])
            particles.move(panel.periods_since_previous_row[number], is_renewed=is_renewed)
        if panel.rating_count[number]:
            bounds = tuple(values[len(place) :, number])
            particles.rate(row, panel.rating[number], panel.rating_count[number], bounds)
        if number == clients.last[client]:
            hazard = float(particles.weight @ particles.chance(row, "leaving"))
            left_already = hazard / (hazard + (1.0 - hazard) * clients.still_away[client])
        if panel.at_risk[number]:
            stays = 1.0 - particles.chance(row, "leaving")
            agreed = particles.chance(row, "agreed")
            goes_on = stays * (agreed if panel.agreed[number] else 1.0 - agreed)
            particles.learn(1.0 - stays if panel.left[number] else goes_on)
    return [1.0 - left_already, *((1.0 - left_already) * ahead(model, parameters, client, particles))]


def ahead(model: FittedModel, parameters: Floats, client: int, particles: Particles) -> Floats:
    """Chance of not leaving within 30 and 90 days, for who is in care."""
    clients, place = in_care(), model.channels.place
    blocks, rows = model.blocks(clients.ahead), (1 + len(clients.ends)) * clients.clients
    values = model.quantities(blocks, parameters, rows).reshape(len(place), -1, clients.clients)[..., client]
    stayed, here, found = np.ones(PARTICLES), np.ones(PARTICLES), []
    for step, contacts in enumerate(clients.steps.contacts[:, client]):
        particles.move(clients.steps.periods[step, client])
        row = {name: values[where, 1 + step] for name, where in place.items()}
        leaves = contacts * particles.chance(row, "leaving")
        stayed = stayed - here * leaves
        other = (1.0 - contacts * clients.ended_otherwise) * (1.0 - contacts * particles.chance(row, "agreed"))
        here = here * (1.0 - leaves) * other
        found.append(float(particles.weight @ stayed))
    return np.array([found[clients.step_of(days)] for days in (30, 90)])


@pytest.mark.parametrize("draw", [None, 17])
def test_chances_are_those_of_many_lives_of_the_same_model(draw: int | None) -> None:
    model = forecasted().saved.forecast
    parameters = model.mode if draw is None else model.draws[draw]
    chances, steps = told(at(model, parameters)).mean, list(horizon_steps(in_care()).values())
    by_chance = np.argsort(chances[:, steps[1]])
    some = by_chance[np.linspace(0, by_chance.size - 1, CLIENTS).astype(int)]
    expected = [lived(model, parameters, int(client)) for client in some]
    # Found within 0.0015, of which so many particles leave a part to luck.
    assert chances[some][:, steps] == pytest.approx(np.array(expected), abs=0.004)


def test_that_what_is_believed_of_clients_is_the_modes_costs_little() -> None:
    """The truth has every draw filter each client's history for itself."""
    model, steps = forecasted().saved.forecast, list(horizon_steps(in_care()).values())
    some = model.draws[evenly_spaced(len(model.draws), DRAWS)]
    whole, quick = (
        np.array([told(at(model, one), beliefs).mean[:, steps] for one in some]) for beliefs in (None, model)
    )
    assert np.abs(quick.mean(axis=0) - whole.mean(axis=0)).max() < 0.015
    widths = [np.ptp(np.quantile(chances, (0.05, 0.95), axis=0), axis=0).mean(axis=0) for chances in (quick, whole)]
    assert widths[0] / widths[1] == pytest.approx(1.0, abs=0.1)
