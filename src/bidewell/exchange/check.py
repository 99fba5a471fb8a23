"""Validate a folder of records without side effects."""

from pathlib import Path

from bidewell.exchange.loading import Loaded, load
from bidewell.exchange.problems import CheckReport, Problem, Severity
from bidewell.exchange.rules import RULES


def check_records(folder: Path) -> CheckReport:
    """Every problem in a folder, errors first, and the rows of each table. Raises nothing that a file could cause."""
    return report_on(load(folder))


def report_on(loaded: Loaded) -> CheckReport:
    """The problems of single cells, and those that only show between rows and tables."""
    problems: list[Problem] = list(loaded.problems)
    for rule in RULES:
        problems += rule(loaded)
    problems.sort(key=lambda problem: problem.severity is Severity.WARNING)
    return CheckReport(tuple(problems), {name: table.frame.height for name, table in loaded.tables.items()})
