"""Folders of records to read: a good one, and the same with one thing wrong; and the good one as frames."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bidewell.analysis.program import ProgramRecords
from bidewell.exchange.reading import read_records
from tests.unit.exchange.frames import Frames, frames_of

SETTINGS = """
format = 1
name = "Demo"
time_zone = "America/New_York"
extract_date = 2026-03-31
[endings]
"AMA" = "left"
[instruments.alliance]
role = "alliance"
rater = "client"
version = "1"
item = "total"
minimum = 1
maximum = 5
"""

GOOD = {
    "program.toml": SETTINGS,
    "episodes.csv": (
        "episode,client,site,referred_on,start,end,ending,age\n"
        "E1,Casey,North,2026-01-02,2026-01-05,2026-02-20,AMA,31\n"
        "E2,Dev,North,2026-03-01,2026-03-02,,,45\n"
    ),
    "sessions.csv": (
        "session,episode,scheduled_at,status,staff\n"
        "S1,E1,2026-01-05T10:00-05:00,attended,Thea|Otto\n"
        "S2,E1,2026-02-10T10:00-05:00,no_show,Thea\n"
        "S3,E2,2026-03-02T10:00-05:00,attended,Thea\n"
    ),
    "checkins.csv": (
        "checkin,episode,session,at,rater,instrument,version,status,item,value\n"
        "K1,E1,S1,2026-01-05T11:00-05:00,client,alliance,1,answered,bond,4\n"
        "K1,E1,S1,2026-01-05T11:00-05:00,client,alliance,1,answered,total,3.5\n"
        "K2,E2,S3,2026-03-02T11:00-05:00,client,alliance,1,declined,,\n"
    ),
    "assignments.csv": "episode,therapist,from,to\nE1,Thea,2026-01-05,2026-02-20\nE2,Thea,2026-03-02,\n",
    "factors.csv": (
        "episode,name,value,from,to,reliability\n"
        "E1,travel_minutes,35,,,\n"
        "E1,court_order,probation,2025-12-01,2026-12-01,\n"
        "E2,motivation,3.2,,,0.8\n"
    ),
}

MakeFolder = Callable[..., Path]


@pytest.fixture
def folder_with(tmp_path: Path) -> MakeFolder:
    """A good folder, but for the files given: text, bytes, or None for a file that is not there."""

    def make(files: dict[str, str | bytes | None] | None = None) -> Path:
        folder = tmp_path / "records"
        folder.mkdir()
        for name, content in {**GOOD, **(files or {})}.items():
            if content is not None:
                (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.fixture
def folder_changed(folder_with: MakeFolder) -> MakeFolder:
    """A good folder in which one text of one file is replaced by another."""

    def make(file: str, old: str, new: str) -> Path:
        assert old in GOOD[file]
        return folder_with({file: GOOD[file].replace(old, new)})

    return make


@pytest.fixture
def tables(folder_with: MakeFolder) -> tuple[Frames, ProgramRecords]:
    """The frames of a good folder, and its records as read from the files."""
    folder = folder_with()
    return frames_of(folder), read_records(folder)
