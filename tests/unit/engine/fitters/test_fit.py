"""A fit of anything that is a panel: too little data is a normal case."""

from dataclasses import replace

import numpy as np
import pytest

from bidewell.engine.curvature import scores_at, second_derivatives
from bidewell.engine.fitters import fit as fit_module
from bidewell.engine.fitters.fit import fit
from bidewell.engine.fitters.mode import Mode
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Block, Model, ModelRefused
from bidewell.engine.panel import Panel
from bidewell.simulate.panels import Size, draw_from_prior, draw_program
from tests.unit.engine.programs import busy_program


def empty_panel() -> Panel:
    none, no = np.zeros(0), np.zeros(0, dtype=bool)
    return Panel(np.zeros(0, dtype=np.int64), none, none, none, no, no, no, no, no)


@pytest.mark.parametrize("clients", [1, 10])
def test_few_clients_are_fitted_and_the_prior_stays_wide(clients: int) -> None:
    model = draw_program(Size(clients, therapists=2), seed=8).model
    fitted = fit(model, seed=1, draws=100)
    assert fitted.converged
    alliance = fitted.draws.parameters[:, model.layout["alliance"]]
    assert alliance.std() > 0.2  # of a prior of .35


def test_no_clients_at_all_give_the_prior_back() -> None:
    block = Block("x", "leaving", ("",), np.zeros((0, 1)), prior_mean=0.3, prior_sd=0.35)
    fitted = fit(Model(empty_panel(), (block,)), seed=1, draws=400)
    assert fitted.trusted and fitted.mode[0] == pytest.approx(0.3, abs=1e-6)
    assert fitted.draws.parameters[:, 0].std() == pytest.approx(0.35, rel=0.15)


def test_where_an_ending_teaches_nearly_everything_the_search_ends() -> None:
    """At a share of a variance that was simply cut off, the likelihood had a bend, and this search never settled."""
    program = draw_program(Size(614, therapists=30), seed=241)
    fitted = fit(program.model, seed=1, draws=50)
    assert fitted.converged and fitted.rounds < 6


def test_where_ratings_err_far_more_than_expected_no_first_step_leads_out_of_reach() -> None:
    """Ratings with an error of 1.8 where the prior expects 0.6: long steps ended where no slope led back."""
    program = draw_program(Size(874, therapists=43), seed=73)
    fitted = fit(program.model, seed=1, draws=100)
    place = program.model.layout["travel_minutes"]
    assert fitted.trusted
    assert abs(fitted.mode[place] - program.parameters[place]) < 0.3


def test_without_ratings_and_with_one_site_the_other_effects_are_found() -> None:
    program = draw_program(Size(400, therapists=8), seed=9)
    panel = replace(program.model.panel, rating_count=np.zeros(program.model.panel.rows))
    kept = tuple(b for b in program.model.blocks if b.quantity in ("leaving", "agreed"))
    site = Block("site", "leaving", ("only",), level_of_row=np.zeros(panel.rows, dtype=np.int64), scale="site_sd")
    fitted = fit(Model(panel, (*kept, site), latent=None), seed=1, draws=200)
    travel = fitted.draws.parameters[:, fitted.model.layout["travel_minutes"]]
    truth = program.parameters[program.model.layout["travel_minutes"]]
    assert fitted.trusted and abs(travel.mean() - truth) < 3.5 * travel.std() + 0.05


def test_the_same_seed_gives_the_same_draws_and_another_seed_the_same_mode() -> None:
    model = busy_program(60).model
    one, again, other = (fit(model, seed=seed, draws=60) for seed in (1, 1, 2))
    assert (one.draws.parameters == again.draws.parameters).all()
    assert one.mode == pytest.approx(other.mode, abs=1e-9)
    assert (one.draws.parameters != other.draws.parameters).any()


def test_the_mode_is_a_mode() -> None:
    model = busy_program(120).model
    fitted = fit(model, seed=1, draws=60)
    likelihood = Likelihood.of(model)
    _, slope = likelihood.value_and_gradient(fitted.mode)
    precision = model.prior_precision(fitted.scales)
    uphill = slope - precision * (fitted.mode - model.prior_mean())
    spread = 1.0 / np.sqrt(np.diag(-second_derivatives(likelihood, fitted.mode)) + precision)
    assert np.abs(uphill * spread).max() < 0.02


def test_a_thousand_clients_give_the_truth_back() -> None:
    program = draw_program(Size(1000, therapists=40), seed=13)
    fitted = fit(program.model, seed=1, draws=200)
    fixed = ~program.model.with_scales
    away = (fitted.draws.parameters.mean(axis=0) - program.parameters)[fixed]
    assert fitted.trusted
    assert np.sqrt(np.mean((away / fitted.draws.parameters.std(axis=0)[fixed]) ** 2)) < 1.5


def test_the_rough_curvature_is_near_the_exact_one() -> None:
    program = draw_program(Size(1000, therapists=40), seed=13)
    likelihood = Likelihood.of(program.model)
    whole = np.arange(likelihood.model.size)
    rough = np.diag(scores_at(likelihood, program.parameters).block(whole, whole))
    exact = -np.diag(second_derivatives(likelihood, program.parameters))
    told = exact > 30.0
    assert np.median(np.abs(rough / exact - 1.0)[told]) < 0.2


def test_blocks_that_do_not_fit_the_panel_are_refused() -> None:
    panel = busy_program(5).model.panel
    with pytest.raises(ModelRefused, match="one design row"):
        Model(panel, (Block("x", "leaving", ("",), np.zeros((1, 1))),))
    with pytest.raises(ModelRefused, match="quantity is one of"):
        Model(panel, (Block("x", "hazzard", ("",), np.zeros((panel.rows, 1))),))
    with pytest.raises(ModelRefused, match="one of them"):
        Block("x", "leaving", ("",))


def test_truths_drawn_from_the_prior_have_its_mean_and_spread() -> None:
    model = Model(empty_panel(), (Block("x", "leaving", ("",), np.zeros((0, 1)), prior_mean=1.0, prior_sd=0.35),))
    random = np.random.default_rng(1)
    drawn = np.array([draw_from_prior(model, random)[0] for _ in range(2000)])
    assert drawn.mean(axis=0) == pytest.approx(model.prior_mean(), abs=0.06)
    assert drawn[:, 0].std() == pytest.approx(0.35, rel=0.1)


def test_a_search_that_can_take_no_step_comes_to_an_end_and_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As from a place at which the likelihood is zero in all directions."""

    def stuck(_partitions: object, _prior: object, _scales: object, start: np.ndarray, *_: object) -> Mode:
        return Mode(start, -1e300, 0, converged=False)

    monkeypatch.setattr(fit_module, "find_mode", stuck)
    fitted = fit(draw_program(Size(10, therapists=2), seed=8).model, seed=1, draws=100)
    assert not fitted.converged and not fitted.trusted
