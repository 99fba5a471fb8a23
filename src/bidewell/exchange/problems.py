"""What can be wrong with a folder of records, said so that a person can repair it.

A problem names file, rows, column and expected form. It never carries a cell's value: whoever sees a problem may not be
allowed to see the client. That is why no function here takes one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

ROWS_SHOWN = 5


class Severity(StrEnum):
    """An error refuses the folder; a warning says what was read differently, or what is missing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One kind of problem in one column of one file. `rows` are the first few, as a spreadsheet numbers them."""

    severity: Severity
    code: str
    words: str
    remedy: str
    file: str = ""
    column: str = ""
    rows: tuple[int, ...] = ()
    count: int = 1
    expected: str = ""

    @property
    def sentence(self) -> str:
        """The whole problem in one line."""
        place = ", ".join(part for part in (self.file, self.column, self._rows_in_words()) if part)
        expected = f" Expected {self.expected}." if self.expected else ""
        return f"{self.severity}: {place + ': ' if place else ''}{self.words}{expected} {self.remedy}"

    def _rows_in_words(self) -> str:
        if not self.rows:
            return ""
        more = self.count - len(self.rows)
        shown = ", ".join(str(row) for row in self.rows)
        return f"{'row' if self.count == 1 else 'rows'} {shown}{f' and {more} more' if more > 0 else ''}"


@dataclass(frozen=True)
class CheckReport:
    """All that was found in a folder, and how many rows each table holds."""

    problems: tuple[Problem, ...]
    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What refuses the folder."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What does not, but should be known."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)

    @property
    def is_readable(self) -> bool:
        """Whether `read_records` would accept the folder."""
        return not self.errors

    def as_data(self) -> dict[str, object]:
        """The report as plain data, for JSON."""
        problems = [asdict(problem) | {"rows": list(problem.rows)} for problem in self.problems]
        return {"readable": self.is_readable, "rows": dict(self.rows), "problems": problems}


class RecordsRefused(Exception):
    """The folder has errors. `problems` lists them all, warnings included."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem.sentence for problem in self.problems if problem.severity is Severity.ERROR]
        super().__init__("\n".join(["These records cannot be read:", *errors]))
