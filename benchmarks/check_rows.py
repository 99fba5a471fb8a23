"""How long 1,000,000 session rows take to check and to read: `python benchmarks/check_rows.py [ROWS]`."""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path

import polars as pl

from bidewell.analysis.program import ProgramRecords, ProgramSettings
from bidewell.exchange.check import check_records
from bidewell.exchange.file_format import FileFormat
from bidewell.exchange.reading import read_records
from bidewell.exchange.writing import write_records

ZONE = "America/New_York"
SESSIONS_EACH = 20


def program(rows: int) -> ProgramRecords:
    """Weekly sessions of rows / 20 episodes, with identifiers, staff and statuses as programs have them."""
    row = pl.int_range(rows, eager=True)
    number, week = row // SESSIONS_EACH, row % SESSIONS_EACH
    first = pl.lit(date(2024, 1, 1)) + pl.duration(days=number % 500)
    ids = pl.DataFrame({"number": number, "week": week}).with_columns(episode=pl.format("E{}", "number"), start=first)
    moment = pl.lit(datetime(2024, 1, 1, 14)) + pl.duration(days=pl.col("number") % 500 + 7 * pl.col("week"))  # noqa: DTZ001
    sessions = ids.select(
        pl.format("S{}", pl.int_range(pl.len())).alias("session"),
        "episode",
        scheduled_at=moment.dt.replace_time_zone(ZONE),
        status=pl.when(pl.col("week") % 5 == 3).then(pl.lit("no_show")).otherwise(pl.lit("attended")),
        staff=pl.concat_list(pl.format("T{}", pl.col("number") % 40)),
        modality=pl.lit("in_person"),
        planned_interval_days=pl.lit(7.0),
    )
    episodes = ids.unique("episode", maintain_order=True).select("episode", "start", client="episode")
    settings = ProgramSettings("Benchmark", ZONE, date(2026, 6, 30), demo=True)
    return ProgramRecords(settings, episodes, sessions, pl.DataFrame())


def timed(what: str, work: Callable[[], object]) -> None:
    """Print wall and processor seconds: on a shared machine the first says less than the second."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    print(f"{what}: {time.perf_counter() - wall:.1f} s, {time.process_time() - processor:.1f} s of processor")


def main() -> None:
    """Both file formats, in a folder that is thrown away."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    records = program(rows)
    formats: tuple[FileFormat, ...] = ("csv", "parquet")
    for file_format in formats:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "records"
            timed(f"write {rows:,} session rows as {file_format}", partial(write_records, records, folder, file_format))
            assert check_records(folder).is_readable
            timed(f"check {rows:,} session rows as {file_format}", partial(check_records, folder))
            timed(f"read {rows:,} session rows as {file_format}", partial(read_records, folder))


if __name__ == "__main__":
    main()
