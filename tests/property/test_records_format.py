"""What is written is read back the same; what anyone may put in a folder gives problems, never a traceback."""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bidewell.analysis.program import ProgramRecords, ProgramSettings
from bidewell.domain.endings import Ending
from bidewell.domain.settings import RatingSource
from bidewell.exchange.check import check_records
from bidewell.exchange.reading import read_records
from bidewell.exchange.schema import TABLES
from bidewell.exchange.writing import write_records

ZONES = ("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
# Cells as reading gives them: no blanks at the ends, nothing empty. NUL and lone surrogates are no text.
cell = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=8).filter(
    lambda text: text == text.strip() and pl.Series([text]).str.strip_chars()[0] == text != ""
)
name = st.one_of(st.sampled_from(["=1+1", "-2", "+3", "@x", "'=a", "''-", "a;b", 'q"', "x,y", "1.5"]), cell).filter(
    lambda text: "|" not in text
)
day = st.dates(date(1971, 1, 1), date(2025, 1, 1))
moment = st.datetimes(datetime(1971, 1, 1), datetime(2024, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
number = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def programs(draw) -> ProgramRecords:
    """A program of a few episodes with awkward text everywhere text may stand."""
    zone = draw(st.sampled_from(ZONES))
    names = draw(st.lists(name, min_size=1, max_size=4, unique=True))
    size = len(names)
    starts = [draw(st.none() | day) for _ in names]
    episodes = pl.DataFrame(
        {
            "episode": names,
            "client": names,
            "site": [draw(st.none() | name) for _ in names],
            "start": starts,
            "ending": [draw(st.none() | st.sampled_from([str(each) for each in Ending])) for _ in names],
            "prior_episodes": [draw(st.none() | st.integers(0, 99)) for _ in names],
            "extra text": ["words", *(draw(st.none() | name) for _ in names[1:])],
            "extra number": [0.5, *(draw(st.none() | number) for _ in names[1:])],
            "extra whole": [7, *(draw(st.none() | st.integers(-(10**17), 10**17)) for _ in names[1:])],
        },
        schema_overrides={"site": pl.String, "start": pl.Date, "ending": pl.String, "prior_episodes": pl.Int64},
        strict=False,
    )
    sessions = pl.DataFrame(
        {
            "session": [f"S{row}" for row in range(size)],
            "episode": names,
            "scheduled_at": draw(st.lists(moment, min_size=size, max_size=size)),
            "status": "no_show",
            "staff": [draw(st.lists(name, max_size=3, unique=True)) for _ in names],
        },
        schema_overrides={"scheduled_at": pl.Datetime("us", "UTC"), "staff": pl.List(pl.String)},
    ).with_columns(pl.col("scheduled_at").dt.convert_time_zone(zone))
    factors = pl.DataFrame({"episode": names, "name": "housing", "value": [draw(name) for _ in names]})
    instrument = RatingSource(draw(name), "alliance", "client", draw(cell), draw(cell), 1.0, 5.0)
    said = ProgramSettings(draw(cell), zone, date(2026, 1, 1), instruments=(instrument,))
    return ProgramRecords(said, episodes, sessions, pl.DataFrame(), factors=factors)


@given(programs(), st.sampled_from(["csv", "parquet"]))
@settings(max_examples=60, deadline=None)
def test_records_written_are_read_back_the_same(records, file_format):
    with tempfile.TemporaryDirectory() as place:
        first = read_records(write_records(records, Path(place) / "first", file_format))
        again = read_records(write_records(first, Path(place) / "again", file_format))
    assert first.settings == again.settings == records.settings
    for table in ("episodes", "sessions", "factors"):
        given_columns = getattr(records, table)
        assert_frame_equal(getattr(first, table).select(given_columns.columns), given_columns, check_exact=True)
        assert_frame_equal(getattr(first, table), getattr(again, table), check_exact=True)


HEADER = b"session,episode,scheduled_at,status,staff\n"
PIECES = [b",", b'"', b"\n", b"\r", b";", b"\t", b"\0", b"\xff", b"\xef\xbb\xbf", b"E1", b"S1", b"2026-01-05T10:00Z", b"attended",
          b"2026-13-45", b"=1", b"'", b"9" * 400, b"\xc3", b" "]  # fmt: skip
junk = st.lists(st.sampled_from(PIECES) | st.binary(max_size=5), max_size=40).map(b"".join)


def check_folder_with(file: str, content: bytes):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "program.toml").write_bytes(b'format=1\nname="x"\ntime_zone="UTC"\nextract_date=2026-06-30\n')
        (folder / "episodes.csv").write_bytes(b"episode,client,start\nE1,C1,2026-01-01\n")
        (folder / file).write_bytes(content)
        return check_records(folder)


@given(junk, st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_bytes_as_a_csv_give_problems_or_records(content, with_header):
    report = check_folder_with("sessions.csv", HEADER * with_header + content)
    assert all(problem.sentence for problem in report.problems)


@given(junk)
@settings(max_examples=60, deadline=None)
def test_any_bytes_as_the_episodes_give_problems_or_records(content):
    check_folder_with("episodes.csv", b"episode,client,start,end,age\n" + content)


@given(st.binary(max_size=200) | junk)
@settings(max_examples=60, deadline=None)
def test_any_bytes_as_settings_or_parquet_give_problems(content):
    for file in ("program.toml", "sessions.parquet"):
        assert not check_folder_with(file, content).is_readable or file == "program.toml"


@given(st.binary(min_size=1, max_size=4), st.integers(0, 2000), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_damaged_parquet_gives_problems_or_records(content, place, cut):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sessions.parquet"
        pl.DataFrame({"session": ["S1"], "episode": ["E1"], "staff": [["a"]], "status": ["attended"]}).write_parquet(
            path
        )
        whole = path.read_bytes()
        place %= len(whole)
        damaged = whole[:place] if cut else whole[:place] + content + whole[place + len(content) :]
        check_folder_with("sessions.parquet", damaged)


MARK = "Zq7Casey"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_problem_repeats_a_cell(data):
    """Cells that all hold the same mark, under good headers, bad headers and none, in every table."""
    cells = st.sampled_from(
        [MARK, f'"{MARK}', f'{MARK}"{MARK}', f"{MARK}2026-01-01", f"={MARK}", "", "E1", "2026-01-05"]
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "program.toml").write_text('format=1\nname="x"\ntime_zone="UTC"\nextract_date=2026-06-30\n')
        for table in TABLES:
            rows = data.draw(st.lists(st.lists(cells, min_size=1, max_size=len(table.columns)), max_size=4))
            header = [list(table.column_names)] * data.draw(st.integers(0, 1))
            text = "\n".join(",".join(row) for row in [*header, *rows]) + "\n"
            (folder / f"{table.name}.csv").write_text(text)
        report = check_records(folder)
    assert MARK not in str(report.as_data())
    assert not any(MARK in problem.sentence for problem in report.problems)
