"""What is told of simulated programs is what was true in them, or "cannot tell". More seeds: benchmarks/planted.py."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from bidewell.analysis.claim import Claim
from bidewell.analysis.claims import claims
from bidewell.analysis.course import WEEKS, course_of
from bidewell.analysis.fits import AT_ORDER_END, Fits
from bidewell.analysis.fitting import fit_program
from bidewell.analysis.ranking import rank
from bidewell.analysis.specification import Choices
from bidewell.analysis.verdict import Verdict, verdict
from bidewell.simulate.scenarios import SCENARIOS, scenario_named
from tests.described_programs import described
from tests.fitted_programs import fitted, panel_of, program

MANY, FEW, SEED = 1_000, 60, 1
LARGE = tuple(scenario.name for scenario in SCENARIOS if scenario.name != "demo")
SMALL = ("alliance", "access", "mandate-fades", "nothing")


@cache
def told(scenario: str, clients: int) -> tuple[Verdict, dict[str, Claim]]:
    """From the explaining fit, and where orders end the other reading of that."""
    records, explain = program(scenario, clients, SEED), fitted(scenario, clients, SEED)
    ended = None
    if scenario == "leaves-when-order-ends":
        other = panel_of(records, AT_ORDER_END)
        ended = fit_program(records, other, Choices(), SEED, draws=200, near=explain.model)
    ranking = rank(explain, None)
    largest = verdict(explain, ranking)
    found = claims(records, Fits(explain, explain, None, (), ended, ()), ranking, largest)
    return largest, {claim.name: claim for claim in found}


def named(largest: Verdict) -> str | None:
    return largest.largest.factor.name if largest.largest else None


@pytest.mark.parametrize("scenario", LARGE)
def test_of_a_thousand_clients_the_factor_named_is_one_that_may_be(scenario: str) -> None:
    assert named(told(scenario, MANY)[0]) in scenario_named(scenario).largest_acceptable


@pytest.mark.parametrize("scenario", SMALL)
def test_of_sixty_clients_the_right_factor_is_named_or_none(scenario: str) -> None:
    assert named(told(scenario, FEW)[0]) in (*scenario_named(scenario).largest_acceptable, None)


def wrong(scenario: str, clients: int) -> list[str]:
    """Claims whose verdict is neither right nor "cannot tell"."""
    found, expected = told(scenario, clients)[1], scenario_named(scenario).claims
    return [name for name in expected if found[name].verdict not in (*expected[name], "cannot tell")]


@pytest.mark.parametrize("scenario", SMALL)
def test_of_sixty_clients_no_claim_gets_the_wrong_verdict(scenario: str) -> None:
    assert wrong(scenario, FEW) == []


def test_of_a_thousand_clients_no_claim_gets_the_wrong_verdict() -> None:
    found = {scenario: wrong(scenario, MANY) for scenario in LARGE}
    assert found == {scenario: [] for scenario in LARGE}


@pytest.mark.parametrize("scenario, claim", [("alliance", "alliance_staying"), ("mandate-sustains", "pressure_late")])
def test_of_a_thousand_clients_what_is_planted_strongly_is_found(scenario: str, claim: str) -> None:
    assert told(scenario, MANY)[1][claim].verdict == "supported"


@pytest.mark.parametrize("scenario", ["alliance", "mandate-sustains", "satisfied-finish"])
def test_as_many_stay_in_the_model_as_are_described_to_have_stayed(scenario: str) -> None:
    course = course_of(fitted(scenario, MANY, SEED))
    nothing = np.zeros(len(course.spread))
    rows = described(program(scenario, MANY, SEED)).retention
    (whole,) = [row for row in rows if row.kind == "stayed" and row.group.column is None and row.horizon.days == 90]
    assert whole.estimate is not None
    assert whole.estimate.low - 0.03 <= course.stayed(nothing, nothing, 0, WEEKS).mean() <= whole.estimate.high + 0.03


def test_the_kept_runs_tell_every_planted_truth_and_name_no_false_winner() -> None:
    lines = (Path(__file__).parents[2] / "benchmarks" / "results" / "planted.jsonl").read_text().splitlines()
    kept = [json.loads(line) for line in lines]
    large = [run for run in kept if run["clients"] == 1000]
    assert {run["scenario"] for run in large} == {one.name for one in SCENARIOS} - {"demo"}
    assert all(run["largest_right"] and not run["wrong"] and not run["missed"] for run in large)
    nothing = [run for run in kept if run["scenario"] == "nothing" and run["ranking_only"]]
    assert len(nothing) == 200
    winners = sum(run["largest"] is not None for run in nothing)
    # In at most one program of twenty: not rejected in favour of more, nor anywhere near it.
    assert binomtest(winners, 200, 0.05, alternative="greater").pvalue > 0.5
