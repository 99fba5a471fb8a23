"""The no-show rate: of the sessions that were held or missed, the share that was missed without notice."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from bidewell.analysis.program import ProgramRecords
from bidewell.domain.sessions import SessionStatus
from bidewell.engine.survival.estimates import Estimate, clustered_proportion

# Where none of these occurs the program writes down only what was held, and a rate of 0 would be an artefact.
NOT_HELD = (SessionStatus.NO_SHOW, SessionStatus.CANCELLED_BY_CLIENT, SessionStatus.CANCELLED_BY_PROGRAM)


@dataclass(frozen=True)
class Attendance:
    """Sessions scheduled, less those cancelled by either side.

    One client's sessions resemble each other, so the interval takes clients, not sessions, as what was sampled.
    """

    scheduled: int
    no_shows: int
    estimate: Estimate

    def as_document(self) -> dict[str, Any]:
        return {
            "scheduled": self.scheduled,
            "no_shows": self.no_shows,
            "probability": self.estimate.probability,
            "low": self.estimate.low,
            "high": self.estimate.high,
        }


def attendance(records: ProgramRecords, cut: date) -> Attendance | None:
    """From all sessions up to the cut; none where missed and cancelled sessions are not recorded."""
    missed = pl.col("status") == SessionStatus.NO_SHOW
    by_client = (
        records.sessions.filter(
            pl.col("day") <= cut, pl.col("status").is_in([SessionStatus.ATTENDED, SessionStatus.NO_SHOW])
        )
        .join(records.episodes.select("episode", "client"), on="episode")
        .group_by("client", maintain_order=True)
        .agg(missed.sum().cast(pl.Float64).alias("no_shows"), pl.len().cast(pl.Float64).alias("scheduled"))
    )
    if not (records.sessions["status"].is_in(NOT_HELD)).any() or by_client.is_empty():
        return None
    no_shows, scheduled = (np.asarray(by_client[name]) for name in ("no_shows", "scheduled"))
    return Attendance(int(scheduled.sum()), int(no_shows.sum()), clustered_proportion(no_shows, scheduled))
