"""A program's validated records as frames. `exchange` makes them, everything in `analysis` reads them."""

from dataclasses import dataclass, field, replace

import polars as pl

from bidewell.domain.settings import ProgramSettings, RatingSource

__all__ = [
    "EPISODES_SCHEMA",
    "ASSIGNMENTS_SCHEMA",
    "FACTORS_SCHEMA",
    "RatingSource",
    "ProgramRecords",
    "ProgramSettings",
    "checkins_schema",
    "empty_frame",
    "sessions_schema",
]

EPISODES_SCHEMA: dict[str, pl.DataType] = {
    "episode": pl.String(),
    "client": pl.String(),
    "program": pl.String(),
    "site": pl.String(),
    "level_of_care": pl.String(),
    "payer": pl.String(),
    "referral_source": pl.String(),
    "referred_on": pl.Date(),
    "first_offered_on": pl.Date(),
    "observed_from": pl.Date(),
    "start": pl.Date(),
    "end": pl.Date(),
    "ending": pl.String(),
    "ending_judged_by": pl.String(),
    "prior_episodes": pl.Int64(),
    "planned_interval_days": pl.Float64(),
}

ASSIGNMENTS_SCHEMA: dict[str, pl.DataType] = {
    "episode": pl.String(),
    "therapist": pl.String(),
    "from": pl.Date(),
    "to": pl.Date(),
}

FACTORS_SCHEMA: dict[str, pl.DataType] = {
    "episode": pl.String(),
    "name": pl.String(),
    "value": pl.String(),
    "number": pl.Float64(),
    "from": pl.Date(),
    "to": pl.Date(),
    "reliability": pl.Float64(),
}


def sessions_schema(time_zone: str) -> dict[str, pl.DataType]:
    """Sessions; `day` is the program-local day of `scheduled_at`."""
    return {
        "session": pl.String(),
        "episode": pl.String(),
        "scheduled_at": pl.Datetime("us", time_zone),
        "day": pl.Date(),
        "status": pl.String(),
        "staff": pl.List(pl.String()),
        "group": pl.String(),
        "level_of_care": pl.String(),
        "modality": pl.String(),
        "reason": pl.String(),
        "planned_interval_days": pl.Float64(),
    }


def checkins_schema(time_zone: str) -> dict[str, pl.DataType]:
    """Check-ins, one row per item or score; a declined or undelivered one is one row with neither."""
    return {
        "checkin": pl.String(),
        "episode": pl.String(),
        "session": pl.String(),
        "at": pl.Datetime("us", time_zone),
        "day": pl.Date(),
        "rater": pl.String(),
        "instrument": pl.String(),
        "version": pl.String(),
        "mode": pl.String(),
        "status": pl.String(),
        "sharing": pl.String(),
        "item": pl.String(),
        "value": pl.Float64(),
    }


def empty_frame(schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """A table that was not supplied: no rows, the right columns."""
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True)
class ProgramRecords:
    """Validated frames in canonical types. Episodes keep any further columns they came with."""

    settings: ProgramSettings
    episodes: pl.DataFrame
    sessions: pl.DataFrame
    checkins: pl.DataFrame
    assignments: pl.DataFrame = field(default_factory=lambda: empty_frame(ASSIGNMENTS_SCHEMA))
    factors: pl.DataFrame = field(default_factory=lambda: empty_frame(FACTORS_SCHEMA))

    def of_episodes(self, episodes: pl.DataFrame) -> "ProgramRecords":
        """The records of these episodes alone, which may have columns of their own."""

        def theirs(table: pl.DataFrame) -> pl.DataFrame:
            return table.join(episodes, on="episode", how="semi")

        return replace(
            self,
            episodes=episodes,
            sessions=theirs(self.sessions),
            checkins=theirs(self.checkins),
            assignments=theirs(self.assignments),
            factors=theirs(self.factors),
        )
