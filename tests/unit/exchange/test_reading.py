"""Records are read in canonical types, however a spreadsheet saved them."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from bidewell.analysis import program
from bidewell.exchange.problems import RecordsRefused
from bidewell.exchange.reading import read_checked, read_records

ZONE = "America/New_York"


def test_tables_have_the_types_that_analysis_relies_on(folder_with):
    records = read_records(folder_with())
    assert dict(records.sessions.schema) == program.sessions_schema(ZONE)
    assert dict(records.checkins.schema) == program.checkins_schema(ZONE)
    assert dict(records.assignments.schema) == program.ASSIGNMENTS_SCHEMA
    assert dict(records.factors.schema) == program.FACTORS_SCHEMA
    assert dict(records.episodes.schema) == {**program.EPISODES_SCHEMA, "age": pl.Int64()}


def test_tables_that_are_absent_are_empty_with_the_same_types(folder_with):
    absent = dict.fromkeys(("sessions.csv", "checkins.csv", "assignments.csv", "factors.csv"))
    records, report = read_checked(folder_with(absent))
    assert {problem.code for problem in report.warnings} == {"absent_table"}
    assert records.sessions.is_empty() and dict(records.sessions.schema) == program.sessions_schema(ZONE)


def test_values_are_read(folder_with):
    records = read_records(folder_with())
    assert records.episodes["ending"].to_list() == ["left", None]
    assert records.episodes["start"].to_list() == [date(2026, 1, 5), date(2026, 3, 2)]
    assert records.sessions["staff"].to_list() == [["Thea", "Otto"], ["Thea"], ["Thea"]]
    assert records.sessions["scheduled_at"][0] == datetime(2026, 1, 5, 15, tzinfo=UTC)
    assert records.factors["number"].to_list() == [35.0, None, 3.2]


def test_days_are_the_programs_own(folder_changed):
    folder = folder_changed("sessions.csv", "2026-02-10T10:00-05:00", "2026-02-10T03:00Z")
    assert read_records(folder).sessions["day"][1] == date(2026, 2, 9)


def test_a_time_in_the_skipped_hour_is_moved_on(folder_changed):
    folder = folder_changed("sessions.csv", "2026-03-02T10:00-05:00", "2026-03-08 02:30")
    assert read_records(folder).sessions["scheduled_at"][2] == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_errors_refuse_and_list_every_problem(folder_changed):
    folder = folder_changed("episodes.csv", "2026-02-20,AMA", "20.2.2026,WALKED")
    with pytest.raises(RecordsRefused) as refused:
        read_records(folder)
    assert {"unknown_code", "date_order_unknown"} <= {problem.code for problem in refused.value.problems}
    assert "WALKED" not in str(refused.value)


def as_semicolons(text: str) -> str:
    return text.replace("3.5", "3,5").replace(",", ";").replace("3;5", "3,5")


@pytest.mark.parametrize(
    "how",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: as_semicolons(text).encode(),
        lambda text: "\n".join(",".join(f'"{c}"' for c in row.split(",")) for row in text.splitlines()).encode(),
        lambda text: "\n".join(",".join(f" {c} " for c in row.split(",")) for row in text.splitlines()).encode(),
        lambda text: text.replace("checkin,", "Check In,", 1).replace("Check In", "CheckIn").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: "\n".join(f"{row}," for row in text.splitlines()).encode(),
    ],
    ids=["bom", "crlf", "cr", "tabs", "semicolons", "quoted", "blanks", "capitals", "no last break", "empty column"],
)
def test_the_same_records_in_another_dress_are_the_same(folder_with, tmp_path, how):
    folder = folder_with()
    plain = read_records(folder)
    text = (folder / "checkins.csv").read_text()
    (folder / "checkins.csv").write_bytes(how(text))
    assert_frame_equal(read_records(folder).checkins, plain.checkins)


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks(folder_with):
    folder = folder_with({"episodes.csv": 'episode,client,note\r\nE1,C1,"a, ""b""\r\nc"\r\nE2,C2,\r\n', "sessions.csv": None,
                          "checkins.csv": None, "assignments.csv": None, "factors.csv": None})  # fmt: skip
    assert read_records(folder).episodes["note"].to_list() == ['a, "b"\r\nc', None]


def test_rows_are_numbered_as_in_the_spreadsheet_after_a_quoted_line_break(folder_with):
    folder = folder_with({"episodes.csv": 'episode,client,note\nE1,C1,"a\nb"\nE2,,\n'})
    with pytest.raises(RecordsRefused) as refused:
        read_records(folder)
    assert [problem.rows for problem in refused.value.problems if problem.code == "missing_value"] == [(3,)]


@pytest.mark.parametrize(
    "cells, dtype",
    [
        (["1", "2"], pl.Int64), (["1", "2.5"], pl.Float64), (["01", "2"], pl.String), (["1e400", "2"], pl.String),
        (["1", "x"], pl.String), (["", ""], pl.String), (["-1", ""], pl.Int64), (["NaN", "1"], pl.String),
        (["٣", "1"], pl.String),
    ],
)  # fmt: skip
def test_an_extra_column_is_numbers_only_where_all_are(folder_with, cells, dtype):
    episodes = f"episode,client,extra\nE1,C1,{cells[0]}\nE2,C2,{cells[1]}\n"
    folder = folder_with({"episodes.csv": episodes, "sessions.csv": None, "checkins.csv": None})
    assert read_records(folder).episodes["extra"].dtype == dtype


def parquet_folder(folder_with, name: str, frame: pl.DataFrame):
    folder = folder_with({f"{name}.csv": None})
    frame.write_parquet(folder / f"{name}.parquet")
    return folder


def test_parquet_with_native_types_is_the_same_as_csv(folder_with):
    folder = folder_with()
    plain = read_records(folder)
    for name in ("episodes", "sessions", "checkins", "assignments", "factors"):
        (folder / f"{name}.csv").unlink()
        getattr(plain, name).drop("day", "number", strict=False).write_parquet(folder / f"{name}.parquet")
    again = read_records(folder)
    for name in ("episodes", "sessions", "checkins", "assignments", "factors"):
        assert_frame_equal(getattr(again, name), getattr(plain, name))


def test_a_parquet_identifier_may_be_a_whole_number_but_not_a_float(folder_with):
    frame = pl.DataFrame({"session": [1, 2], "episode": ["E1", "E2"], "scheduled_at": ["2026-01-05T10:00Z", "2026-03-02T10:00Z"],
                          "status": ["attended", "attended"]})  # fmt: skip
    folder = parquet_folder(folder_with, "sessions", frame)
    (folder / "checkins.csv").unlink()
    assert read_records(folder).sessions["session"].to_list() == ["1", "2"]
    frame.with_columns(pl.col("session").cast(pl.Float64)).write_parquet(folder / "sessions.parquet")
    with pytest.raises(RecordsRefused) as refused:
        read_records(folder)
    assert "wrong_type" in {problem.code for problem in refused.value.problems}


def test_parquet_types_that_say_the_same_are_read_the_same(folder_with):
    folder = folder_with()
    plain = read_records(folder).sessions
    frame = plain.drop("day").with_columns(
        pl.col("status").cast(pl.Categorical),
        pl.col("scheduled_at").dt.convert_time_zone("Asia/Tokyo").cast(pl.Datetime("ns", "Asia/Tokyo")),
        pl.col("staff").list.join("|"),
        pl.lit(None).alias("group"),
    )
    (folder / "sessions.csv").unlink()
    frame.write_parquet(folder / "sessions.parquet")
    assert_frame_equal(read_records(folder).sessions, plain)
