"""A ride that saves a shaky alliance is found where it was made to, and nowhere else."""

from dataclasses import replace
from typing import Any

import pytest

from bidewell.analysis.answers.claim import Claim
from bidewell.analysis.answers.claims_of_access import of_access
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FitControl, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.simulate.program import simulate
from bidewell.simulate.scenarios import scenario_named
from bidewell.simulate.truth import Truth
from tests.fitted_programs import panel_of

SEED = 2  # found in seven of the first eight programs, and in this one clearly


def world(clients: int, **truth: Any) -> ProgramRecords:
    return simulate(replace(scenario_named("nothing"), truth=Truth(**truth)), clients, SEED).records


def of_ride(records: ProgramRecords) -> Claim:
    explain = fit_program(records, panel_of(records), Choices(), FitControl(SEED, 200))
    return of_access(Fits(explain, explain, None, (), None, ()))[1]


def test_where_the_alliance_counts_for_nothing_with_a_ride_that_is_told() -> None:
    told = of_ride(world(1_000, alliance=-0.8, alliance_by_ride=0.8))
    assert (told.verdict, told.why) == ("supported", "above")
    assert told.n is not None and 250 < told.n < 450


def test_where_the_alliance_counts_for_more_with_a_ride_the_claim_is_contradicted() -> None:
    assert of_ride(world(1_000, alliance_by_ride=-0.9)).verdict == "contradicted"


@pytest.mark.parametrize("alliance", [0.0, -0.8])
def test_where_a_ride_changes_nothing_of_it_nobody_can_tell(alliance: float) -> None:
    assert of_ride(world(1_000, alliance=alliance)).verdict == "cannot tell"


@pytest.mark.parametrize("clients, by_ride, why", [(60, 0.8, "few_rides"), (200, 0.2, "both_sides")])
def test_of_few_clients_or_little_of_it_nobody_can_tell(clients: int, by_ride: float, why: str) -> None:
    told = of_ride(world(clients, alliance=-0.8, alliance_by_ride=by_ride))
    assert (told.verdict, told.why) == ("cannot tell", why)
