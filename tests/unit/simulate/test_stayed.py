from dataclasses import replace

import polars as pl
import pytest

from bidewell.analysis.description.describe import describe
from bidewell.analysis.events.definitions import DEFINITIONS
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.program import ProgramRecords
from bidewell.simulate.scenarios import scenario_named
from bidewell.simulate.stayed import true_stayed
from bidewell.simulate.truth import Truth
from tests.unit.simulate.worlds import program, program_with


def test_fewer_have_stayed_the_longer_it_is():
    truth = scenario_named("demo").truth
    stayed = [true_stayed(truth, days, clients=4000) for days in (30, 90, 180)]
    assert stayed == sorted(stayed, reverse=True)
    assert 0.5 < stayed[1] < 0.65


def test_it_agrees_with_what_becomes_of_clients_of_a_long_running_program():
    truth = Truth(site_sd=0.0, therapist_sd=0.0)
    simulated = program_with(truth, 4000)
    extract = simulated.records.settings.extract_date
    early = simulated.records.episodes.filter(pl.col("start") <= extract - pl.duration(days=91))
    exits = simulated.latent.join(early.select("episode", "start"), on="episode")
    exits = exits.filter(pl.col("exit").is_not_null() & (pl.col("day") <= pl.col("start") + pl.duration(days=91)))
    gone = exits.filter(~pl.col("exit").is_in(["completed", "mutual", "step_down"]))["episode"].n_unique()
    assert 1 - gone / len(early) == pytest.approx(true_stayed(truth, 91), abs=0.03)


def described(records: ProgramRecords) -> float:
    """The description's share who stayed 90 days, for the whole program."""
    staying = describe(records, build_panel(records, DEFINITIONS[0])).retention
    (whole,) = [row for row in staying if row.kind == "stayed" and row.group.column is None and row.horizon.days == 90]
    assert whole.estimate is not None
    return whole.estimate.probability


def test_an_active_list_reads_right_only_with_its_first_day_of_observation():
    records = program("active-list", 2000).records
    unsaid = records.episodes.with_columns(observed_from=pl.lit(None, dtype=pl.Date))
    truly = true_stayed(scenario_named("active-list").truth, 90)
    assert described(records) == pytest.approx(truly, abs=0.06)
    assert described(replace(records, episodes=unsaid)) > truly + 0.12


def test_a_stronger_order_keeps_more():
    weak = scenario_named("mandate-fades").truth
    strong = replace(weak, court_order=replace(weak.court_order, sustain=-0.9))
    assert true_stayed(strong, 91, clients=4000) > true_stayed(weak, 91, clients=4000)
