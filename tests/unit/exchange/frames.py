"""DataFrames of a good folder's tables, to be read or refused: what the tests of frames share."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bidewell.exchange.frames import read_frames
from bidewell.exchange.problems import Problem, RecordsRefused
from bidewell.exchange.schema import TABLES

SETTINGS: dict[str, Any] = {
    "name": "Demo",
    "time_zone": "America/New_York",
    "extract_date": date(2026, 3, 31),
    "endings": {"AMA": "left"},
    "instruments": {
        "alliance": {
            "role": "alliance", "rater": "client", "version": "1", "item": "total", "minimum": 1, "maximum": 5
        }
    },
}  # fmt: skip
NAMES = [table.name for table in TABLES]
Frames = dict[str, Any]


def frames_of(folder: Path) -> Frames:
    return {name: pl.read_csv(folder / f"{name}.csv", infer_schema_length=None) for name in NAMES}


def changed(frames: Frames, name: str, **columns: Any) -> Frames:
    return {**frames, name: frames[name].with_columns(**columns)}


def refused(frames: Frames, **settings: Any) -> tuple[tuple[Problem, ...], str]:
    with pytest.raises(RecordsRefused) as error:
        read_frames({**SETTINGS, **settings}, frames)
    return tuple(one for one in error.value.problems if one.severity == "error"), str(error.value)
