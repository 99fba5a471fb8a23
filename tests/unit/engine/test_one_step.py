"""What a row was expected to bring: the recursion's own step, so its likelihood is the fit's and its draws the data's."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from bidewell.engine.links import LINKS
from bidewell.engine.model import Model
from bidewell.engine.one_step import Expected, expected_rows
from bidewell.engine.panel import Floats
from bidewell.engine.prediction import current_beliefs
from bidewell.engine.recursion import observed_rows
from tests.unit.engine.programs import busy_program

PROGRAM = busy_program(40)
OTHER = PROGRAM.parameters + 0.1


def expected(model: Model, *parameters: Floats) -> Expected:
    quantities = np.stack([model.quantities(one) for one in parameters])
    scalars = np.stack([model.scalars(one) for one in parameters])
    return expected_rows(model.panel.client, observed_rows(model.panel), quantities, scalars, model.link)


def test_its_log_likelihood_is_that_of_the_recursion_for_every_draw_and_row() -> None:
    found = expected(PROGRAM.model, PROGRAM.parameters, OTHER)
    for place, parameters in enumerate((PROGRAM.parameters, OTHER)):
        panel, model = PROGRAM.model.panel, PROGRAM.model
        filtered = current_beliefs(
            panel.client, observed_rows(panel), model.quantities(parameters), model.scalars(parameters), model.link
        )
        assert found.log_likelihood[place] == pytest.approx(filtered.log_likelihood, abs=1e-10)


def test_the_distributions_expected_are_those_the_likelihood_is_made_of() -> None:
    panel = PROGRAM.model.panel
    found = expected(PROGRAM.model, PROGRAM.parameters)
    rated, asked = panel.rating_count > 0, panel.at_risk
    made = np.zeros(panel.rows)
    made[rated] += stats.norm.logpdf(panel.rating, found.rating[0, 0], found.rating_sd[0, 0])[rated]
    made[asked] += np.log(np.where(panel.left, found.leaves[0], 1.0 - found.leaves[0]))[asked]
    stayed = asked & ~panel.left
    made[stayed] += np.log(np.where(panel.agreed, found.agrees[0], 1.0 - found.agrees[0]))[stayed]
    assert made == pytest.approx(found.log_likelihood[0], abs=1e-10)


def test_without_anything_latent_the_chance_is_the_link_of_the_predictor() -> None:
    kept = tuple(b for b in PROGRAM.model.blocks if b.quantity in ("leaving", "agreed"))
    panel = replace(PROGRAM.model.panel, rating_count=np.zeros(PROGRAM.model.panel.rows))
    model = Model(panel, kept, latent=None)
    parameters = model.prior_mean()
    found = expected(model, parameters)
    eta = model.quantities(parameters)[2]
    assert found.leaves[0] == pytest.approx(LINKS["cloglog"](eta, 0, np), abs=1e-9)
