"""Partitions take parameters and return sums: the fit must not depend on how many there are, nor messages on clients."""

import pickle
from dataclasses import fields

import numpy as np
import pytest

from bidewell.engine.curvature import second_derivatives
from bidewell.engine.fitters.fit import Fit, fit
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Model
from bidewell.engine.partitions.messages import Draws, Parameters
from bidewell.engine.partitions.partition import Partition
from bidewell.engine.partitions.processes import PartitionFailed, in_processes
from bidewell.engine.partitions.split import find_sites, outline, split
from bidewell.engine.partitions.together import Together
from bidewell.simulate.panels import Size, draw_program

MANY_SITES = Size(140, therapists=14, weeks=8, quarters=3, sites=7)
ONE_SITE = Size(140, therapists=4, weeks=8, quarters=3)


def program_of(size: Size) -> Model:
    return draw_program(size, seed=3).model


def together(model: Model, partitions: int) -> Together:
    return Together.here([Partition(part) for part in split(model, partitions, sites_apart=True)])


def assert_same(one: Fit, other: Fit) -> None:
    assert other.mode == pytest.approx(one.mode, abs=1e-8)
    assert list(other.scales.values()) == pytest.approx(list(one.scales.values()), abs=1e-8)
    assert other.draws.parameters == pytest.approx(one.draws.parameters, abs=1e-8)
    assert other.draws.log_scales == pytest.approx(one.draws.log_scales, abs=1e-8)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-8)


@pytest.mark.parametrize(("size", "apart"), [(MANY_SITES, True), (MANY_SITES, False), (ONE_SITE, None)])
def test_one_two_and_seven_partitions_give_the_same_fit(size: Size, apart: bool | None) -> None:
    model = program_of(size)
    one, two, seven = (fit(model, 1, draws=50, partitions=count, sites_apart=apart) for count in (1, 2, 7))
    assert_same(one, two)
    assert_same(one, seven)
    assert one.converged


def test_partitions_in_processes_of_their_own_give_the_same_fit() -> None:
    model = program_of(MANY_SITES)
    here = fit(model, seed=1, draws=50, sites_apart=True)
    assert_same(here, fit(model, seed=1, draws=50, partitions=2, sites_apart=True, workers=2))


def test_effects_kept_by_sites_have_the_same_mode_as_effects_shared() -> None:
    model = program_of(MANY_SITES)
    kept, shared = (fit(model, seed=1, draws=50, sites_apart=apart) for apart in (True, False))
    assert kept.mode == pytest.approx(shared.mode, abs=2e-3)
    assert list(kept.scales.values()) == pytest.approx(list(shared.scales.values()), rel=5e-3)


def test_whole_sites_go_to_a_partition_and_a_single_sites_clients_are_split() -> None:
    many, one = program_of(MANY_SITES), program_of(ONE_SITE)
    parts = split(many, 3, sites_apart=True)
    assert (
        sorted(site for part in parts for site in part.sites)
        == np.unique(find_sites(many, sites_apart=True)[0]).tolist()
    )
    assert sum(part.model.panel.clients for part in parts) == many.panel.clients
    kept = np.concatenate([part.positions[places] for part in parts for places in part.own])
    assert np.unique(kept).size == kept.size == many.size - outline(many, sites_apart=True)[0].size > 0
    assert [part.own for part in split(one, 3, sites_apart=True)] == [(), (), ()]
    assert outline(one, sites_apart=True)[0].size == one.size
    assert outline(many)[0].size == many.size  # few effects: all may as well be shared


def test_a_summary_has_the_slope_and_gain_of_the_whole_matrix() -> None:
    model = program_of(MANY_SITES)
    sites, scales = together(model, 3), np.log(np.full(len(model.scales), 0.3))
    shared = find_sites(model, sites_apart=True)[1] < 0
    start = model.prior_mean()
    sites.summarise(Parameters(start[shared], scales, step=0.0))
    sites.measure(roughly=False)
    found, expanded = sites.summarise(Parameters(start[shared], scales, step=0.0)), sites.expand(scales)
    likelihood = Likelihood.of(model)
    value, slope = likelihood.value_and_gradient(start)
    whole = -second_derivatives(likelihood, start)
    own = np.ix_(~shared, ~shared)
    precision = whole[own] + np.eye(int((~shared).sum())) / 0.3**2
    response = np.linalg.solve(precision, whole[np.ix_(~shared, shared)])
    assert (found.clients, found.rows) == (model.panel.clients, model.panel.rows)
    assert found.log_likelihood == pytest.approx(value, abs=1e-8)
    assert found.slope == pytest.approx(slope[shared] - response.T @ slope[~shared], rel=1e-3, abs=1e-3)
    left = whole[np.ix_(shared, shared)] - whole[np.ix_(shared, ~shared)] @ response
    assert expanded.information == pytest.approx(left, rel=1e-3, abs=2e-3)


@pytest.mark.parametrize("verb", ["summarise", "expand", "change", "weigh"])
def test_a_message_is_small_and_the_same_size_for_ten_times_the_clients(verb: str) -> None:
    sizes = []
    for clients in (100, 1000):
        model = program_of(Size(clients, therapists=7 * clients // 50, weeks=12, sites=7))
        scales, shared = np.zeros(len(model.scales)), outline(model, sites_apart=True)[0].prior_mean()
        partition = Partition(split(model, 7, sites_apart=True)[0])
        asked = {"summarise": Parameters(shared, scales), "weigh": Draws(np.tile(shared, (2, 1)), scales[None], 1)}
        answer = getattr(partition, verb)(asked.get(verb, scales))
        sizes.append(len(pickle.dumps(answer)))
    small, large = sizes
    assert large < small + 8 < 60_000  # an integer may take a byte more


def test_messages_add() -> None:
    model = program_of(MANY_SITES)
    scales, shared = np.zeros(len(model.scales)), outline(model, sites_apart=True)[0].prior_mean()
    asked = Parameters(shared, scales, step=0.0)
    apart = [Partition(part).summarise(asked) for part in split(model, 3, sites_apart=True)]
    summed = sum(apart[1:], apart[0])
    for field in fields(summed):
        expected = sum(getattr(one, field.name) for one in apart)
        assert getattr(summed, field.name) == pytest.approx(expected, abs=1e-9)


def test_a_failure_in_a_process_says_what_was_asked() -> None:
    parts = split(program_of(MANY_SITES), 2, sites_apart=True)
    with in_processes(parts, 1) as apart, pytest.raises(PartitionFailed, match="change: IndexError"):
        apart.change(np.zeros(0))
