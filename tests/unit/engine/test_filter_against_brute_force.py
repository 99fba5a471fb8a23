"""The recursion is an approximation; here is what it costs, against the integral itself."""

from dataclasses import replace

import numpy as np
import pytest

from bidewell.engine.likelihood import Likelihood
from bidewell.simulate.panels import DrawnProgram
from tests.unit.engine import brute_force
from tests.unit.engine.brute_force import client_log_likelihood
from tests.unit.engine.programs import busy_program

CLIENTS = 40


# An outcome that was hardly to be expected costs .01 in one client of a hundred, returned or not; here are none.
@pytest.fixture(scope="module", params=[(0.0, 5), (0.5, 8)], ids=["nobody returns", "every second client is a return"])
def program(request: pytest.FixtureRequest) -> DrawnProgram:
    """Effects of a realistic size: an alliance effect of -.5 per SD, more for a passing change."""
    returning, seed = request.param
    drawn = busy_program(CLIENTS, seed, returning)
    parameters, layout = drawn.parameters.copy(), drawn.model.layout
    parameters[layout["alliance"]] = -0.5
    parameters[layout["split"]] = -0.2
    parameters[layout["agreed_alliance"]] = 0.4
    parameters[layout["latent"]] = (np.log(0.6), np.log(0.7), 0.0, 1.1)
    return replace(drawn, parameters=parameters)


def test_the_example_has_everything_the_recursion_knows(program: DrawnProgram) -> None:
    panel = program.model.panel
    assert panel.left.any() and panel.agreed.any() and panel.renewed.any()
    assert (~panel.scored).any() and (panel.rating_count > 1).any()
    assert (panel.periods_since_previous_row > 1).any()


def test_each_clients_log_likelihood_is_the_integral(program: DrawnProgram) -> None:
    model, parameters = program.model, program.parameters
    quantities, scalars = model.quantities(parameters), model.scalars(parameters)
    # Of who came back the integral is taken twice; the first half of them will do.
    which = (
        np.flatnonzero(model.panel.returns[model.panel.starts])[:10] if model.panel.returns.any() else range(CLIENTS)
    )
    exact = [client_log_likelihood(model.panel, quantities, scalars, client, seed=client) for client in which]
    error = Likelihood.of(model).by_client(parameters)[which] - exact
    assert np.abs(error).max() < 0.005
    assert abs(error.mean()) < 0.0005


def test_without_effects_on_endings_nothing_is_approximate(
    program: DrawnProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brute_force, "DRAWS", 2)
    model, parameters = program.model, program.parameters.copy()
    for block in model.blocks:
        if block.quantity.endswith("loading"):
            parameters[model.layout[block.name]] = 0.0
    quantities, scalars = model.quantities(parameters), model.scalars(parameters)
    exact = [client_log_likelihood(model.panel, quantities, scalars, client, seed=client) for client in range(CLIENTS)]
    assert Likelihood.of(model).by_client(parameters) == pytest.approx(exact, abs=1e-9)
