"""What an import did, or would do: rows by table, rows that point to nothing, and what is wrong in the folder."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bidewell.actions.importing.states import ImportState
from bidewell.exchange.problems import Problem, Severity


@dataclass
class TableReport:
    """Rows of one table. `kept`: the export says something else, and what stands here was left. `absent`: only here."""

    new: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0
    absent: int = 0


@dataclass(frozen=True)
class ImportReport:
    """The report of one import. `batch` is the reference it can be taken back by; empty where nothing was kept."""

    state: ImportState
    batch: str = ""
    program: str = ""
    tables: Mapping[str, TableReport] = field(default_factory=dict)
    unmatched: Mapping[str, int] = field(default_factory=dict)
    resolved: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the folder could be taken in."""
        return self.state is not ImportState.REFUSED

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What does not stand in the way, but should be known."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)

    def as_data(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {
            "state": str(self.state),
            "batch": self.batch,
            "program": self.program,
            "tables": {name: asdict(table) for name, table in self.tables.items()},
            "unmatched": dict(self.unmatched),
            "resolved": self.resolved,
            "problems": [
                asdict(problem) | {"rows": list(problem.rows), "sentence": problem.sentence}
                for problem in self.problems
            ],
        }
