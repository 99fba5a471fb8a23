"""Beliefs and chances ahead with several ratings: those of clients who live through them, and the fit's own filter."""

from itertools import product

import numpy as np
import pytest

from bidewell.engine.beliefs_ahead import Steps, beliefs_ahead
from bidewell.engine.cell import Belief, Dynamics, entry
from bidewell.engine.channels import Channels
from bidewell.engine.design_ahead import DesignAhead, ahead_of
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.links import LINKS, Link
from bidewell.engine.model import ModelRefused
from bidewell.engine.panel import Floats
from bidewell.engine.prediction import current_beliefs, expected_hazards, stay_chances
from bidewell.engine.process import LONGEST_GAP, dynamics_of, dynamics_on_numpy, scalar_names
from bidewell.engine.recursion import observed_rows
from tests.unit.engine.programs import busy_program

MORE = ("distress", "motivation")
LIVES = 200_000
# Of seven steps taken together, and of what is kept between two whole periods: docs/kept-states.md.
STATED, STATED_BETWEEN_PERIODS = 0.008, 0.001


def _channels(ratings: int) -> Channels:
    return Channels(kinds=("gaussian",) * ratings, more=MORE[: ratings - 1])


def _scalars(channels: Channels) -> Floats:
    """A process whose ratings go together, and one of whose patches comes before another's."""
    found = {"log_trait_sd": -0.7, "log_passing_sd": -0.4, "logit_patch_share": 0.2, "logit_persistence": 0.4}
    planted = {"trait_partial": -0.4, "shock_partial": 0.3, "lag": 0.12} | found
    names = scalar_names(channels)
    return np.array([planted[name.partition("[")[0].partition(":")[0]] for name in names])


def _square(upper: Floats, size: int) -> Floats:
    return np.array([[upper[entry(i, j, size)] for j in range(size)] for i in range(size)])


def _ahead(channels: Channels, steps: int, clients: int, seed: int) -> dict[str, Floats]:
    random, shape = np.random.default_rng(seed), (steps, clients)
    loading = {"loading": -0.5, "loading:distress": 0.7, "loading:motivation": -0.4}
    usual = {"leaving": -2.2, "agreed": -3.0, "patch_loading": -0.2, "agreed_loading": 0.4} | loading
    found = {name: np.full(shape, usual.get(name, 0.1)) for name in ahead_of(channels)}
    found["leaving"] += random.normal(0.0, 0.3, clients)
    for name in channels.loadings("level"):
        found[name] = random.normal(0.0, 0.2, shape)
    return found


def _belief(channels: Channels, dynamics: Dynamics, clients: int, seed: int) -> Belief:
    """Known to a third of a newcomer's covariance, with what is believed of traits and patches tied."""
    random, size = np.random.default_rng(seed), 2 * len(channels.names)
    traits, patches = (
        _square(np.array(part)[:, 0], size // 2) for part in (dynamics.trait_covariance, dynamics.patch_covariance)
    )
    whole = np.block([[traits, -0.2 * traits], [-0.2 * traits.T, patches]]) / 3.0
    upper = [whole[i, j] for i in range(size) for j in range(i, size)]
    return Belief(random.normal(0.0, 0.4, (size, clients)), np.repeat(np.array(upper)[:, None], clients, axis=1))


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("ratings", [2, 3])
def test_chances_ahead_are_those_of_clients_who_live_through_them(ratings: int, link: Link) -> None:
    channels, clients, steps, otherwise = _channels(ratings), 3, 8, 0.02
    dynamics, ahead = dynamics_on_numpy(_scalars(channels), channels), _ahead(channels, steps, clients, 1)
    contacts = np.random.default_rng(2).uniform(0.4, 1.0, (steps, clients))
    belief, moves = _belief(channels, dynamics, clients, 3), Steps(contacts, np.ones((steps, clients)))
    course = beliefs_ahead(belief, ahead, moves, dynamics, link, channels)
    one_draw = {name: values[..., None] for name, values in ahead.items()}
    leaves, agrees = expected_hazards(course, one_draw, link, channels)
    found = stay_chances(leaves, agrees, contacts, otherwise)[..., 0].T
    lived = [_lived(belief, ahead, contacts, link, otherwise, channels, dynamics, one) for one in range(clients)]
    assert found == pytest.approx(np.stack(lived), abs=STATED)


def _lived(
    belief: Belief,
    ahead: dict[str, Floats],
    contacts: Floats,
    link: Link,
    otherwise: float,
    channels: Channels,
    dynamics: Dynamics,
    client: int,
) -> Floats:
    """Share of many clients who had not left after each step; states and events drawn."""
    random, ratings = np.random.default_rng(5 + client), len(channels.names)
    start = _square(belief.covariance[:, client], 2 * ratings)
    state = random.multivariate_normal(belief.mean[:, client], start, LIVES).T
    a, g = np.array(dynamics.persistence)[..., 0], _square(np.array(dynamics.patch_covariance)[:, 0], ratings)
    traits, patches = state[:ratings], state[ratings:]
    in_care, left, shares = np.ones(LIVES, dtype=bool), np.zeros(LIVES, dtype=bool), []
    for step in range(len(contacts)):
        now = {name: values[step, client] for name, values in ahead.items()}
        patches = a @ patches + random.multivariate_normal(np.zeros(ratings), g - a @ g @ a.T, LIVES).T
        leaves = LINKS[link](_eta("leaving", now, traits, patches, channels), 0, np)
        agrees = LINKS[link](_eta("agreed", now, traits, patches, channels), 0, np)
        seen = random.random(LIVES) < contacts[step, client]
        gone = in_care & seen & (random.random(LIVES) < leaves)
        left |= gone
        ends = seen & (random.random(LIVES) < 1.0 - (1.0 - agrees) * (1.0 - otherwise))
        in_care &= ~gone & ~ends
        shares.append(1.0 - left.mean())
    return np.array(shares)


def _eta(event: str, now: dict[str, Floats], traits: Floats, patches: Floats, channels: Channels) -> Floats:
    """An event's predictor, written out: each level times its loading, and what is passing of the alliance."""
    loading = "loading" if event == "leaving" else "agreed_loading"
    found = now[event] + (now["patch_loading"] * patches[0] if event == "leaving" else 0.0)
    names = ("", *(f":{name}" for name in channels.more))
    for of, trait, patch in zip(names, traits, patches, strict=True):
        found = found + now[f"{loading}{of}"] * (now[f"level{of}"] + trait + patch)
    return np.asarray(found)


@pytest.mark.parametrize("passing", [0.0, -0.3])
@pytest.mark.parametrize("ratings", [1, 2, 3])
def test_a_chance_is_the_integral_over_all_that_is_believed(ratings: int, passing: float) -> None:
    channels = _channels(ratings)
    belief = _belief(channels, dynamics_on_numpy(_scalars(channels), channels), 1, 7)
    now = _ahead(channels, 1, 1, 8) | {"patch_loading": np.full((1, 1), passing)}
    covariance = _square(belief.covariance[:, 0], 2 * ratings)
    state = np.random.default_rng(9).multivariate_normal(belief.mean[:, 0], covariance, 2_000_000).T
    one_draw = {name: values[..., None] for name, values in now.items()}
    at_a_step = Belief(*(part[:, None] for part in belief))
    found = expected_hazards(at_a_step, one_draw, "cloglog", channels)
    for event, chance in zip(("leaving", "agreed"), found, strict=True):
        eta = _eta(event, {n: v[0, 0] for n, v in now.items()}, state[:ratings], state[ratings:], channels)
        assert chance.item() == pytest.approx(LINKS["cloglog"](eta, 0, np).mean(), abs=3e-4)


@pytest.mark.parametrize("ratings", [2, 3])
def test_the_whole_caseload_is_filtered_as_the_fit_filters_it(ratings: int) -> None:
    program = busy_program(40, more=MORE[: ratings - 1])
    panel, model, parameters = program.model.panel, program.model, program.parameters
    observed, scalars = observed_rows(panel, model.channels), model.scalars(parameters)
    found = current_beliefs(panel.client, observed, model.quantities(parameters), scalars, model.link, model.channels)
    by_client = np.bincount(panel.client, weights=found.log_likelihood * panel.scored)
    assert by_client == pytest.approx(Likelihood.of(model).by_client(parameters), abs=1e-10)
    assert found.levels.shape == (ratings, panel.rows)


@pytest.mark.parametrize("gap", [0, 1, 3, 60, LONGEST_GAP, 2 * LONGEST_GAP])
def test_over_whole_periods_patches_are_kept_as_in_the_fit(gap: int) -> None:
    channels = _channels(3)
    table, squares = (
        of.kept(np.array([float(gap)]))
        for of in (
            dynamics_on_numpy(_scalars(channels), channels),
            dynamics_of(_scalars(channels)[:, None], np, channels),
        )
    )
    assert np.array(table) == pytest.approx(np.array(squares), abs=1e-13)


def test_between_periods_what_is_kept_lies_between_and_no_variance_is_lost() -> None:
    channels = _channels(2)
    dynamics = dynamics_on_numpy(_scalars(channels), channels)
    at, times = dynamics.kept(np.array([1.0, 1.25, 2.0])), np.linspace(0.0, 4.0, 33)
    assert np.array(at)[..., 1] == pytest.approx(0.75 * np.array(at)[..., 0] + 0.25 * np.array(at)[..., 2], abs=1e-14)
    stationary = _square(np.array(dynamics.patch_covariance)[:, 0], 2)
    for kept in np.moveaxis(np.array(dynamics.kept(times)), -1, 0):
        assert np.linalg.eigvalsh(stationary - kept @ stationary @ kept.T).min() > -1e-12


def test_ratings_that_say_nothing_leave_the_chances_as_they_are() -> None:
    alone, together = _channels(1), _channels(2)
    scalars = dict(zip(scalar_names(together), _scalars(together), strict=True))
    scalars |= {name: 0.0 for name in scalars if "[" in name}
    process = dynamics_on_numpy(np.array(list(scalars.values())), together)
    ahead = _ahead(together, 9, 5, 4) | {
        "loading:distress": np.zeros((9, 5)),
        "agreed_loading:distress": np.zeros((9, 5)),
    }
    belief = _belief(together, process, 5, 6)
    tied = [entry(i, j, 4) for i, j in product((0, 2), (1, 3))]
    belief.covariance[tied] = 0.0
    moves = Steps(np.full((9, 5), 0.7), np.ones((9, 5)))
    of_alliance = Belief(belief.mean[[0, 2]], belief.covariance[[entry(0, 0, 4), entry(0, 2, 4), entry(2, 2, 4)]])
    one = beliefs_ahead(of_alliance, ahead, moves, dynamics_on_numpy(_scalars(alone), alone), "cloglog")
    two = beliefs_ahead(belief, ahead, moves, process, "cloglog", together)
    draw = {name: values[..., None] for name, values in ahead.items()}
    chances = expected_hazards(one, draw, "cloglog")[0], expected_hazards(two, draw, "cloglog", together)[0]
    assert chances[0] == pytest.approx(chances[1], abs=STATED_BETWEEN_PERIODS)
    assert chances[0][:2] == pytest.approx(chances[1][:2], abs=1e-12)  # at the first contacts, where time is whole


def test_no_forecast_is_made_from_slopes() -> None:
    with pytest.raises(ModelRefused, match="slopes"):
        DesignAhead.of((), {}, 1, Channels(growth=True))
