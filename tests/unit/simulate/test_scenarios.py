import dataclasses

import pytest

from bidewell.simulate.scenario import CANNOT_TELL, CONTRADICTED, SUPPORTED, Scenario
from bidewell.simulate.scenarios import NOTHING, SCENARIOS, scenario_named

EVERY = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


def test_names_are_unique():
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)


def test_a_scenario_is_found_by_its_name():
    assert all(scenario_named(scenario.name) is scenario for scenario in SCENARIOS)


def test_an_unknown_name_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match="mandate-fades"):
        scenario_named("mandate")


@EVERY
def test_the_largest_factor_is_among_the_acceptable_answers(scenario: Scenario):
    assert scenario.largest in scenario.largest_acceptable


@EVERY
def test_verdicts_are_the_three_there_are(scenario: Scenario):
    verdicts = {verdict for accepted in scenario.claims.values() for verdict in accepted}
    assert verdicts <= {SUPPORTED, CONTRADICTED, CANNOT_TELL}


def test_in_nothing_every_effect_on_leaving_is_zero():
    effects = ("alliance", "travel", "alliance_by_travel", "ride_used", "motivation", "age", "distress")
    effects = (*effects, "alliance_by_ride", "rare_condition", "new_therapist", "entry_travel", "entry_source")
    assert not any(getattr(NOTHING.truth, name) for name in effects)
    for pressure in (NOTHING.truth.court_order, NOTHING.truth.family_insistence):
        parts = ("start", "sustain", "sustain_by_alliance", "after", "leave_at_end")
        assert not any(dataclasses.asdict(pressure)[name] for name in parts)
