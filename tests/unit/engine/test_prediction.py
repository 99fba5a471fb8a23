"""Beliefs and chances ahead under NumPy: the same recursion as the fit, and chances that can be lived through."""

import numpy as np
import pytest

from bidewell.engine import cell, measurement
from bidewell.engine.beliefs_ahead import Steps, beliefs_ahead
from bidewell.engine.cell import Belief
from bidewell.engine.channels import ALLIANCE_ALONE
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.links import LINKS, Link
from bidewell.engine.panel import Floats
from bidewell.engine.prediction import (
    current_beliefs,
    expected_hazards,
    predictor_of,
    stay_chances,
)
from bidewell.engine.quadrature import hazard_on_numpy
from bidewell.engine.recursion import observed_rows, predictor, rows_of
from tests.unit.engine.beliefs import alliance_dynamics, belief_of, flat
from tests.unit.engine.programs import busy_program

DYNAMICS = alliance_dynamics(0.7, 0.5, 0.8, 0.5)


def test_the_whole_caseload_is_filtered_as_the_fit_filters_it() -> None:
    program = busy_program(60)
    panel, model, parameters = program.model.panel, program.model, program.parameters
    quantities, scalars = model.quantities(parameters), model.scalars(parameters)
    found = current_beliefs(panel.client, observed_rows(panel), quantities, scalars, model.link)
    by_client = np.bincount(panel.client, weights=found.log_likelihood * panel.scored)
    assert by_client == pytest.approx(Likelihood.of(model).by_client(parameters), abs=1e-10)


def test_a_client_is_believed_the_same_alone_as_among_others() -> None:
    program = busy_program(40)
    panel, model = program.model.panel, program.model
    quantities, scalars = model.quantities(program.parameters), model.scalars(program.parameters)
    everyone = current_beliefs(panel.client, observed_rows(panel), quantities, scalars, model.link)
    own = panel.client == 7
    observed = rows_of(observed_rows(panel), own)
    alone = current_beliefs(np.zeros(own.sum(), dtype=np.int64), observed, quantities[:, own], scalars, model.link)
    assert flat(alone.belief).ravel() == pytest.approx(flat(everyone.belief)[:, 7], abs=1e-14)


def test_going_on_from_a_belief_is_the_same_as_not_having_stopped() -> None:
    program = busy_program(30)
    panel, model = program.model.panel, program.model
    quantities, scalars, observed = (
        model.quantities(program.parameters),
        model.scalars(program.parameters),
        observed_rows(panel),
    )
    whole = current_beliefs(panel.client, observed, quantities, scalars, model.link)
    early = panel.starts | (panel.period < 4)
    late = ~early & np.isin(panel.client, panel.client[~early])
    first, second = (rows_of(observed, part) for part in (early, late))
    until = current_beliefs(panel.client[early], first, quantities[:, early], scalars, model.link).belief
    clients, numbered = np.unique(panel.client[late], return_inverse=True)
    begin = Belief(*(part[..., clients] for part in until))
    after = current_beliefs(numbered, second, quantities[:, late], scalars, model.link, start=begin).belief
    assert flat(after) == pytest.approx(flat(whole.belief)[:, clients], abs=1e-14)


def _ahead(clients: int, steps: int, seed: int) -> dict[str, Floats]:
    random = np.random.default_rng(seed)
    shape = (steps, clients)
    return {
        "level": random.normal(0.0, 0.2, shape),
        "leaving": np.full(shape, -2.0) + random.normal(0.0, 0.3, clients),
        "loading": np.full(shape, -0.6),
        "patch_loading": np.full(shape, -0.2),
        "agreed": np.full(shape, -3.0),
        "agreed_loading": np.full(shape, 0.4),
    }


@pytest.mark.parametrize("link", LINKS)
def test_chances_ahead_are_those_of_clients_who_live_through_them(link: Link) -> None:
    clients, steps, otherwise = 3, 8, 0.02
    ahead = _ahead(clients, steps, 1)
    random = np.random.default_rng(2)
    contacts = random.uniform(0.4, 1.0, (steps, clients))
    mean = np.array([[0.4, 0.0, -0.5], [0.2, -0.3, -0.4]])
    belief = Belief(mean, np.repeat([[0.2], [-0.05], [0.15]], 3, axis=1))
    moves = Steps(contacts, np.ones((steps, clients)))
    beliefs = beliefs_ahead(belief, ahead, moves, DYNAMICS, link)
    chances = _stay_chances(beliefs, ahead, contacts, link, otherwise).T
    lived = np.stack([_lived(belief, ahead, contacts, link, otherwise, client) for client in range(clients)])
    assert chances == pytest.approx(lived, abs=0.005)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize(("leaving", "at_most"), [(-3.0, 2e-3), (-1.0, 8e-3)])
@pytest.mark.parametrize("seed", range(6))
def test_steps_taken_together_are_steps_taken_one_at_a_time(
    link: Link, leaving: float, at_most: float, seed: int
) -> None:
    clients, steps, random = 60, 14, np.random.default_rng(seed)
    ahead = _ahead(clients, steps, seed) | {"leaving": leaving + random.normal(0.0, 0.3, (steps, clients))}
    ahead["loading"] = ahead["loading"] * random.uniform(0.0, 1.5, (steps, clients))
    contacts = random.uniform(0.1, 1.0, clients) * random.uniform(0.5, 1.0, (steps, clients))
    belief = Belief(random.normal(0.0, 0.6, (2, clients)), np.repeat([[0.25], [-0.05], [0.15]], clients, axis=1))
    moves = Steps(contacts, random.uniform(0.5, 1.5, (steps, clients)))
    together = beliefs_ahead(belief, ahead, moves, DYNAMICS, link)
    alone = _one_at_a_time(belief, ahead, moves, link)
    chances = [_stay_chances(beliefs, ahead, contacts, link) for beliefs in (together, alone)]
    assert chances[0] == pytest.approx(chances[1], abs=at_most)


def _one_at_a_time(belief: Belief, ahead: dict[str, Floats], steps: Steps, link: Link) -> Belief:
    """The recursion as the fit drives it: time, then a contact at which the client neither left nor ended."""
    never, hazard, found = np.zeros_like(belief.mean[0]), hazard_on_numpy(link), []
    for number, weight in enumerate(steps.contacts):
        belief = cell.predict(belief, steps.periods[number], never, never, DYNAMICS, np)
        found.append(belief)
        now = {name: values[number] for name, values in ahead.items()}
        for event in ("leaving", "agreed"):
            eta, loads = predictor(event, now, ALLIANCE_ALONE)
            belief, _ = measurement.absorb_event(belief, loads, never, weight, eta, hazard, np)
    return Belief(*(np.stack([np.stack(part) for part in parts], axis=-2) for parts in zip(*found, strict=True)))


def _stay_chances(
    course: Belief, ahead: dict[str, Floats], contacts: Floats, link: Link, otherwise: float = 0.0
) -> Floats:
    one_draw = {name: values[..., None] for name, values in ahead.items()}
    leaves, agrees = expected_hazards(course, one_draw, link)
    return stay_chances(leaves, agrees, contacts, otherwise)[..., 0]


def _lived(
    belief: Belief, ahead: dict[str, Floats], contacts: Floats, link: Link, otherwise: float, client: int
) -> Floats:
    """Share of many clients who had not left after each step; states and events drawn."""
    random, many = np.random.default_rng(3 + client), 200_000
    covariance = belief.covariance[[0, 1, 1, 2], client].reshape(2, 2)
    trait, patch = random.multivariate_normal(belief.mean[:, client], covariance, many).T
    lasts = float(DYNAMICS.persistence[0][0][0])
    in_care, left, shares = np.ones(many, dtype=bool), np.zeros(many, dtype=bool), []
    for step in range(len(contacts)):
        now = {name: values[step, client] for name, values in ahead.items()}
        fresh = DYNAMICS.patch_sd * np.sqrt(1.0 - lasts**2) * random.standard_normal(many)
        patch = lasts * patch + fresh
        level = now["level"] + trait + patch
        leaves = LINKS[link](now["leaving"] + now["loading"] * level + now["patch_loading"] * patch, 0, np)
        agrees = LINKS[link](now["agreed"] + now["agreed_loading"] * level, 0, np)
        seen = random.random(many) < contacts[step, client]
        gone = in_care & seen & (random.random(many) < leaves)
        left |= gone
        ends = seen & (random.random(many) < 1.0 - (1.0 - agrees) * (1.0 - otherwise))
        in_care &= ~gone & ~ends
        shares.append(1.0 - left.mean())
    return np.array(shares)


def test_who_is_never_seen_cannot_leave() -> None:
    ahead = _ahead(4, 5, 4)
    contacts = np.zeros((5, 4))
    belief = Belief(np.zeros((2, 4)), np.repeat([[0.3], [0.0], [0.2]], 4, axis=1))
    beliefs = beliefs_ahead(belief, ahead, Steps(contacts, contacts), DYNAMICS, "cloglog")
    assert (_stay_chances(beliefs, ahead, contacts, "cloglog") == 1.0).all()
    assert flat(Belief(*(part[:, -1] for part in beliefs))) == pytest.approx(flat(belief), abs=1e-12)


@pytest.mark.parametrize("link", LINKS)
def test_a_chance_and_its_predictor_say_the_same(link: Link) -> None:
    eta = np.linspace(-12.0, 1.5, 20)
    assert predictor_of(link, LINKS[link](eta, 0, np)) == pytest.approx(eta, abs=1e-8)


def test_a_chance_is_that_of_what_is_believed_about_trait_and_patch() -> None:
    belief = Belief(*(part[:, None] for part in belief_of(0.2, 0.1, 0.4, -0.1, 0.25)))
    now = {name: values[:1, :1] for name, values in _ahead(1, 1, 5).items()}
    random = np.random.default_rng(6)
    trait, patch = random.multivariate_normal([0.2, 0.1], [[0.4, -0.1], [-0.1, 0.25]], 1_000_000).T
    eta = now["leaving"] + now["loading"] * (now["level"] + trait + patch) + now["patch_loading"] * patch
    found, _ = expected_hazards(belief, {name: values[..., None] for name, values in now.items()}, "cloglog")
    assert found.item() == pytest.approx(LINKS["cloglog"](eta, 0, np).mean(), abs=3e-4)


def test_a_chance_that_all_draws_share_may_stand_there_once() -> None:
    random, contacts = np.random.default_rng(8), np.full((4, 3), 0.8)
    leaves, agrees = random.uniform(0.0, 0.3, (4, 3, 5)), random.uniform(0.0, 0.3, (1, 1, 1))
    of_each = np.broadcast_to(agrees, leaves.shape)
    assert (stay_chances(leaves, agrees, contacts, 0.1) == stay_chances(leaves, of_each, contacts, 0.1)).all()
