"""The panel against a slow, obvious reading of the same rules, one client at a time, on clients made up at random."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import build_panel
from bidewell.domain.endings import CHART_CLOSING
from bidewell.domain.time import week_since
from tests.hand_worked import STATUSES as EVERY_STATUS
from tests.hand_worked import Client, records_of

CUT = date(2026, 6, 30)
ENDINGS = ["left", "completed", "mutual", "administrative", "unknown", "moved", "order_completed", "step_down"]
STATUSES = [*EVERY_STATUS, *["attended"] * 10]
# Days between sessions: mostly a week, and the boundaries of both windows.
GAPS = [0, 1, 1, 3, 3, 7, 7, 7, 7, 7, 14, 14, 29, 30, 31, 59, 60, 61]


@dataclass
class Chart:
    start: date
    interval: int
    sessions: list[tuple[date, str]]
    ratings: list[tuple[date, float]]
    end: date | None = None
    ending: str | None = None
    observed_from: date | None = None


def made_up(rng):
    start = date(2026, 1, 5) + timedelta(days=int(rng.integers(0, 150)))
    interval = int(rng.choice([7, 7, 14, 30]))
    gaps = rng.choice(GAPS, size=rng.integers(0, 12))
    days = [start + timedelta(days=int(passed)) for passed in np.cumsum(gaps)]
    sessions = [(day, str(rng.choice(STATUSES))) for day in days if day <= CUT]
    near = [day for day, _ in sessions] or [start]
    ratings = [
        (near[rng.integers(len(near))] + timedelta(days=int(rng.integers(0, 4))), float(rng.integers(1, 6)))
        for _ in range(rng.integers(0, 6))
    ]
    chart = Chart(start, interval, sessions, [(day, value) for day, value in ratings if day <= CUT])
    if rng.random() < 0.5:
        end = start + timedelta(days=int(rng.integers(0, 150)))
        if end <= CUT:
            chart.end, chart.ending = end, str(rng.choice(ENDINGS))
    if rng.random() < 0.2:
        chart.observed_from = start + timedelta(days=int(rng.integers(0, 40)))
    return chart


def slow_panel(chart):
    """Stretches of care with their outcome and rows, as one would work them out on paper."""
    window = max(30, 2 * chart.interval)
    contacts = sorted({day for day, status in chart.sessions if status == "attended"})
    missed = {day for day, status in chart.sessions if status in ("no_show", "cancelled_by_client")} - set(contacts)
    stretches = []
    for day in contacts:
        if stretches and (day - stretches[-1][-1]).days <= window:
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return [_slow_stretch(chart, window, stretches, number, missed) for number in range(len(stretches))]


def _slow_stretch(chart, window, stretches, number, missed):
    contacts = stretches[number]
    start = chart.start if number == 0 else contacts[0]
    next_start = stretches[number + 1][0] if number + 1 < len(stretches) else None
    outcome = _slow_outcome(chart, window, contacts, start, next_start, first=number == 0)
    asked_until = CUT - timedelta(days=window)
    last = CUT if outcome == "in_care" else contacts[-1]
    until = next_start - timedelta(days=1) if next_start else CUT
    ratings = [(day, value) for day, value in chart.ratings if (number == 0 or day >= start) and day <= until]
    rows = []
    for week in range(week_since(start, last) + 1):
        here = [day for day in contacts if week_since(start, day) == week]
        first_day = start + timedelta(days=7 * week)
        known = first_day + timedelta(days=6) <= asked_until
        recorded = chart.observed_from is None or first_day >= chart.observed_from
        asked = bool(here) and known and recorded
        over = asked and here[-1] == contacts[-1]
        values = [value for day, value in ratings if _slow_period(day, start, contacts, outcome, asked_until) == week]
        rows.append(
            {
                "contact_on": here[-1] if here else None,
                "at_risk": asked,
                "left": over and outcome == "left",
                "ended": outcome if over and outcome not in ("left", "in_care") else None,
                "rating": float(np.mean(values)) if values else None,
                "missed": sum(
                    _slow_week_of_miss(day, start, contacts) == week for day in missed if start <= day <= last
                ),
            }
        )
    return outcome, start, rows


def _slow_outcome(chart, window, contacts, start, next_start, first):
    ending = chart.ending
    if chart.end and not ((first or chart.end >= start) and (next_start is None or chart.end < next_start)):
        ending = None
    if ending == "left" and chart.end < contacts[-1]:
        ending = None
    if ending in CHART_CLOSING and (chart.end - contacts[-1]).days > window:
        return "left"
    if ending:
        return ending
    silent = next_start is not None or (CUT - contacts[-1]).days >= window
    return "left" if silent else "in_care"


def _slow_period(day, start, contacts, outcome, asked_until):
    later = [contact for contact in contacts if contact >= day]
    if later:
        return week_since(start, later[0])
    if outcome != "in_care":
        return None
    last_week = week_since(start, contacts[-1])
    last_week_asked = start + timedelta(days=7 * last_week + 6) <= asked_until
    return week_since(start, day) + (week_since(start, day) == last_week and last_week_asked)


def _slow_week_of_miss(day, start, contacts):
    week = week_since(start, day)
    here = [contact for contact in contacts if week_since(start, contact) == week]
    return min(week + (bool(here) and day > here[-1]), week_since(start, CUT))


def as_events(chart):
    lines = [f"{chart.start} start"] + [f"{day} {status} interval={chart.interval}" for day, status in chart.sessions]
    lines += [f"{day} rating {value:g}" for day, value in chart.ratings]
    if chart.end:
        lines.append(f"{chart.end} end {chart.ending}")
    if chart.observed_from:
        lines.append(f"{chart.observed_from} observed_from")
    return lines


def together(charts):
    """All charts as one program, each a client of its own."""
    parts = [records_of(Client("", as_events(chart))) for chart in charts]
    frames = {}
    for name in ("episodes", "sessions", "checkins"):
        tables = [getattr(part, name).with_columns(episode=pl.lit(f"e{i}")) for i, part in enumerate(parts)]
        frames[name] = pl.concat(tables)
    frames["episodes"] = frames["episodes"].with_columns(client="episode")
    frames["checkins"] = frames["checkins"].with_columns(checkin=pl.col("episode") + pl.col("checkin"))
    return type(parts[0])(parts[0].settings, **frames)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_panel_is_what_one_would_work_out_on_paper(seed):
    rng = np.random.default_rng(seed)
    charts = [made_up(rng) for _ in range(300)]
    panel = build_panel(together(charts), definition("loss_of_contact"))
    rows = panel.rows.with_columns(missed=pl.col("scheduled") - pl.col("attended"))
    by_episode = {name: part.to_dicts() for (name,), part in rows.group_by("episode", maintain_order=True)}
    outcomes = {row["episode"]: row for row in panel.episodes.to_dicts()}
    expected = {}
    for i, chart in enumerate(charts):
        for number, stretch in enumerate(slow_panel(chart)):
            expected[f"e{i}" if number == 0 else f"e{i}~{number + 1}"] = stretch
    assert set(outcomes) == set(expected)
    for episode, (outcome, start, slow_rows) in expected.items():
        assert (outcomes[episode]["outcome"], outcomes[episode]["start"]) == (outcome, start), episode
        found = [{name: row[name] for name in slow_rows[0]} for row in by_episode[episode]]
        assert found == slow_rows, episode


def test_the_random_clients_reach_every_corner():
    rng = np.random.default_rng(1)
    stretches = [stretch for _ in range(300) for stretch in slow_panel(made_up(rng))]
    assert {outcome for outcome, _, _ in stretches} == {"in_care", *ENDINGS}
