"""Records from an export that knows services and discharges, but no episodes."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bidewell.analysis.program import ProgramRecords
from bidewell.exchange.check import check_records
from bidewell.exchange.deriving.derived_tables import (
    episode_charts,
    episodes_table,
    factors_table,
    sessions_table,
    told_of_episodes,
)
from bidewell.exchange.deriving.episode_cuts import with_stretches
from bidewell.exchange.deriving.mapping import read_mapping
from bidewell.exchange.deriving.service_rows import ServiceRows, read_service_rows
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import ROWS_SHOWN, CheckReport, Problem
from bidewell.exchange.raw_tables import ROW_REPORT
from bidewell.exchange.whole_files import folder_beside, move_into_place
from bidewell.exchange.writing import fill_with_records, refuse_what_holds_something


@dataclass(frozen=True)
class DeriveReport:
    """What became of an export. `left_out` has file, row, reason and words of every row that is no session; `told` is
    what was read differently; `check` what is wrong with the records made; `cuts` why episodes were parted."""

    rows_read: int
    sessions: int
    episodes: int
    never_started: int
    cuts: Mapping[str, int]
    left_out: pl.DataFrame
    told: tuple[Problem, ...]
    check: CheckReport

    def as_data(self) -> dict[str, object]:
        """The report as plain data, for JSON."""
        return {
            "rows_read": self.rows_read,
            "sessions": self.sessions,
            "episodes": self.episodes,
            "never_started": self.never_started,
            "cuts": dict(self.cuts),
            "left_out": self.left_out.to_dicts(),
            "told": CheckReport(self.told).as_data()["problems"],
            "check": self.check.as_data(),
        }


def derive_records(export: Path, mapping_file: Path, out: Path | None) -> DeriveReport:
    """Make a records folder from an export of services; without `out` nothing is kept (a dry run).

    `out` must be new or empty. It gets the records and row-report.csv, the rows left out. Raises FileExistsError,
    or RecordsRefused where the mapping or the export cannot be read.
    """
    if out is not None:
        refuse_what_holds_something(out)
    mapping = read_mapping(mapping_file)
    rows = read_service_rows(export, mapping)
    services = with_stretches(rows.services, mapping)
    charts = episode_charts(services, mapping)
    records = ProgramRecords(
        mapping.settings,
        episodes_table(charts, mapping),
        sessions_table(services, charts),
        pl.DataFrame(),
        factors=factors_table(charts, mapping),
    )
    told = (*rows.problems, *_left_out(rows, export.name), *told_of_episodes(charts, mapping, export.name))
    return DeriveReport(
        rows_read=rows.read,
        sessions=records.sessions.height,
        episodes=charts.height,
        never_started=charts["start"].null_count(),
        cuts=_cuts(charts),
        left_out=rows.left_out,
        told=told,
        check=_written(records, rows.left_out, out),
    )


def _left_out(rows: ServiceRows, file: str) -> tuple[Problem, ...]:
    left_out = rows.left_out["row"]
    shown = tuple(left_out.head(ROWS_SHOWN).to_list())
    return (found("rows_left_out", file=file, rows=shown, count=len(left_out)),) if shown else ()


def _cuts(charts: pl.DataFrame) -> dict[str, int]:
    counted = charts["cut"].drop_nulls().value_counts(sort=True)
    return dict(counted.iter_rows())


def _written(records: ProgramRecords, left_out: pl.DataFrame, out: Path | None) -> CheckReport:
    """Write and check the records: beside their place, which they take then, or where they are thrown away."""
    with tempfile.TemporaryDirectory() as elsewhere:
        with folder_beside(out or Path(elsewhere) / "records", for_owner_only=True) as beside:
            fill_with_records(records, beside, "csv")
            left_out.write_csv(beside / ROW_REPORT)
            report = check_records(beside)
            if out is not None:
                move_into_place(beside, out)
    return report
