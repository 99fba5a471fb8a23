"""DataFrames come through the door that files come through: of every library, the same records."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

from bidewell.exchange.frames import read_frames
from tests.unit.exchange.frames import NAMES, SETTINGS, changed

Convert = Callable[[pl.DataFrame], Any]
LIBRARIES: dict[str, Convert] = {
    "polars": lambda table: table,
    "lazy polars": lambda table: table.lazy(),
    "pandas": lambda table: pd.read_csv(StringIO(table.write_csv())),
    "pandas of objects": lambda table: pd.DataFrame({name: table[name].to_list() for name in table.columns}),
    "pandas with categories": lambda table: as_categories(pd.read_csv(StringIO(table.write_csv()))),
    "arrow": lambda table: table.to_arrow(),
}


def as_categories(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: "category" for name in frame.columns if frame[name].dtype == object})


@pytest.mark.parametrize("library", LIBRARIES)
def test_frames_of_every_library_give_the_records_that_files_give(library: str, tables) -> None:
    frames, from_files = tables
    records, report = read_frames(SETTINGS, {name: LIBRARIES[library](table) for name, table in frames.items()})
    assert records.settings == from_files.settings
    for name in NAMES:
        assert_frame_equal(getattr(records, name), getattr(from_files, name))
    assert report.problems == ()


def test_days_and_times_may_be_typed(tables) -> None:
    frames, from_files = tables
    typed = frames["episodes"].with_columns(pl.col("referred_on", "start", "end").str.to_date())
    sessions = frames["sessions"].with_columns(pl.col("scheduled_at").str.to_datetime("%Y-%m-%dT%H:%M%z"))
    records, _ = read_frames(SETTINGS, {**frames, "episodes": typed, "sessions": sessions})
    assert_frame_equal(records.episodes, from_files.episodes)
    assert_frame_equal(records.sessions, from_files.sessions)


def test_pandas_times_at_midnight_are_days(tables) -> None:
    frames, from_files = tables
    episodes = pd.read_csv(StringIO(frames["episodes"].write_csv()), parse_dates=["referred_on", "start", "end"])
    records, _ = read_frames(SETTINGS, {**frames, "episodes": episodes})
    assert_frame_equal(records.episodes, from_files.episodes)


def test_a_filtered_pandas_frame_does_not_bring_its_index(tables) -> None:
    frames, _ = tables
    episodes = pd.read_csv(StringIO(frames["episodes"].write_csv()))
    records, _ = read_frames(SETTINGS, {"episodes": episodes[episodes["episode"] == "E2"]})
    assert records.episodes["episode"].to_list() == ["E2"]
    assert not [name for name in records.episodes.columns if "index" in name]


def test_a_named_pandas_index_is_a_column(tables) -> None:
    frames, from_files = tables
    episodes = pd.read_csv(StringIO(frames["episodes"].write_csv())).set_index("episode")
    records, _ = read_frames(SETTINGS, {"episodes": episodes})
    assert records.episodes["episode"].to_list() == from_files.episodes["episode"].to_list()


def test_a_pandas_column_of_mixed_objects_is_read_cell_by_cell(tables) -> None:
    frames, from_files = tables
    factors = pd.read_csv(StringIO(frames["factors"].write_csv()))
    factors["value"] = pd.Series([35, "probation", 3.2], dtype=object)
    records, _ = read_frames(SETTINGS, {**frames, "factors": factors})
    assert_frame_equal(records.factors, from_files.factors)


def test_whole_numbers_that_a_gap_made_floats_are_whole_again_and_not_a_number_is_missing(tables) -> None:
    frames, _ = tables
    aged = changed(frames, "episodes", age=pl.Series([31.0, float("nan")]))
    records, _ = read_frames(SETTINGS, aged)
    assert records.episodes["age"].to_list() == [31, None] and records.episodes.schema["age"] == pl.Int64


def test_lists_of_staff_may_be_lists(tables) -> None:
    frames, from_files = tables
    listed = changed(frames, "sessions", staff=pl.col("staff").str.split("|"))
    assert_frame_equal(read_frames(SETTINGS, listed)[0].sessions, from_files.sessions)


def test_the_frames_given_stay_as_they_are(tables) -> None:
    frames, _ = tables
    given = frames["episodes"].rename({"episode": "Episode"})
    before = given.clone()
    read_frames(SETTINGS, {"episodes": given})
    assert_frame_equal(given, before)


def test_arrow_tables_with_not_a_number_are_read(tables) -> None:
    frames, _ = tables
    arrow = frames["episodes"].to_arrow().append_column("planned_interval_days", pa.array([7.0, float("nan")]))
    assert read_frames(SETTINGS, {"episodes": arrow})[0].episodes["planned_interval_days"].to_list() == [7.0, None]


def test_whatever_is_finite_in_a_column_of_ones_own_is_kept(tables) -> None:
    numbers = changed(tables[0], "episodes", number=pl.Series([1e300, 5e-324]))
    assert read_frames(SETTINGS, numbers)[0].episodes["number"].to_list() == [1e300, 5e-324]


def test_a_long_number_that_is_whole_may_be_an_identifier(tables) -> None:
    numbered = changed(tables[0], "episodes", number=pl.Series([2**64 - 1, 1], dtype=pl.UInt64))
    assert read_frames(SETTINGS, numbered)[0].episodes["number"].to_list() == [2**64 - 1, 1]
