"""Programs that several tests look at; each is simulated once."""

from dataclasses import replace
from functools import cache

from bidewell.simulate.program import Simulated, simulate
from bidewell.simulate.scenarios import scenario_named
from bidewell.simulate.truth import Truth


@cache
def program(name: str, clients: int = 600, seed: int = 11) -> Simulated:
    return simulate(name, clients, seed)


@cache
def program_with(truth: Truth, clients: int, seed: int = 11) -> Simulated:
    return simulate(replace(scenario_named("nothing"), truth=truth), clients, seed)
