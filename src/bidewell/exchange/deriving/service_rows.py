"""The rows of an export as services. Rows that are none are listed with the reason; nothing is dropped in silence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bidewell.domain.sessions import SessionStatus
from bidewell.exchange.cell_text import unguarded
from bidewell.exchange.csv_reading import FIRST_ROW, read_csv_text
from bidewell.exchange.deriving.mapping import ExportMapping
from bidewell.exchange.deriving.service_cells import DAYS_OF_EPISODE, service_cells
from bidewell.exchange.file_bytes import bytes_of
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import ROWS_SHOWN, Problem, RecordsRefused, Severity
from bidewell.exchange.raw_tables import ROW

# Why a row of the export is no session, in the order in which it is asked.
WHY_LEFT_OUT: Mapping[str, str] = {
    "no_client": "The client's identifier is empty.",
    "no_day": "The day is empty, or not in the form the mapping gives.",
    "no_time": "The time is not in the form the mapping gives.",
    "unknown_service": "The service is not in [services] of the mapping.",
    "not_a_session": "The mapping says that this service is not a session.",
    "unknown_status": "The status is not in [statuses] of the mapping.",
    "after_extract": "It lies after the extract date and is not a booking.",
}


@dataclass(frozen=True)
class ServiceRows:
    """`services`: the rows that are sessions. `left_out`: file, row, reason and words of every other row."""

    read: int
    services: pl.DataFrame
    left_out: pl.DataFrame
    problems: tuple[Problem, ...]


def read_service_rows(path: Path, mapping: ExportMapping) -> ServiceRows:
    """Read an export. Raises RecordsRefused where the file or one of its columns cannot be read at all."""
    export, problems = _export(path, mapping)
    cells = service_cells(export, mapping).with_columns(why=_why_left_out(mapping))
    words = pl.col("why").replace_strict(WHY_LEFT_OUT, return_dtype=pl.String)
    left_out = cells.filter(pl.col("why").is_not_null()).select(
        pl.lit(path.name).alias("file"), pl.col(ROW).alias("row"), pl.col("why").alias("reason"), words.alias("words")
    )
    services = cells.filter(pl.col("why").is_null()).drop("why")
    return ServiceRows(export.height, services, left_out, (*problems, *_oddities(services, mapping, path.name)))


def _export(path: Path, mapping: ExportMapping) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """The export's cells as stripped text under its own column names, with `ROW`."""
    data, problems = bytes_of(path)
    if data is None:
        raise RecordsRefused(problems)
    text = read_csv_text(data, path.name, mapping.used_columns)
    missing = [name for name in mapping.used_columns if name not in text.names]
    problems = (*text.problems, *(found("no_such_column", file=path.name, name=name) for name in missing))
    problems += tuple(
        found("duplicate_column", file=path.name, column=name)
        for name in mapping.used_columns
        if text.names.count(name) > 1
    )
    if text.frame is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise RecordsRefused(problems)
    used = [pl.col(str(text.names.index(name))).str.strip_chars().alias(name) for name in mapping.used_columns]
    stripped = text.frame.select(used).with_row_index(ROW, offset=FIRST_ROW)
    filled = pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep()
    export = stripped.with_columns(filled).with_columns(unguarded(pl.col(pl.String)).name.keep())
    return export.filter(~pl.all_horizontal(pl.col(pl.String).is_null())), problems


def _why_left_out(mapping: ExportMapping) -> pl.Expr:
    """The first reason that holds, or null for a session."""
    role = pl.col("service").replace_strict(mapping.services, default=None, return_dtype=pl.String)
    asks_for_service = pl.lit(bool(mapping.services))
    conditions = {
        "no_client": pl.col("client").is_null(),
        "no_day": pl.col("day").is_null(),
        "no_time": pl.col("unread time"),
        "unknown_service": asks_for_service & role.is_null(),
        "not_a_session": asks_for_service & (role == "not_a_session"),
        "unknown_status": pl.col("status").is_null(),
        "after_extract": (pl.col("day") > mapping.settings.extract_date)
        & (pl.col("status") != SessionStatus.SCHEDULED),
    }
    return pl.coalesce(pl.when(condition).then(pl.lit(why)) for why, condition in conditions.items())


def _oddities(services: pl.DataFrame, mapping: ExportMapping, file: str) -> Iterator[Problem]:
    """Cells of sessions that could not be read, and are left empty."""
    for name in (*DAYS_OF_EPISODE, "modality", "discharge_reason", "planned_interval_days"):
        if name in mapping.columns:
            yield from _told("unread_cells", services, pl.col(f"unread {name}"), file, mapping.columns[name])
    if mapping.staff:
        is_unknown = ~pl.element().is_in(list(mapping.staff.values()))
        unknown = pl.col("staff").list.eval(is_unknown.any()).list.first()
        yield from _told("unknown_staff", services, unknown, file, ", ".join(mapping.staff_columns))
    if "time" in mapping.columns:
        yield from _told("no_time_of_day", services, pl.col("clock").is_null(), file, mapping.columns["time"])


def _told(code: str, services: pl.DataFrame, condition: pl.Expr, file: str, column: str) -> Iterator[Problem]:
    rows = services.filter(condition.fill_null(False))[ROW]
    if len(rows):
        shown = tuple(rows.head(ROWS_SHOWN).to_list())
        yield found(code, file=file, column=column, rows=shown, count=len(rows))
