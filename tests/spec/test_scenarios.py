"""The page docs/scenarios.md, read as a test: it says what the scenarios are."""

import re
from pathlib import Path

import pytest

from bidewell.simulate.scenario import Scenario
from bidewell.simulate.scenarios import SCENARIOS

PAGE = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in re.findall(r"^\| `.*$", PAGE, re.M)
]
EVERY = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


@EVERY
def test_the_page_tells_the_truth_of_a_scenario(scenario: Scenario):
    truth, order = scenario.truth, scenario.truth.court_order
    (row,) = [row for row in ROWS if row[0] == scenario.name and len(row) == 9]
    effects = (truth.alliance, truth.travel, truth.ride_used, truth.distress, order.start, order.sustain, order.after)
    assert [float(cell or 0) for cell in row[1:8]] == list(effects)
    assert row[8] == (scenario.largest or "nothing")


@EVERY
def test_the_page_tells_the_verdicts_of_a_scenario(scenario: Scenario):
    told = {row[1]: tuple(row[2].split(" or ")) for row in ROWS if row[0] == scenario.name and len(row) == 3}
    assert told == scenario.claims


@EVERY
def test_the_page_has_the_words_and_the_sentence_of_a_scenario(scenario: Scenario):
    section = PAGE.partition(f"\n### {scenario.name}\n")[2].partition("\n#")[0]
    assert scenario.words in section
    assert f"> {scenario.sentence}" in section
