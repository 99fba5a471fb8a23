"""A folder of records into validated frames."""

from pathlib import Path

from bidewell.analysis.program import ProgramRecords
from bidewell.exchange.check import report_on
from bidewell.exchange.loading import Loaded, load
from bidewell.exchange.problems import CheckReport, RecordsRefused
from bidewell.exchange.raw_tables import ROW


def read_records(folder: Path) -> ProgramRecords:
    """The records in canonical types. Raises RecordsRefused with every problem where there are errors."""
    return read_checked(folder)[0]


def read_checked(folder: Path) -> tuple[ProgramRecords, CheckReport]:
    """The records and what was found in them: warnings do not refuse, but are to be shown."""
    return checked(load(folder))


def checked(loaded: Loaded) -> tuple[ProgramRecords, CheckReport]:
    """What was loaded, held to every rule."""
    report = report_on(loaded)
    if not report.is_readable:
        raise RecordsRefused(report.problems)
    frames = {name: table.frame.drop(ROW) for name, table in loaded.tables.items()}
    return ProgramRecords(settings=loaded.settings, **frames), report
