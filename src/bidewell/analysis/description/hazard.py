"""When clients leave: of those in care as a week or session comes, how many leave then."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bidewell.analysis.description.classes import EndingClass
from bidewell.analysis.description.counted import FIRST_NUMBER, Counted
from bidewell.analysis.events.periods import Grid
from bidewell.domain.time import DAYS_PER_WEEK
from bidewell.engine.survival.followup import FollowUp
from bidewell.engine.survival.life_table import Counts, PeriodHazard, life_table, period_counts

# Single periods early, where the hazard falls fastest, on both grids.
BANDS = ((0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (9, 12), (13, 17), (18, 25), (26, 51))


@dataclass(frozen=True)
class Hazard:
    """Hazard of leaving per week in care, or per attended session, and how many clients' episodes it is of."""

    periods: tuple[PeriodHazard, ...]
    n: int

    def as_document(self, grid: Grid) -> list[dict[str, Any]]:
        return [_row(one, self.n, grid) for one in self.periods]


def hazard(counted: Counted, grid: Grid) -> Hazard:
    """The life table of all that is followed."""
    return Hazard(life_table(*_counts(counted.follow_up, grid, BANDS[-1][1] + 1), BANDS), counted.clients)


def _row(row: PeriodHazard, n: int, grid: Grid) -> dict[str, Any]:
    """Weeks are numbered from 0 and sessions from 1, as people count them."""
    return {
        "period_from": row.period_from + FIRST_NUMBER[grid],
        "period_to": row.period_to + FIRST_NUMBER[grid],
        "hazard": row.hazard.probability,
        "low": row.hazard.low,
        "high": row.hazard.high,
        "at_risk": row.at_risk,
        "left": row.happened,
        "n": n,
    }


def _counts(follow_up: FollowUp, grid: Grid, periods: int) -> tuple[Counts, Counts]:
    left = follow_up.cause == EndingClass.LEFT
    entry, last, until = (days.astype(np.int64) for days in (follow_up.entry, follow_up.exit, follow_up.until))
    if grid == "session":
        return period_counts(entry, last, left, until, periods)
    # A week counts for those who were followed on all of its days.
    return period_counts(
        -(-entry // DAYS_PER_WEEK), last // DAYS_PER_WEEK, left, (until + 1) // DAYS_PER_WEEK - 1, periods
    )
