"""Reads docs/event-rules.md: the hand-worked clients as records, and what the page says must come of them."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.model.factor_values import factor_values
from bidewell.analysis.program import (
    ASSIGNMENTS_SCHEMA,
    EPISODES_SCHEMA,
    FACTORS_SCHEMA,
    ProgramRecords,
    checkins_schema,
    sessions_schema,
)
from bidewell.domain.settings import ProgramSettings, RatingSource
from bidewell.exchange.cells import factor_number

PAGE = Path(__file__).parent.parent / "docs" / "event-rules.md"
ZONE = "America/New_York"
ALLIANCE = RatingSource("alliance", "alliance", "client", "1", "total", 1.0, 5.0)
STATUSES = ("scheduled", "attended", "no_show", "cancelled_by_client", "cancelled_by_program")


@dataclass
class Client:
    """One worked example: its events, and its tables by the settings that hold above them."""

    title: str
    events: list[str] = field(default_factory=list)
    tables: list["Table"] = field(default_factory=list)
    not_counted: list[str] = field(default_factory=list)
    continuous: bool = False


@dataclass
class Table:
    """A table of the page. `first` and `last` are given for rows of the panel, and are None for outcomes."""

    as_of: date | None
    grid: str
    definition: str
    episode: str
    first: int | None
    last: int | None
    rows: list[dict[str, str]]


@cache
def clients() -> dict[str, Client]:
    """Every client of the page by its number and title."""
    sections = re.split(r"^###? ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    worked = [_client(section) for section in sections if re.match(r"\d+\. ", section)]
    return {client.title: client for client in worked}


def _client(section: str) -> Client:
    title, *lines = section.splitlines()
    client = Client(title)
    now = Table(None, "week", "loss_of_contact", "a", None, None, [])
    in_events = False
    header: list[str] = []
    for line in lines:
        if line.startswith("```"):
            in_events = not in_events
        elif in_events:
            client.events.append(line)
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not header:
                header = cells
                client.tables.append(now)
            elif not set(line) <= set("|- "):
                now.rows.append(dict(zip(header, cells, strict=True)))
        elif line:
            header = []
            now = _setting(line, client, now)
        elif header:
            header = []
            now = Table(now.as_of, now.grid, now.definition, "a", None, None, [])
    return client


def _setting(line: str, client: Client, now: Table) -> Table:
    if found := re.fullmatch(r"As of (\S+)", line):
        return Table(date.fromisoformat(found[1]), now.grid, now.definition, "a", None, None, [])
    if found := re.fullmatch(r"Grid (\w+)", line):
        return Table(now.as_of, found[1], now.definition, "a", None, None, [])
    if found := re.fullmatch(r"Definition (\w+)", line):
        return Table(now.as_of, now.grid, found[1], "a", None, None, [])
    if found := re.fullmatch(r"Rows (\d+) to (\d+)(?: of (\S+))?", line):
        return Table(now.as_of, now.grid, now.definition, found[3] or "a", int(found[1]), int(found[2]), [])
    if found := re.fullmatch(r"Not counted: (\w+)", line):
        client.not_counted.append(found[1])
    if line == "Continuous exposure":
        client.continuous = True
    return now


def records_of(client: Client) -> ProgramRecords:
    """The client's events as a program of one client."""
    tables: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("episodes", "sessions", "checkins", "assignments", "factors")
    }
    tables["episodes"].append({"episode": "a", "client": "c"})
    for line in client.events:
        _read_event(line, tables)
    settings = ProgramSettings(
        "Hand-worked", ZONE, date(2026, 6, 30), continuous_exposure=client.continuous, instruments=(ALLIANCE,)
    )
    return ProgramRecords(
        settings,
        pl.DataFrame(tables["episodes"], schema=EPISODES_SCHEMA),
        _timed(tables["sessions"], sessions_schema(ZONE), "scheduled_at"),
        _timed(tables["checkins"], checkins_schema(ZONE), "at"),
        pl.DataFrame(tables["assignments"], schema=ASSIGNMENTS_SCHEMA),
        pl.DataFrame(tables["factors"], schema=FACTORS_SCHEMA).with_columns(number=factor_number(pl.col("value"))),
    )


def _timed(rows: list[dict[str, object]], schema: dict[str, pl.DataType], at: str) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={name: kind for name, kind in schema.items() if name != at})
    noon = pl.col("day").cast(pl.Datetime("us")) + pl.duration(hours=12)
    return frame.with_columns(noon.dt.replace_time_zone(ZONE).alias(at)).select(list(schema))


def _read_event(line: str, tables: dict[str, list[dict[str, object]]]) -> None:
    if found := re.fullmatch(r"episode (\w+)", line):
        tables["episodes"].append({"episode": found[1], "client": "c"})
        return
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d(?:, \d\d-\d\d)*)(?: to (\S+))? (\w+) ?(.*)", line)
    assert found, line
    days, until, word, rest = found.groups()
    year = days[:4]
    for day in days.split(", "):
        on = date.fromisoformat(day if len(day) == 10 else f"{year}-{day}")
        _add_event(tables, on, date.fromisoformat(until) if until else None, word, rest)


def _add_event(tables: dict[str, list[dict[str, object]]], on: date, until: date | None, word: str, rest: str) -> None:
    episode = tables["episodes"][-1]
    named = dict(part.split("=") for part in rest.split() if "=" in part[1:])
    if word in STATUSES:
        session: dict[str, object] = {
            "session": f"s{len(tables['sessions'])}",
            "episode": episode["episode"],
            "day": on,
            "status": word,
        }
        session["staff"] = named["staff"].split("|") if "staff" in named else None
        session["group"] = named.get("group")
        session["planned_interval_days"] = float(named["interval"]) if "interval" in named else None
        tables["sessions"].append(session)
    elif word in ("rating", "declined", "undelivered", "shown"):
        rated = {"item": "total", "value": float(rest)} if word == "rating" else {"item": None, "value": None}
        status = "answered" if word == "rating" else word
        checkin = {
            "checkin": f"k{len(tables['checkins'])}",
            "episode": episode["episode"],
            "day": on,
            "rater": "client",
        }
        tables["checkins"].append({**checkin, "instrument": "alliance", "version": "1", "status": status, **rated})
    elif word in ("start", "observed_from"):
        episode[word] = on
    elif word == "referred":
        episode["referred_on"] = on
    elif word == "end":
        episode.update(end=on, ending=rest)
    elif word == "assigned":
        tables["assignments"].append({"episode": episode["episode"], "therapist": rest, "from": on, "to": until})
    else:
        value = rest.removeprefix("= ")
        tables["factors"].append({"episode": episode["episode"], "name": word, "value": value, "from": on, "to": until})


def panel_for(client: Client, table: Table, under: str | None = None) -> tuple[ProgramRecords, PanelFrames]:
    """The panel a table of the page speaks about."""
    records = records_of(client)
    return records, build_panel(records, definition(under or table.definition), table.grid, table.as_of)


def disagreements(client: Client) -> list[str]:
    """Everything in which Bidewell and the page differ about a client; empty when they agree."""
    found: list[str] = []
    for table in client.tables:
        found += _outcome_differences(client, table) if table.first is None else _row_differences(client, table)
    records = records_of(client)
    grid = client.tables[-1].grid if client.tables else "week"
    excluded = build_panel(records, definition("loss_of_contact"), grid).excluded
    if client.not_counted and excluded.get_column("reason").to_list() != client.not_counted:
        found.append(f"not counted: {excluded.get_column('reason').to_list()}")
    return found


def _outcome_differences(client: Client, table: Table) -> list[str]:
    found = []
    for name in dict.fromkeys(row["definition"] for row in table.rows):
        episodes = panel_for(client, table, under=name)[1].episodes
        expected = [row for row in table.rows if row["definition"] == name]
        actual = {row["episode"]: row for row in episodes.iter_rows(named=True)}
        if sorted(actual) != sorted(row.get("episode", "a") for row in expected):
            found.append(f"{name}: episodes {sorted(actual)}")
            continue
        for row in expected:
            found += _cell_differences(name, row, actual[row.get("episode", "a")])
    return found


def _row_differences(client: Client, table: Table) -> list[str]:
    records, panel = panel_for(client, table)
    rows = panel.rows.hstack(factor_values(records, panel)).filter(pl.col("episode") == table.episode)
    assert table.first is not None and table.last is not None
    if rows.get_column("period").to_list() != list(range(table.first, table.last + 1)):
        return [f"periods {rows.get_column('period').to_list()}"]
    expected = {int(row["period"]): row for row in table.rows}
    found = []
    for actual in rows.iter_rows(named=True):
        row = expected.get(actual["period"])
        found += _cell_differences(
            f"period {actual['period']}", row or {"contact_on": "", "rating": "", "left": "", "ended": ""}, actual
        )
    return found


def _cell_differences(where: str, expected: dict[str, str], actual: dict[str, object]) -> list[str]:
    pairs = [
        (name, cell, _cell(actual[name])) for name, cell in expected.items() if name not in ("definition", "episode")
    ]
    return [f"{where}: {name} is {shown!r}, the page says {cell!r}" for name, cell, shown in pairs if shown != cell]


def _cell(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    return f"{value:g}" if isinstance(value, float) else str(value)
