"""What is described of simulated programs is what was true in them, also where only the active list was imported."""

import numpy as np
import pytest

from bidewell.simulate.program import simulate
from bidewell.simulate.scenarios import scenario_named
from bidewell.simulate.stayed import true_stayed
from tests.described_programs import described

PROGRAMS = 8
HORIZONS = (30, 90, 180)


@pytest.mark.parametrize("scenario", ["alliance", "active-list"])
def test_described_staying_is_true_staying_on_average_over_programs(scenario: str) -> None:
    """One program's therapists can be luckier than another's by five in a hundred, eight programs' together by two."""
    found = [staying(scenario, seed) for seed in range(PROGRAMS)]
    true = [true_stayed(scenario_named(scenario).truth, horizon, clients=10_000) for horizon in HORIZONS]
    assert np.mean(found, axis=0) == pytest.approx(true, abs=0.04)


def staying(scenario: str, seed: int) -> list[float]:
    rows = described(simulate(scenario, 800, seed).records).retention
    whole = [row for row in rows if row.group.column is None and row.kind == "stayed"]
    return [row.estimate.probability for horizon in HORIZONS for row in whole if row.horizon.days == horizon]
