"""An export that need not be whole: a night's sessions of episodes that its reader already knows.

`bidewell check` holds a folder to itself: every row must point to a row of the same folder. A clinic knows more than
one folder, so what points outside it is no error here. The reader looks for it, and lists what it does not find.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bidewell.domain.settings import ProgramSettings
from bidewell.exchange.check import report_on
from bidewell.exchange.loading import load
from bidewell.exchange.problems import CheckReport
from bidewell.exchange.typed_tables import TypedTable

# What may be found with the reader instead of in the folder; and a table that a night does not bring is no news.
_ELSEWHERE = frozenset({"missing_table", "absent_table", "unknown_episode", "unknown_session"})


@dataclass(frozen=True)
class PartialRecords:
    """The tables of a folder, their rows numbered, and what was found in them. With errors they are not to be used."""

    settings: ProgramSettings
    tables: Mapping[str, TypedTable]
    report: CheckReport


def read_partial(folder: Path) -> PartialRecords:
    """Read and check a folder; raises nothing that a file could cause."""
    loaded = load(folder)
    report = report_on(loaded)
    problems = tuple(problem for problem in report.problems if problem.code not in _ELSEWHERE)
    return PartialRecords(loaded.settings, loaded.tables, replace(report, problems=problems))
