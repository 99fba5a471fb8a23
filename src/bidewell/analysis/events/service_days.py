"""Service days: sessions folded to one row per episode and day. Everything about contacts starts here, in one pass."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.sessions import Modality, SessionStatus

# A booking without an outcome says nothing, and a session the program cancelled was not the client's to keep.
KEPT_OR_MISSED = (SessionStatus.ATTENDED, SessionStatus.NO_SHOW, SessionStatus.CANCELLED_BY_CLIENT)

CHART_COLUMNS = (
    "episode", "client", "site", "start", "observed_from", "end", "ending", "prior_episodes", "planned_interval_days",
)  # fmt: skip


@dataclass(frozen=True)
class Services:
    """The records as known at the cut with their service days; shared by all definitions."""

    records: ProgramRecords
    cut: date
    charts: pl.DataFrame
    days: pl.DataFrame


def read_services(records: ProgramRecords, as_of: date | None = None) -> Services:
    """Fold the sessions once; outcomes under any number of definitions follow from the result."""
    known = as_known_on(records, as_of)
    cut = known.settings.extract_date
    return Services(known, cut, _charts(known, cut), service_days(known, cut))


def service_days(records: ProgramRecords, cut: date) -> pl.DataFrame:
    """One row per episode and day of care: attended if any service was, missed only if none was."""
    started = records.episodes.lazy().filter(pl.col("start").is_not_null()).select("episode", "start")
    return (
        records.sessions.lazy()
        .filter(pl.col("day") <= cut, pl.col("status").is_in(KEPT_OR_MISSED))
        .join(started, on="episode")
        .filter(pl.col("day") >= pl.col("start"))
        .select("episode", "day", "scheduled_at", *_session_facts())
        .sort("episode", "scheduled_at")
        .group_by("episode", "day", maintain_order=True)
        .agg(
            pl.col("attended").any(),
            pl.col("no_show").any(),
            pl.col("seen_alone").drop_nulls().last(),
            pl.col("led_group").drop_nulls().last(),
            pl.col("telehealth").any(),
        )
        .with_columns(pl.col("no_show") & ~pl.col("attended"))
        .rename({"episode": "record_episode"})
        .collect()
    )


def _session_facts() -> list[pl.Expr]:
    attended = pl.col("status") == SessionStatus.ATTENDED
    staff = pl.when(attended).then(pl.col("staff").list.first())
    return [
        attended.alias("attended"),
        (pl.col("status") == SessionStatus.NO_SHOW).alias("no_show"),
        pl.when(pl.col("group").is_null()).then(staff).alias("seen_alone"),
        pl.when(pl.col("group").is_not_null()).then(staff).alias("led_group"),
        (attended & (pl.col("modality") == Modality.TELEHEALTH)).fill_null(False).alias("telehealth"),
    ]


def _charts(records: ProgramRecords, cut: date) -> pl.DataFrame:
    """Started episodes with the planned interval that holds for each client: the latest one in the sessions, else the
    episode's, else the program's."""
    latest = (
        records.sessions.lazy()
        .filter(pl.col("planned_interval_days").is_not_null(), pl.col("day") <= cut)
        .sort("scheduled_at")
        .group_by("episode")
        .agg(pl.col("planned_interval_days").last().alias("latest_interval"))
    )
    interval = pl.coalesce(
        "latest_interval", "planned_interval_days", float(records.settings.default_planned_interval_days)
    )
    return (
        records.episodes.lazy()
        .select(CHART_COLUMNS)
        .filter(pl.col("start") <= cut)
        .join(latest, on="episode", how="left")
        .with_columns(interval.alias("planned_interval_days"))
        .drop("latest_interval")
        .collect()
    )
