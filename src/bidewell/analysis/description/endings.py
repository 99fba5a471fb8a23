"""How care ended, one row per ending, with the reason-for-discharge code of TEDS-D's public file."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from bidewell.analysis.description.classes import EndingClass
from bidewell.analysis.description.counted import Counted
from bidewell.analysis.description.suppression import hidden
from bidewell.domain.endings import Ending
from bidewell.engine.survival.estimates import Estimate, proportion

# Public-use codes: 1 treatment completed, 2 dropped out, 3 terminated by facility, 4 transferred, 5 incarcerated,
# 6 death, 7 other, -9 missing. State submissions are finer; a program maps its own.
TEDS_CODE: dict[Ending, str] = {
    Ending.LEFT: "2",
    Ending.COMPLETED: "1",
    Ending.MUTUAL: "1",
    Ending.TRANSFERRED: "4",
    Ending.STEP_DOWN: "4",
    Ending.STEP_UP: "4",
    Ending.ADMINISTRATIVE: "3",
    Ending.INCARCERATED: "5",
    Ending.HOSPITALISED: "7",
    Ending.MOVED: "7",
    Ending.DIED: "6",
    Ending.COVERAGE_ENDED: "7",
    Ending.PROGRAM_CLOSED: "7",
    Ending.ORDER_COMPLETED: "7",
    Ending.ASSESSED_ONLY: "7",
    Ending.UNKNOWN: "-9",
}


@dataclass(frozen=True)
class EndingShare:
    """One ending among the episodes that are over within follow-up."""

    ending: Ending
    estimate: Estimate
    n: int
    is_hidden: bool

    def as_document(self) -> dict[str, Any]:
        shown = None if self.is_hidden else self.estimate
        return {
            "ending": str(self.ending),
            "teds_code": TEDS_CODE[self.ending],
            "n": None if self.is_hidden else self.n,
            "share": shown.probability if shown else None,
            "low": shown.low if shown else None,
            "high": shown.high if shown else None,
            "suppressed": self.is_hidden,
        }


def endings(days: Counted) -> tuple[EndingShare, ...]:
    """From the follow-up in days, so that late recorded endings do not stand beside leavings not yet known."""
    over = days.episodes.filter(pl.col("is_seen"))
    counted = over.group_by("outcome").agg(pl.len(), pl.col("client").n_unique())
    sizes, clients = (dict(counted.select("outcome", name).iter_rows()) for name in ("len", "client"))
    kinds = [ending for ending in Ending if ending in sizes]
    hide = hidden([clients[ending] for ending in kinds])
    return tuple(
        EndingShare(ending, proportion(sizes[ending], len(over)), sizes[ending], is_hidden)
        for ending, is_hidden in zip(kinds, hide, strict=True)
    )


def leavings(days: Counted) -> pl.DataFrame:
    """The episodes whose ending within follow-up is leaving."""
    return days.episodes.filter(pl.col("is_seen") & (pl.col("ending_class") == int(EndingClass.LEFT)))
