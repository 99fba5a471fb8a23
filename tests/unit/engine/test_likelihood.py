"""Value, gradient and curvature of the likelihood; clients may be split in any way."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from bidewell.engine.curvature import second_derivatives
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Model
from bidewell.engine.panel import Panel
from bidewell.simulate.panels import Size, draw_program
from tests.unit.engine.differences import by_differences
from tests.unit.engine.programs import busy_program


def part_of(model: Model, clients: NDArray[np.int64]) -> Model:
    """The same model of some of the clients."""
    panel = model.panel
    rows = np.isin(panel.client, clients)
    designs = [
        replace(block, columns=block.columns[rows])
        if block.columns is not None
        else replace(block, level_of_row=block.level_of_row[rows])
        for block in model.blocks
    ]
    return replace(model, panel=panel.only(rows), blocks=tuple(designs))


@pytest.fixture(scope="module")
def model() -> Model:
    return busy_program(60).model


@pytest.fixture(scope="module")
def away_from_the_mode(model: Model) -> NDArray[np.float64]:
    return model.prior_mean() + 0.2 * np.random.default_rng(3).standard_normal(model.size)


def test_the_gradient_is_the_difference_of_values_in_every_parameter(model, away_from_the_mode) -> None:
    likelihood = Likelihood.of(model)
    value, gradient = likelihood.value_and_gradient(away_from_the_mode)
    assert value == pytest.approx(likelihood.value(away_from_the_mode), abs=1e-10)
    assert gradient == pytest.approx(by_differences(likelihood.value, away_from_the_mode), rel=1e-5, abs=1e-7)


def test_values_at_several_parameter_vectors_are_those_at_each(model, away_from_the_mode) -> None:
    likelihood = Likelihood.of(model)
    nowhere = np.full(model.size, np.nan)
    together = likelihood.values(np.stack([away_from_the_mode, model.prior_mean(), nowhere]))
    apart = [likelihood.value(away_from_the_mode), likelihood.value(model.prior_mean()), -np.inf]
    assert together == pytest.approx(apart, abs=1e-10)


def test_second_derivatives_are_the_differences_of_gradients_where_caseloads_mix(model, away_from_the_mode) -> None:
    likelihood = Likelihood.of(model)
    exact = by_differences(lambda at: likelihood.value_and_gradient(at)[1], away_from_the_mode, step=1e-3)
    assert second_derivatives(likelihood, away_from_the_mode) == pytest.approx(exact, rel=5e-4, abs=5e-4)


def test_curvature_costs_as_many_gradients_for_ten_times_the_therapists(monkeypatch) -> None:
    asked, of_rows = [], Likelihood.row_gradients
    monkeypatch.setattr(Likelihood, "row_gradients", lambda *given: asked.append(given) or of_rows(*given))
    counts = []
    for therapists in (4, 40):
        model = draw_program(Size(80, therapists, weeks=8, quarters=3), seed=3).model
        asked.clear()
        second_derivatives(Likelihood.of(model), model.prior_mean())
        counts.append(len(asked))
    assert counts == [5, 5]  # two effects of each of two therapists whom a client meets, and where nothing is moved


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_clients_split_into_parts_add_up_to_the_whole(model, away_from_the_mode, parts: int) -> None:
    whole_value, whole_gradient = Likelihood.of(model).value_and_gradient(away_from_the_mode)
    shares = np.array_split(np.random.default_rng(parts).permutation(model.panel.clients), parts)
    results = [Likelihood.of(part_of(model, share)).value_and_gradient(away_from_the_mode) for share in shares]
    assert sum(value for value, _ in results) == pytest.approx(whole_value, abs=1e-8)
    assert sum(gradient for _, gradient in results) == pytest.approx(whole_gradient, abs=1e-8)


def test_a_value_that_is_not_a_number_is_minus_infinity(model) -> None:
    nowhere = np.full(model.size, np.nan)
    assert Likelihood.of(model).value(nowhere) == -np.inf


def test_an_empty_panel_has_a_likelihood_of_one() -> None:
    none, no = np.zeros(0), np.zeros(0, dtype=bool)
    empty = Panel(np.zeros(0, dtype=np.int64), none, none, none, no, no, no, no, no)
    value, gradient = Likelihood.of(Model(empty, ())).value_and_gradient(np.zeros(4))
    assert value == 0.0 and (gradient == 0.0).all()
