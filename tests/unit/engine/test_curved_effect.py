"""An effect of the alliance that bends: very low and very high levels may both go with leaving."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from bidewell.engine.fitters.fit import fit
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Block, ModelRefused
from bidewell.engine.process import dynamics_of
from bidewell.simulate.panels import DrawnProgram, Size, draw_program
from tests.unit.engine.brute_force import _covariance, cloglog_chance
from tests.unit.engine.differences import gradient_and_differences

Floats = NDArray[np.float64]
LATENT = np.array([np.log(0.6), np.log(0.7), 0.0, 1.1])
BENT = {
    "alliance": -0.2,
    "alliance_curve": 0.3,
    "agreed_alliance": 0.2,
    "latent": LATENT,
    "baseline": np.array([-2.0, -0.3]),
}


@pytest.fixture(scope="module")
def program() -> DrawnProgram:
    return draw_program(Size(60, therapists=6, weeks=8), 4, BENT, curved=True)


def test_each_clients_log_likelihood_is_the_integral(program: DrawnProgram) -> None:
    found = Likelihood.of(program.model).by_client(program.parameters)
    few = range(25)
    error = found[list(few)] - np.array([_exact(program, client) for client in few])
    assert np.abs(error).max() < 0.015 and abs(error.mean()) < 0.002


def _exact(program: DrawnProgram, client: int, draws: int = 200_000) -> float:
    """Conditioning on the ratings, then plain averaging over trait and patches."""
    model, parameters, panel = program.model, program.parameters, program.model.panel
    rows = np.flatnonzero(panel.client == client)
    now, scalars = model.channels.named(model.quantities(parameters)[:, rows]), model.scalars(parameters)
    prior, rated = _covariance(panel, scalars, rows), panel.rating_count[rows] > 0
    seen = np.column_stack([np.ones(rows.size), np.eye(rows.size)])[rated]
    spread = seen @ prior @ seen.T + dynamics_of(scalars, np).rating_sd[0] ** 2 * np.eye(int(rated.sum()))
    away = (panel.rating[rows] - now["rating"] - now["level"])[rated]
    of_ratings = -0.5 * (away @ np.linalg.solve(spread, away) + np.linalg.slogdet(2.0 * np.pi * spread)[1])
    gain = np.linalg.solve(spread, seen @ prior).T
    values, vectors = np.linalg.eigh(prior - gain @ seen @ prior)
    half = np.random.default_rng(client).standard_normal((draws // 2, values.size))
    half = half @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    latent = gain @ away + np.concatenate([half, -half])
    level = now["level"] + latent[:, :1] + latent[:, 1:]
    leaves = cloglog_chance(now["leaving"] + now["loading"] * level + now["curve"] * level**2)
    agrees = cloglog_chance(now["agreed"] + now["agreed_loading"] * level)
    stays = np.where(panel.agreed[rows], agrees, 1.0 - agrees) * (1.0 - leaves)
    happened = np.where(panel.left[rows], leaves, stays)
    return float(of_ratings + np.log(np.where(panel.at_risk[rows], happened, 1.0).prod(axis=1).mean()))


def test_the_gradient_is_that_of_the_value(program: DrawnProgram) -> None:
    gradient, differences = gradient_and_differences(program.model)
    assert gradient == pytest.approx(differences, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("curve", [0.0, 0.4])
def test_a_planted_bend_is_found_and_one_that_is_not_there_is_not(curve: float) -> None:
    program = draw_program(Size(700, therapists=10, weeks=16), 8, BENT | {"alliance_curve": curve}, curved=True)
    found = fit(program.model, seed=1, draws=200)
    draws = found.draws.parameters[:, program.model.layout["alliance_curve"]][:, 0]
    low, high = np.quantile(draws, [0.025, 0.975])
    assert low < curve < high
    assert (low > 0.0) == (curve > 0.0)


def test_a_bend_beside_a_second_effect_of_passing_changes_is_refused(program: DrawnProgram) -> None:
    more = Block("split", "patch_loading", ("",), np.ones((program.model.panel.rows, 1)))
    with pytest.raises(ModelRefused, match="needs the alliance alone"):
        replace(program.model, blocks=(*program.model.blocks, more))
