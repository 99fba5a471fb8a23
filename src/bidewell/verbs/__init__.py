"""The verbs of Bidewell, one typed function each: what the commands do, for Python.

    from pathlib import Path
    from bidewell import verbs

    found = verbs.check(Path("records"))

Each verb imports what it needs when it is called: help must not wait for the frames library, nor a forecast for a
compiler. A verb raises `RecordsRefused` where the records have errors, `FileExistsError` rather than write over them.
"""

from bidewell.progress import Progress, quietly
from bidewell.verbs.folders import check, definitions, derive, init, scenarios, simulate, why
from bidewell.verbs.models import DayNotKnown, fit, forecast, plan, rank
from bidewell.verbs.questions import Grid
from bidewell.verbs.reports import report, report_document, validate

__all__ = [
    "DayNotKnown",
    "Grid",
    "Progress",
    "check",
    "definitions",
    "derive",
    "fit",
    "forecast",
    "init",
    "plan",
    "quietly",
    "rank",
    "report",
    "report_document",
    "scenarios",
    "simulate",
    "validate",
    "why",
]
