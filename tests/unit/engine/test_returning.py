"""People who come back: what lasts of them is carried to the next time they come, what passes is not."""

from dataclasses import replace

import numpy as np
import pytest

from bidewell.engine.curvature import differences_at, scores_at
from bidewell.engine.fitters.fit import fit
from bidewell.engine.likelihood import DIFFERENCE, Likelihood
from bidewell.engine.model import Model
from bidewell.engine.one_step import expected_rows
from bidewell.engine.panel import Panel, PanelRefused
from bidewell.engine.prediction import current_beliefs
from bidewell.engine.process import dynamics_of
from bidewell.engine.recursion import observed_rows
from bidewell.simulate.panels import DrawnProgram, Size, draw_program
from tests.unit.engine.kept import kept
from tests.unit.engine.programs import busy_program

CLIENTS = 60


@pytest.fixture(scope="module")
def program() -> DrawnProgram:
    return busy_program(CLIENTS, returning=0.5)


def with_persons(model: Model, person: np.ndarray | None) -> Model:
    return replace(model, panel=replace(model.panel, person=person))


def test_a_panel_knows_who_is_new_and_who_comes_back(program: DrawnProgram) -> None:
    panel = program.model.panel
    assert panel.returns.sum() == CLIENTS // 2 - 1 and panel.persons == CLIENTS - panel.returns.sum()
    assert (panel.newcomers | panel.returns == panel.starts).all()
    assert not panel.periods_since_previous_row[panel.returns].any()
    assert observed_rows(panel).renewed[panel.returns].all()
    assert not observed_rows(panel).starts[panel.returns].any()


def test_clients_of_a_person_stand_together_and_are_wholly_the_persons(program: DrawnProgram) -> None:
    panel = program.model.panel
    with pytest.raises(PanelRefused, match="person: expected persons numbered"):
        replace(panel, person=panel.of_person[::-1].copy())
    with pytest.raises(PanelRefused, match="person: expected"):
        replace(panel, person=np.arange(panel.rows))
    with pytest.raises(PanelRefused, match="one entry a row"):
        replace(panel, person=panel.of_person[:-1])


def test_some_rows_of_a_panel_keep_whose_they_are(program: DrawnProgram) -> None:
    panel = program.model.panel
    some = panel.only(~panel.starts & (panel.of_person % 2 == 0))
    assert some.returns.any()
    assert some.persons == np.unique(panel.of_person[~panel.starts & (panel.of_person % 2 == 0)]).size


def test_where_everyone_is_a_person_apart_nothing_changes(program: DrawnProgram) -> None:
    nobody = with_persons(program.model, None)
    apart = with_persons(program.model, program.model.panel.client)
    one, other = Likelihood.of(nobody), Likelihood.of(apart)
    assert (one.by_client(program.parameters) == other.by_client(program.parameters)).all()
    assert (one.value_and_gradient(program.parameters)[1] == other.value_and_gradient(program.parameters)[1]).all()
    assert "person" not in nobody.panel.columns()


def test_those_who_do_not_come_back_are_not_touched_by_those_who_do(program: DrawnProgram) -> None:
    together = Likelihood.of(program.model).by_client(program.parameters)
    apart = Likelihood.of(with_persons(program.model, None)).by_client(program.parameters)
    comes_back = program.model.panel.returns[program.model.panel.starts]
    assert together[~comes_back] == pytest.approx(apart[~comes_back], abs=1e-12)
    assert (np.abs(together[comes_back] - apart[comes_back]) > 1e-3).mean() > 0.8


def test_both_drivers_carry_the_same_on(program: DrawnProgram) -> None:
    model, parameters = program.model, program.parameters
    panel, quantities = model.panel, model.quantities(parameters)
    compiled = Likelihood.of(model).by_client(parameters)
    observed, scalars = observed_rows(panel), model.scalars(parameters)
    filtered = current_beliefs(panel.of_person, observed, quantities, scalars, model.link)
    one = expected_rows(panel.of_person, observed, quantities[None], scalars[None], model.link).log_likelihood[0]
    for rows in (filtered.log_likelihood, one):
        assert np.bincount(panel.client, weights=rows * panel.scored) == pytest.approx(compiled, abs=1e-10)


def test_of_a_person_come_back_the_trait_is_known_and_the_patch_is_not(program: DrawnProgram) -> None:
    whole = kept(CLIENTS, returning=0.5)
    evidence, model = whole.evidence, whole.model
    place = int(np.flatnonzero(evidence.returns)[0])
    rows = np.arange(evidence.client.size)
    mine = evidence.client == evidence.client[place]
    before = evidence.only(mine & (rows < place))._replace(
        client=np.zeros(int((mine & (rows < place)).sum()), dtype=np.int64)
    )
    at = evidence.only(mine & (rows == place))._replace(client=np.zeros(1, dtype=np.int64))
    nothing = {name: np.zeros_like(getattr(at.observed, name)) for name in ("rating_count", "at_risk", "times")}
    scalars = model.scalars(model.mode)
    left = current_beliefs(before.client, before.observed, before.quantities, scalars, model.link).belief
    begun = current_beliefs(
        at.client, at.observed._replace(**nothing), at.quantities, scalars, model.link, start=left
    ).belief
    assert (begun.mean[0], begun.covariance[0]) == (left.mean[0], left.covariance[0])
    assert begun.covariance[0] < dynamics_of(scalars, np).trait_sd ** 2
    assert (begun.mean[1], begun.covariance[1]) == (0.0, 0.0)
    assert begun.covariance[2] == pytest.approx(dynamics_of(scalars, np).patch_sd ** 2)


def test_effects_that_meet_in_a_person_have_their_curvature(program: DrawnProgram) -> None:
    model, whole = program.model, np.arange(program.model.size)
    likelihood = Likelihood.of(model)
    together = differences_at(likelihood, program.parameters, whole).block(whole, whole)
    one_by_one = -likelihood.curvature_along(program.parameters, np.eye(model.size))
    assert together == pytest.approx((one_by_one + one_by_one.T) / 2.0, abs=1e-3)
    scores = scores_at(likelihood, program.parameters).block(whole, whole)
    latent = np.r_[model.layout["latent"]]
    steps = DIFFERENCE * np.eye(model.size)[latent]
    by_person = np.stack(
        [likelihood.by_person(program.parameters + step) - likelihood.by_person(program.parameters) for step in steps]
    )
    assert scores[np.ix_(latent, latent)] == pytest.approx(by_person @ by_person.T / DIFFERENCE**2, rel=1e-3)


def test_partitions_keep_a_person_whole() -> None:
    model = draw_program(Size(80, therapists=4, weeks=6, quarters=2, returning=0.4), seed=3).model
    one, seven = (fit(model, 1, draws=50, partitions=count) for count in (1, 7))
    assert one.converged
    assert seven.mode == pytest.approx(one.mode, abs=1e-8)
    assert seven.draws.parameters == pytest.approx(one.draws.parameters, abs=1e-8)


def test_ratings_count_from_the_last_return_on() -> None:
    program = kept(CLIENTS, returning=0.5)
    evidence, after = program.evidence, program.after()
    times = np.cumsum(evidence.returns)
    last = np.maximum.reduceat(times, np.flatnonzero(program.row == 0))
    counts = (times == last[evidence.client]) & (evidence.observed.rating_count[0] > 0)
    assert after.rated.rows.tolist() == np.bincount(evidence.client, weights=counts).tolist()
    assert after.rated.rows.sum() < (evidence.observed.rating_count[0] > 0).sum()


@pytest.fixture(scope="module")
def lasting() -> DrawnProgram:
    """A program of short stays in which half of the clients are returns, and more lasts than passes."""
    latent = np.array([np.log(0.6), np.log(0.75), 0.0, 1.1])
    size = Size(500, therapists=10, weeks=8, quarters=3, returning=0.5)
    return draw_program(size, seed=2, planted={"latent": latent, "alliance": -0.6})


def test_records_say_who_brought_along_what_lasts(lasting: DrawnProgram) -> None:
    model, number = lasting.model, np.random.default_rng(1).permutation(lasting.model.panel.clients)
    alone = Likelihood.of(with_persons(model, None)).value(lasting.parameters)
    assert Likelihood.of(model).value(lasting.parameters) > alone + 15.0
    others = _in_another_order(model, number)
    assert Likelihood.of(others).value(lasting.parameters) < alone - 15.0


def _in_another_order(model: Model, number: np.ndarray) -> Model:
    """The same clients, but whose return each is has been dealt out by chance."""
    panel = model.panel
    order = np.argsort(number[panel.client], kind="stable")
    client = np.cumsum(np.diff(panel.client[order], prepend=-1) != 0) - 1
    person = panel.of_person[panel.starts][client]
    columns = {name: column[order] for name, column in panel.columns().items()} | {"client": client, "person": person}
    blocks = tuple(
        replace(b, columns=b.columns[order])
        if b.columns is not None
        else replace(b, level_of_row=b.level_of_row[order])
        for b in model.blocks
    )
    return replace(model, panel=Panel(**columns), blocks=blocks)


def test_a_fit_finds_what_lasts_and_knows_it_better_than_from_each_stay_alone(lasting: DrawnProgram) -> None:
    model = lasting.model
    linked, alone = (fit(each, 1, draws=200) for each in (model, with_persons(model, None)))
    assert linked.trusted
    for name in ("latent", "alliance"):
        drawn, true = linked.draws.parameters[:, model.layout[name]], lasting.parameters[model.layout[name]]
        assert (np.abs(drawn.mean(axis=0) - true) < 2.6 * drawn.std(axis=0)).all()
    trait = model.layout["latent"].start
    assert linked.draws.parameters[:, trait].std() < 0.8 * alone.draws.parameters[:, trait].std()
