"""What a fit says of its draws is kept with it, and decides whether it may carry a verdict."""

from dataclasses import replace
from pathlib import Path

import pytest

from bidewell.engine.diagnostics import Chains
from bidewell.engine.fitted import Diagnostics, FittedModel
from tests.fitted_programs import from_the_prior, program

CHAINS = Chains(number=4, draws=2400, r_hat=1.003, effective=901.5, divergences=0)
JUDGED = Diagnostics(0.9, True, 3, 10, -100.0, CHAINS)
MODEL = replace(from_the_prior(program("demo", 40), draws=20).model, diagnostics=JUDGED)


def test_what_the_chains_said_is_read_back(tmp_path: Path) -> None:
    MODEL.save(tmp_path)
    assert FittedModel.load(tmp_path).diagnostics == JUDGED


@pytest.mark.parametrize(
    "diagnostics, trusted",
    [
        (JUDGED, True),  # a high k says nothing about draws that are not the normal's
        (replace(JUDGED, chains=None), False),
        (replace(JUDGED, chains=replace(CHAINS, divergences=1)), False),
        (replace(JUDGED, converged=False), False),  # forecasts start from the mode
        (replace(JUDGED, chains=None, pareto_k=0.7), True),
    ],
)
def test_chains_are_judged_by_themselves_and_other_draws_by_paretos_k(diagnostics: Diagnostics, trusted: bool) -> None:
    assert diagnostics.trusted is trusted


def test_draws_are_worth_no_more_than_the_chains_say_and_none_more_than_one() -> None:
    plain = replace(MODEL, diagnostics=replace(JUDGED, chains=None))
    assert (plain.equal_draws, MODEL.equal_draws) == (20.0, 20.0)
    slow = replace(MODEL, diagnostics=replace(JUDGED, chains=replace(CHAINS, effective=12.5)))
    assert slow.equal_draws == 12.5
    assert replace(plain, draws=plain.draws[[0] * 10 + [1] * 10]).equal_draws == pytest.approx(2.0)
