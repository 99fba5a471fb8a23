"""Verbs on a records folder: begun, simulated, derived from an export, checked, and asked about one episode."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bidewell.exchange.file_format import FileFormat
from bidewell.verbs.questions import panel_of

if TYPE_CHECKING:
    from bidewell.analysis.forecasting.why import Answer
    from bidewell.exchange.derive import DeriveReport
    from bidewell.exchange.problems import CheckReport
    from bidewell.simulate.program import Simulated


def definitions(language: str = "en") -> dict[str, str]:
    """The definitions of leaving: name and words."""
    from bidewell.analysis.events.definitions import DEFINITIONS

    return {one.name: one.words[language] for one in DEFINITIONS}


def scenarios() -> dict[str, str]:
    """What can be simulated: name, and what is true in it."""
    from bidewell.simulate.scenarios import SCENARIOS

    return {scenario.name: scenario.words for scenario in SCENARIOS}


def init(folder: Path) -> tuple[Path, ...]:
    """Write a template records folder, also as a spreadsheet, and return its files. The folder must be new or empty."""
    from bidewell.exchange.template import write_template

    return write_template(folder)


def check(folder: Path) -> CheckReport:
    """Everything that is wrong or missing in a records folder, with file, rows and column. Changes nothing."""
    from bidewell.exchange.check import check_records

    return check_records(folder)


def derive(export: Path, mapping: Path, out: Path | None = None) -> DeriveReport:
    """Make a records folder from an export of services, as a mapping file says. Without `out` nothing is kept."""
    from bidewell.exchange.derive import derive_records

    return derive_records(export, mapping, out)


def why(folder: Path, episode: str, definition: str = "loss_of_contact") -> tuple[Answer, ...]:
    """Why an episode is not counted, or as what it is; asked with a client's id, for all of the client's episodes."""
    from bidewell.analysis.forecasting.why import why as answers
    from bidewell.exchange.reading import read_records

    records = read_records(folder)
    return answers(panel_of(records, definition), records.episodes, episode)


def simulate(scenario: str, clients: int, seed: int, out: Path, file_format: FileFormat = "csv") -> Simulated:
    """Write a program with known truth as a records folder, the truth beside it. The folder must be new or empty."""
    from bidewell.exchange.writing import refuse_what_holds_something
    from bidewell.simulate.program import simulate as simulate_program
    from bidewell.simulate.write import write_simulated

    refuse_what_holds_something(out)
    simulated = simulate_program(scenario, clients, seed)
    write_simulated(simulated, out, file_format)
    return simulated
