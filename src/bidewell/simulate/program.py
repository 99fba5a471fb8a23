"""One call from a scenario to records: everything drawn, lived through, and written down as a program would."""

from dataclasses import dataclass

import polars as pl

from bidewell.analysis.program import ProgramRecords, ProgramSettings
from bidewell.simulate.active_list import day_months_before, only_active_list
from bidewell.simulate.lives import Lives, live
from bidewell.simulate.scenario import Scenario
from bidewell.simulate.scenarios import scenario_named
from bidewell.simulate.tables.assignments import assignments_table
from bidewell.simulate.tables.checkins import checkins_table, rating_sources
from bidewell.simulate.tables.contacts import contacts_table
from bidewell.simulate.tables.episodes import episodes_table
from bidewell.simulate.tables.factors import factors_table
from bidewell.simulate.tables.sessions import sessions_table
from bidewell.simulate.world import EXTRACT_DATE, TIME_ZONE, make_world

KINDS_OF_OWN_FACTORS = {"rare_condition": "binary", "distress": "numeric"}
# An active list keeps less than half of those who ever started.
STARTED_PER_CLIENT_ON_A_LIST = 4


@dataclass(frozen=True)
class Simulated:
    """Records, the scenario they come from, and what no records show: the truth behind every contact.

    `latent` has one row per contact: episode, week and day, the alliance level in SDs, the log hazard and chance of
    leaving, and what truly happened then (empty: care went on).
    """

    scenario: Scenario
    seed: int
    records: ProgramRecords
    latent: pl.DataFrame


def simulate(scenario: Scenario | str, clients: int, seed: int) -> Simulated:
    """A program in which `clients` people started treatment; others were referred and never came.

    Same scenario, number and seed: the same records, to the byte.
    """
    if clients < 1:
        raise ValueError("a program needs at least one client")
    chosen = scenario_named(scenario) if isinstance(scenario, str) else scenario
    caseload = clients
    if chosen.recorded_months is not None:
        clients = STARTED_PER_CLIENT_ON_A_LIST * clients
    world = make_world(chosen.truth, caseload, chosen.months, chosen.therapists, seed)
    lives = live(chosen.truth, world, clients, seed)
    records = records_of(chosen, lives, seed)
    if chosen.recorded_months is not None:
        records = only_active_list(records, day_months_before(EXTRACT_DATE, chosen.recorded_months), caseload)
    recorded = records.sessions.select("episode", "day")
    return Simulated(chosen, seed, records, contacts_table(lives).join(recorded, on=["episode", "day"], how="semi"))


def records_of(scenario: Scenario, lives: Lives, seed: int) -> ProgramRecords:
    """What the program's own systems would show."""
    settings = ProgramSettings(
        name=f"Simulated program: {scenario.name}",
        time_zone=TIME_ZONE,
        extract_date=EXTRACT_DATE,
        demo=True,
        instruments=rating_sources(scenario.truth),
        factor_kinds=own_factor_kinds(scenario),
    )
    return ProgramRecords(
        settings=settings,
        episodes=episodes_table(lives, settings.name),
        sessions=sessions_table(lives, seed),
        checkins=checkins_table(lives, scenario.truth, seed),
        assignments=assignments_table(lives),
        factors=factors_table(lives, scenario.truth, seed),
    )


def own_factor_kinds(scenario: Scenario) -> dict[str, str]:
    """Factors only this scenario records, with their kind."""
    recorded = {"rare_condition": scenario.truth.rare_condition_share > 0, "distress": scenario.truth.records_distress}
    return {name: KINDS_OF_OWN_FACTORS[name] for name, is_recorded in recorded.items() if is_recorded}
