"""NUTS and the corrected normal draw from the same posterior; chains that do not agree are not trusted."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from bidewell.engine.diagnostics import Chains
from bidewell.engine.fitters import nuts
from bidewell.engine.fitters.fit import Fit, fit
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Floats
from bidewell.simulate.panels import Size, draw_program

# Each gradient costs five milliseconds however small the model: this is as short as still tells. Longer runs of a whole
# model are laid beside each other in tests/reference/test_nuts_agreement.py.
EFFORT = nuts.Effort(chains=2, warm_up=80, draws=200)
SHORT = nuts.Effort(chains=2, warm_up=10, draws=10)
GOOD = Chains(4, 1600, 1.004, 812.0, 0)


def small_model() -> Model:
    """Thirty clients and three therapists who differ in rating level and in how many leave: two estimated scales."""
    program = draw_program(Size(30, therapists=3, weeks=12), seed=6)
    panel, blocks = program.model.panel, {block.name: block for block in program.model.blocks}
    level = Block("level", "leaving", ("",), np.ones((panel.rows, 1)), prior_mean=-2.7, prior_sd=0.5)
    kept = ("therapist_alliance", "therapist_hazard", "travel_minutes", "alliance")
    return Model(panel, (level, *(blocks[name] for name in kept)))


@pytest.fixture(scope="module")
def both() -> tuple[Fit, nuts.Sampled]:
    found = fit(small_model(), seed=1, draws=2000)
    return found, nuts.sample(found, seed=1, draws=400, effort=EFFORT)


def moments(parameters: Floats, log_scales: Floats) -> tuple[Floats, Floats]:
    """Scales as such: that of an effect that may be none has no finite tail on the log scale."""
    values = np.concatenate([parameters, np.exp(log_scales)], axis=1)
    return values.mean(axis=0), values.std(axis=0)


def test_means_agree_within_monte_carlo_error_and_spreads_nearly(both: tuple[Fit, nuts.Sampled]) -> None:
    weighed, sampled = both
    mean, spread = moments(weighed.draws.parameters, weighed.draws.log_scales)
    other_mean, other_spread = moments(sampled.parameters, sampled.log_scales)
    error = other_spread / np.sqrt(min(sampled.chains.effective, len(sampled.parameters)))
    assert weighed.draws.pareto_k < 0.7
    assert np.abs(mean - other_mean) / error == pytest.approx(np.zeros(mean.size), abs=3.5)
    assert spread / other_spread == pytest.approx(np.ones(mean.size), rel=0.3)


def test_the_chains_agree_and_say_so(both: tuple[Fit, nuts.Sampled]) -> None:
    chains = both[1].chains
    assert (chains.number, chains.draws, chains.divergences) == (2, 400, 0)
    assert chains.r_hat < 1.06 and chains.effective > 40.0


def test_as_many_draws_of_each_chain_are_kept_as_asked_for(both: tuple[Fit, nuts.Sampled]) -> None:
    sampled, again = (nuts.sample(both[0], seed=2, draws=15, effort=SHORT) for _ in range(2))
    assert sampled.parameters.shape == (16, both[0].model.size)
    assert sampled.log_scales.shape == (16, 2)
    assert (sampled.parameters == again.parameters).all()


@pytest.mark.parametrize(
    "worse", [{"r_hat": 1.02}, {"r_hat": np.nan}, {"effective": 399.0}, {"divergences": 1}], ids=lambda one: str(one)
)
def test_chains_that_did_not_mix_carry_no_verdict(worse: dict[str, float]) -> None:
    assert GOOD.trusted
    assert not replace(GOOD, **worse).trusted  # type: ignore[arg-type]  # numbers of two kinds


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nutpie", None)
    with pytest.raises(nuts.SamplerMissing, match=r"extra `nuts`.*bidewell\[nuts\]"):
        nuts.sampler()
