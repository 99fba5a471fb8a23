"""What a program of about this size can tell after how many months, looked up: `simulate.plan` made the table once.

Written by scripts/write_plan_table.py. Reading it needs no fit, so a page can.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("plan_table.json")
PACES = (5, 10, 20, 40, 80, 160)


@dataclass(frozen=True)
class PlannedPace:
    """For programs that admit about so many a month: months by question and size of effect; None is over five years."""

    admissions_per_month: int
    months: Mapping[str, Mapping[str, int | None]]


def planned_for(admissions_per_month: float) -> PlannedPace:
    """The row of the nearest smaller pace, so that nothing is promised early; the smallest for a program below it."""
    pace = max((pace for pace in PACES if pace <= admissions_per_month), default=PACES[0])
    return PlannedPace(pace, _table()[str(pace)])


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, int | None]]]:
    table: Mapping[str, Mapping[str, Mapping[str, int | None]]] = json.loads(FILE.read_text(encoding="utf-8"))[
        "admissions_per_month"
    ]
    return table
