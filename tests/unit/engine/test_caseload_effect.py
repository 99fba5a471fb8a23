"""What a therapist's clients share of the alliance may count otherwise than what tells them apart."""

from dataclasses import replace

import numpy as np
import pytest

from bidewell.engine.fitters.fit import fit
from bidewell.engine.likelihood import Likelihood
from bidewell.simulate.panels import Size, draw_program

PLANTED = {
    "alliance": -0.3,
    "alliance_caseload": -0.6,
    "latent": np.array([np.log(0.6), np.log(0.7), 0.0, 1.1]),
    "baseline": np.array([-2.0, -0.3]),
}


def test_without_an_effect_of_its_own_a_caseload_counts_as_its_clients_do() -> None:
    program = draw_program(Size(60, therapists=6, weeks=8), 4, PLANTED, caseload=True)
    model, parameters = program.model, program.parameters.copy()
    place = model.layout["alliance_caseload"].start
    parameters[place] = 0.0
    tied = replace(model, blocks=tuple(block for block in model.blocks if block.name != "alliance_caseload"))
    expected = Likelihood.of(tied).by_client(np.delete(parameters, place))
    assert Likelihood.of(model).by_client(parameters) == pytest.approx(expected, abs=1e-10)


def test_a_caseloads_effect_is_found_beside_that_of_its_clients() -> None:
    random = np.random.default_rng(3)
    size = Size(1500, therapists=60, weeks=12)
    effects = {"therapist_alliance": random.normal(0.0, 0.5, 60), "therapist_hazard": random.normal(0.0, 0.1, 60)}
    program = draw_program(size, 8, PLANTED | effects, caseload=True)
    found = fit(program.model, seed=1, draws=200)
    for name in ("alliance", "alliance_caseload"):
        draws = found.draws.parameters[:, program.model.layout[name]][:, 0]
        assert abs(draws.mean() - PLANTED[name]) < 2.5 * draws.std(), name
        assert draws.mean() + 1.645 * draws.std() < 0.0, name
