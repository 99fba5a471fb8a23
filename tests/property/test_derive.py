"""Whatever services an export holds: every row becomes part of a session or is listed, and the records are sound."""

import contextlib
import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bidewell.exchange.derive import derive_records
from bidewell.exchange.problems import RecordsRefused
from bidewell.exchange.reading import read_records

MAPPING = """
format = 1
name = "Ours"
time_zone = "America/New_York"
extract_date = 2026-06-30
[columns]
client = "who"
session = "id"
day = "day"
time = "time"
status = "status"
level_of_care = "level"
discharged_on = "discharged"
[statuses]
"A" = "attended"
"N" = "no_show"
[episodes]
gap_days = {gap}
level_change = "{change}"
"""
HEADER = "who,id,day,time,status,level,discharged\n"
day = st.integers(0, 200).map(lambda days: str(date(2026, 1, 1) + timedelta(days=days)))
row = st.tuples(
    st.sampled_from(["C", "C-1", "D", ""]),
    st.sampled_from(["", "a", "b"]),
    day | st.just("soon"),
    st.sampled_from(["", "02:30", "09:00", "late"]),
    st.sampled_from(["A", "A", "A", "N", "scheduled", "?"]),
    st.sampled_from(["", "IOP", "OP"]),
    st.just("") | day,
)


def derive(content: bytes, mapping: str, place: str):
    folder = Path(place)
    (folder / "export.csv").write_bytes(content)
    (folder / "mapping.toml").write_text(mapping)
    return derive_records(folder / "export.csv", folder / "mapping.toml", folder / "out")


@given(st.lists(row, max_size=12), st.integers(1, 60), st.sampled_from(["same", "new"]))
@settings(max_examples=80, deadline=None)
def test_derived_records_are_sound_and_no_row_is_lost(rows, gap, change):
    text = HEADER + "".join(",".join(cells) + "\n" for cells in rows)
    with tempfile.TemporaryDirectory() as place:
        report = derive(text.encode(), MAPPING.format(gap=gap, change=change), place)
        assert report.check.errors == ()
        records = read_records(Path(place) / "out")
    assert report.rows_read == len(rows)
    merged = report.rows_read - report.left_out.height - report.sessions
    assert 0 <= merged <= sum(cells[1] != "" for cells in rows)
    assert records.sessions.height == report.sessions
    started = records.episodes.filter(records.episodes["start"].is_not_null())
    assert started.height == report.episodes - report.never_started


@given(
    st.lists(st.sampled_from([b",", b'"', b"\n", b"A", b"C", b"2026-01-05", b"\xff", b"\0", b";"]), max_size=40).map(
        b"".join
    )
)
@settings(max_examples=40, deadline=None)
def test_any_bytes_as_an_export_are_derived_or_refused(content):
    with tempfile.TemporaryDirectory() as place:
        with contextlib.suppress(RecordsRefused):
            derive(HEADER.encode() + content, MAPPING.format(gap=30, change="same"), place)
