"""A records folder is written whole or not at all, and never over anything."""

import dataclasses
import stat

import polars as pl
import pytest

from bidewell.exchange.check import check_records
from bidewell.exchange.reading import read_records
from bidewell.exchange.writing import write_records


@pytest.fixture
def records(folder_with):
    return read_records(folder_with())


def test_a_written_folder_has_no_problems(records, tmp_path):
    folder = write_records(records, tmp_path / "new" / "out")
    assert check_records(folder).problems == ()
    assert sorted(path.name for path in folder.iterdir())[:2] == ["assignments.csv", "checkins.csv"]


def test_a_folder_that_holds_something_is_refused(records, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        write_records(records, out)
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(records, tmp_path):
    (tmp_path / "out").mkdir()
    assert (write_records(records, tmp_path / "out") / "episodes.csv").exists()


def test_a_failure_leaves_nothing_behind(records, tmp_path):
    broken = records.episodes.with_columns(pl.struct("site").alias("nested"))
    place = tmp_path / "place"
    with pytest.raises(ValueError):
        write_records(dataclasses.replace(records, episodes=broken), place / "out")
    assert list(place.iterdir()) == []


def test_only_the_owner_may_enter(records, tmp_path):
    folder = write_records(records, tmp_path / "out")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_no_cell_runs_in_a_spreadsheet(records, tmp_path):
    ids = pl.Series("episode", ["=cmd|'/c calc'!A1", "@SUM(1)"])
    episodes = records.episodes.with_columns(ids, client=pl.Series(["+1", "-x"]))
    folder = write_records(dataclasses.replace(records, episodes=episodes), tmp_path / "out")
    text = (folder / "episodes.csv").read_text().splitlines()
    assert text[1].startswith("'=cmd") and text[2].startswith("'@SUM(1),'-x")


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_staff_that_hold_the_separator_are_refused(records, tmp_path, file_format):
    sessions = records.sessions.with_columns(staff=pl.Series([["a|b"], ["c"], []]))
    with pytest.raises(ValueError, match="staff"):
        write_records(dataclasses.replace(records, sessions=sessions), tmp_path / "out", file_format)
