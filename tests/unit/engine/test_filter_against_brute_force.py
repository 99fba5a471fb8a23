"""The recursion is an approximation; here is what it costs, against the integral itself."""

from dataclasses import replace

import numpy as np
import pytest

from bidewell.engine.likelihood import Likelihood
from bidewell.simulate.panels import DrawnProgram
from tests.unit.engine.brute_force import client_log_likelihood
from tests.unit.engine.programs import busy_program

CLIENTS = 40


@pytest.fixture(scope="module")
def program() -> DrawnProgram:
    """Effects of a realistic size: an alliance effect of -.5 per SD, more for a passing change."""
    drawn = busy_program(CLIENTS, seed=5)
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
    exact = [client_log_likelihood(model.panel, quantities, scalars, client, seed=client) for client in range(CLIENTS)]
    error = Likelihood.of(model).by_client(parameters) - exact
    assert np.abs(error).max() < 0.005
    assert abs(error.mean()) < 0.0005
