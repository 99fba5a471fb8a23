"""The verbs of Bidewell, one typed function each: what the commands do, for Python.

    from pathlib import Path
    from bidewell import verbs

    found = verbs.check(Path("records"))

Each verb imports what it needs when it is called: help must not wait for the frames library, nor a forecast for a
compiler. A verb raises `RecordsRefused` where the records have errors.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bidewell.exchange.problems import CheckReport

# Long work says in a few words what it is at.
Progress = Callable[[str], None]


def quietly(_words: str) -> None:
    """Say nothing."""


def check(folder: Path) -> CheckReport:
    """Everything that is wrong or missing in a records folder, with file, rows and column. Changes nothing."""
    from bidewell.exchange.check import check_records

    return check_records(folder)


def init(folder: Path) -> tuple[Path, ...]:
    """Write a template records folder, also as a spreadsheet, and return its files. The folder must be new or empty."""
    from bidewell.exchange.template import write_template

    return write_template(folder)
