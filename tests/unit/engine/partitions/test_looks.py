"""Own effects are integrated out by four looks at them: beside sums over a fine grid of each site's."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import logsumexp

from bidewell.engine.fitters.fit import fit
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from bidewell.engine.partitions.looks import Looks
from bidewell.engine.partitions.messages import Draws, Parameters, Summary
from bidewell.engine.partitions.partition import Partition
from bidewell.engine.partitions.split import split
from bidewell.simulate.panels import Size, draw_program

SPREAD = 0.5


@pytest.fixture(scope="module")
def one_effect_a_site() -> Model:
    """Seven therapists, each a site of its own, in leaving alone."""
    model = draw_program(Size(140, therapists=7, weeks=8, quarters=3, sites=7), seed=3).model
    blocks = tuple(block for block in model.blocks if block.name in ("baseline", "therapist_hazard", "travel_minutes"))
    return Model(model.panel, blocks, latent=None)


def over_a_grid(model: Model, parameters: Floats, spread: float) -> float:
    """The log-likelihood, therapists' effects N(0, spread²) integrated out, each by itself."""
    likelihood, places = Likelihood.of(model), np.r_[model.layout["therapist_hazard"]]
    (block,) = (one for one in model.blocks if one.name == "therapist_hazard")
    therapist = block.level_of_row[np.searchsorted(model.panel.of_person, np.arange(model.panel.persons))]
    grid, found = np.linspace(-6.0 * spread, 6.0 * spread, 201), []
    for value in grid.tolist():
        at = parameters.copy()
        at[places] = value
        found.append(np.bincount(therapist, weights=likelihood.by_person(at)))
    density = -0.5 * (grid / spread) ** 2 - np.log(spread * np.sqrt(2.0 * np.pi))
    return float(logsumexp(np.array(found) + density[:, None], axis=0, b=grid[1] - grid[0]).sum())


def test_four_looks_integrate_own_effects_out(one_effect_a_site: Model) -> None:
    model, (part,) = one_effect_a_site, split(one_effect_a_site, 1, sites_apart=True)
    partition, scales = Partition(part), np.log(np.full(len(model.scales), SPREAD))
    shared = np.array([-1.5, *part.start[part.shared][1:]])
    for step in (0.0, 1.0, 1.0, 1.0):
        partition.summarise(Parameters(shared, scales, step))
        partition.measure(roughly=False)
    away = np.stack([shared + 0.1, shared - 0.1])
    found = partition.weigh(Draws(away, scales[None], seed=1))
    expected = []
    for one in away:
        whole = model.prior_mean()
        whole[part.positions[part.shared]] = one
        expected.append(over_a_grid(model, whole, SPREAD))
    assert len(part.own) == 7
    assert found == pytest.approx(expected, abs=0.05)
    assert np.diff(found) == pytest.approx(np.diff(expected), abs=0.005)


def test_four_sides_have_the_moments_of_a_standard_normal_up_to_the_third() -> None:
    model = draw_program(Size(140, therapists=14, weeks=8, quarters=3, sites=7), seed=3).model
    (part,) = split(model, 1, sites_apart=True)
    two = Looks(part).sides(seed=1, stream=0, number=2)
    sides = np.concatenate([two, -two], axis=1)
    own = np.concatenate(part.own)
    assert sides.mean(axis=1) == pytest.approx(0.0, abs=1e-12)
    assert (sides[..., own] ** 2).mean(axis=1) == pytest.approx(1.0)
    assert not sides[..., part.shared].any()
    for places in part.own:
        level, hazard = np.split(places, 2)
        assert (sides[..., level] * sides[..., hazard]).mean(axis=1) == pytest.approx(0.0, abs=1e-12)
    angle = sides[0, 0, own]
    assert np.unique(angle.round(9)).size == own.size


def test_where_the_mean_is_out_of_reach_draws_are_made_about_the_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    model = draw_program(Size(60, therapists=6, weeks=8, quarters=3, sites=3), seed=3).model
    leans, take, summarise, measure = [], Partition.take_lean, Partition.summarise, Partition.measure

    def none_there(self: Partition, asked: Parameters) -> Summary:
        found = summarise(self, asked)
        return replace(found, log_likelihood=-np.inf) if leans and asked.onward else found

    def measured(self: Partition, roughly: bool) -> None:
        assert not leans
        measure(self, roughly)

    monkeypatch.setattr(Partition, "take_lean", lambda self, weights: leans.append(weights) or take(self, weights))
    monkeypatch.setattr(Partition, "summarise", none_there)
    monkeypatch.setattr(Partition, "measure", measured)
    fitted = fit(model, seed=1, draws=50, sites_apart=True)
    assert len(leans) == 3 and np.isfinite(fitted.draws.parameters).all() and fitted.draws.pareto_k < 1.0
