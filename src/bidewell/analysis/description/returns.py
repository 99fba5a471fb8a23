"""Of those who left, how many were seen again within 90 days of their last contact."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from bidewell.analysis.description.counted import Counted
from bidewell.analysis.description.endings import leavings
from bidewell.analysis.events.periods import days_between
from bidewell.engine.survival.estimates import Estimate, proportion

WITHIN_DAYS = 90


@dataclass(frozen=True)
class Returns:
    """Leavings at least 90 days before the cut, so that everyone had the same time to come back."""

    left: int
    returned: int
    estimate: Estimate

    def as_document(self) -> dict[str, Any]:
        return {
            "left": self.left,
            "returned": self.returned,
            "probability": self.estimate.probability,
            "low": self.estimate.low,
            "high": self.estimate.high,
            "within_days": WITHIN_DAYS,
        }


def returns(days: Counted, cut: date) -> Returns | None:
    """None where nobody left early enough to be followed."""
    followed = leavings(days).filter(days_between(pl.col("last_contact_on"), pl.lit(cut)) >= WITHIN_DAYS)
    if followed.is_empty():
        return None
    came_back = days_between(pl.col("last_contact_on"), pl.col("returned_on")) <= WITHIN_DAYS
    returned = int(followed.select(came_back.fill_null(False).sum()).item())
    return Returns(len(followed), returned, proportion(returned, len(followed)))
