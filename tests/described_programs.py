"""Small programs to describe: each client by start, days with an attended session, and how the chart says it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from bidewell.analysis.description.describe import Description, describe
from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.program import EPISODES_SCHEMA, ProgramRecords, checkins_schema, empty_frame, sessions_schema
from bidewell.domain.settings import ProgramSettings

ZONE = "America/New_York"
EXTRACT = date(2026, 6, 30)
START = date(2025, 9, 1)


@dataclass(frozen=True)
class Chart:
    """One episode. `days` and `missed` count from the start; without days the client never started."""

    days: Sequence[int] = ()
    ending: str | None = None
    missed: Sequence[int] = ()
    start: date = START
    client: str | None = None
    ended_after: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)


def program(*charts: Chart, continuous: bool = False) -> ProgramRecords:
    settings = ProgramSettings("Demo", ZONE, EXTRACT, True, continuous, 7, {}, {}, (), {})
    episodes = [_episode(number, chart) for number, chart in enumerate(charts)]
    extra = sorted({name for chart in charts for name in chart.facts} - set(EPISODES_SCHEMA))
    frame = pl.DataFrame(episodes, schema_overrides=EPISODES_SCHEMA, infer_schema_length=None)
    sessions = [
        row
        for number, chart in enumerate(charts)
        for days, status in ((chart.days, "attended"), (chart.missed, "no_show"))
        for row in _sessions(f"E{number}", chart.start, days, status)
    ]
    return ProgramRecords(
        settings,
        frame.select(*EPISODES_SCHEMA, *extra),
        pl.DataFrame(sessions, schema=sessions_schema(ZONE)) if sessions else empty_frame(sessions_schema(ZONE)),
        empty_frame(checkins_schema(ZONE)),
    )


def described(
    records: ProgramRecords, name: str = "loss_of_contact", grid: Grid = "week", by: tuple[str, ...] = ()
) -> Description:
    return describe(records, build_panel(records, definition(name), grid), by)


def _episode(number: int, chart: Chart) -> dict[str, object]:
    last = chart.start + timedelta(days=max(chart.days, default=0) + chart.ended_after)
    known = {
        "episode": f"E{number}",
        "client": chart.client or f"C{number}",
        "start": chart.start if chart.days or chart.missed else None,
        "end": last if chart.ending else None,
        "ending": chart.ending,
    }
    return {**dict.fromkeys(EPISODES_SCHEMA), **known, **chart.facts}


def _sessions(episode: str, start: date, days: Sequence[int], status: str) -> list[dict[str, object]]:
    rows = []
    for day in days:
        at = start + timedelta(days=day)
        rows.append(
            {"session": f"{episode}-{day}", "episode": episode, "day": at, "status": status, "staff": ["T1"],
             "scheduled_at": datetime(at.year, at.month, at.day, 12, tzinfo=ZoneInfo(ZONE))}
        )  # fmt: skip
    return rows


def large_program(rng: np.random.Generator, clients: int) -> ProgramRecords:
    """Weekly sessions, about twelve a client; six columns to group by; half of the endings recorded."""
    stays = rng.geometric(1 / 12, clients)
    starts = [EXTRACT - timedelta(days=int(day)) for day in rng.integers(1, 800, clients)]
    known = np.array(["completed", "administrative", "moved", None], dtype=object)[
        rng.choice(4, clients, p=[0.3, 0.05, 0.1, 0.55])
    ]
    ends = [start + timedelta(days=7 * int(stay)) for start, stay in zip(starts, stays, strict=True)]
    over = [end <= EXTRACT and ending is not None for end, ending in zip(ends, known, strict=True)]
    episodes = pl.DataFrame(
        {
            "episode": [f"E{i}" for i in range(clients)],
            "client": [f"C{i}" for i in range(clients)],
            "start": starts,
            "referred_on": [start - timedelta(days=5) for start in starts],
            "end": [end if is_over else None for end, is_over in zip(ends, over, strict=True)],
            "ending": [ending if is_over else None for ending, is_over in zip(known, over, strict=True)],
            **{
                column: rng.choice([f"{column} {i}" for i in range(6)], clients).tolist()
                for column in ("site", "payer", "level_of_care", "referral_source", "sex")
            },
            "age": rng.integers(18, 80, clients),
        }
    )
    absent = [
        pl.lit(None, dtype).alias(name) for name, dtype in EPISODES_SCHEMA.items() if name not in episodes.columns
    ]
    return ProgramRecords(
        ProgramSettings("Large", ZONE, EXTRACT),
        episodes.with_columns(absent),
        _weekly_sessions(episodes, stays),
        empty_frame(checkins_schema(ZONE)),
    )


def _weekly_sessions(episodes: pl.DataFrame, stays: np.ndarray) -> pl.DataFrame:
    weekly = (
        episodes.select("episode", "start")
        .with_columns(week=pl.int_ranges(0, pl.Series(stays)))
        .explode("week", empty_as_null=False)
    )
    days = weekly.with_columns(day=pl.col("start") + pl.duration(days=7 * pl.col("week"))).filter(
        pl.col("day") <= EXTRACT
    )
    noon = datetime(2026, 1, 1, 12, tzinfo=ZoneInfo(ZONE))
    filled = days.with_row_index().select(
        pl.format("S{}", "index").alias("session"), "episode", "day", pl.lit("attended").alias("status"),
        pl.lit(noon).cast(pl.Datetime("us", ZONE)).alias("scheduled_at"), pl.lit(["T1"]).alias("staff"),
    )  # fmt: skip
    absent = [
        pl.lit(None, dtype).alias(name) for name, dtype in sessions_schema(ZONE).items() if name not in filled.columns
    ]
    return filled.with_columns(absent)
