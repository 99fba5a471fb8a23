"""Small programs to describe: each client by start, days with an attended session, and how the chart says it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from bidewell.analysis.definitions import definition
from bidewell.analysis.description.describe import Description, describe
from bidewell.analysis.panel import build_panel
from bidewell.analysis.periods import Grid
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
