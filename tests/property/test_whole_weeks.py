"""Several contacts a week and the same chance of leaving at each: every counted week shows the same leaving."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.program import EPISODES_SCHEMA, ProgramRecords, checkins_schema, empty_frame, sessions_schema
from bidewell.domain.settings import ProgramSettings
from tests.hand_worked import ZONE

FIRST_MONDAY = np.datetime64("2025-01-06")
LEAVING_AT_A_CONTACT = 0.03
LEAVING_IN_A_WEEK = 1 - (1 - LEAVING_AT_A_CONTACT) ** 3
OUTCOMES_KNOWN_TO_A_WEDNESDAY = date(2026, 1, 7) + timedelta(days=30)
RECORDING_BEGAN_ON_A_WEDNESDAY = date(2025, 7, 2)


def three_times_a_week(clients: int, observed_from: date | None = None) -> ProgramRecords:
    """Monday, Wednesday and Friday until they leave. With `observed_from`, without those who had left by then."""
    rng = np.random.default_rng(11)
    contacts = rng.geometric(LEAVING_AT_A_CONTACT, clients)
    starts = FIRST_MONDAY + 7 * rng.integers(0, 50, clients)
    number = np.concatenate([np.arange(many) for many in contacts])
    client = np.repeat(np.arange(clients), contacts)
    days = starts[client] + 7 * (number // 3) + 2 * (number % 3)
    attended = pl.DataFrame({"client": client, "day": pl.Series(days).cast(pl.Date)})
    attended = attended.filter(pl.col("day") <= OUTCOMES_KNOWN_TO_A_WEDNESDAY)
    if observed_from:
        attended = attended.filter(pl.col("day").max().over("client") >= observed_from)
    noon = pl.col("day").cast(pl.Datetime("us")).dt.offset_by("12h").dt.replace_time_zone(ZONE)
    episode = pl.format("e{}", "client")
    sessions = attended.select(
        pl.int_range(pl.len()).cast(pl.String).alias("session"), episode.alias("episode"), noon.alias("scheduled_at"),
        day="day", status=pl.lit("attended"),
    )  # fmt: skip
    people = pl.DataFrame({"client": np.arange(clients), "start": pl.Series(starts).cast(pl.Date)}).select(
        episode.alias("episode"), episode.alias("client"), "start", observed_from=pl.lit(observed_from, pl.Date)
    )
    return ProgramRecords(
        ProgramSettings("Three times a week", ZONE, OUTCOMES_KNOWN_TO_A_WEDNESDAY),
        pl.concat([empty_frame(EPISODES_SCHEMA), people.join(sessions, on="episode", how="semi")], how="diagonal"),
        pl.concat([empty_frame(sessions_schema(ZONE)), sessions], how="diagonal"),
        empty_frame(checkins_schema(ZONE)),
    )


def leaving_by_calendar_week(records: ProgramRecords) -> pl.DataFrame:
    """Of the weeks that are asked, by the Monday on which they begin: how many, and the share in which clients left."""
    rows = build_panel(records, DEFAULT_DEFINITION).rows.filter("at_risk")
    return (
        rows.group_by(monday=pl.col("contact_on").dt.truncate("1w"))
        .agg(pl.len().alias("weeks"), pl.col("left").mean())
        .sort("monday")
    )


def is_the_true_share(week: dict[str, float]) -> bool:
    error = np.sqrt(LEAVING_IN_A_WEEK * (1 - LEAVING_IN_A_WEEK) / week["weeks"])
    return week["left"] == pytest.approx(LEAVING_IN_A_WEEK, abs=3 * error)


def test_the_last_week_that_is_asked_shows_as_much_leaving_as_any_other():
    last = leaving_by_calendar_week(three_times_a_week(3_000)).row(-1, named=True)
    assert last["weeks"] > 500
    assert is_the_true_share(last)


def test_the_first_week_that_is_counted_shows_as_much_leaving_as_any_other():
    records = three_times_a_week(3_000, observed_from=RECORDING_BEGAN_ON_A_WEDNESDAY)
    first = leaving_by_calendar_week(records).row(0, named=True)
    assert first["monday"] > RECORDING_BEGAN_ON_A_WEDNESDAY
    assert first["weeks"] > 500
    assert is_the_true_share(first)
