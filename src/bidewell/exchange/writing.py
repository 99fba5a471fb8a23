"""Records into a folder, whole or not at all."""

import io
from pathlib import Path

import polars as pl

from bidewell.analysis.program import ProgramRecords
from bidewell.exchange.cell_text import guarded, time_as_text
from bidewell.exchange.file_format import FileFormat
from bidewell.exchange.schema import NAMES_SEPARATOR, TABLES, Kind, Table
from bidewell.exchange.settings_text import write_settings
from bidewell.exchange.whole_files import folder_beside, move_into_place


def write_records(records: ProgramRecords, folder: Path, file_format: FileFormat = "csv") -> Path:
    """Write a records folder and return it; `read_records` gives the same records back.

    Tables without rows are left out, episodes excepted. The folder appears complete or not at all: it is written beside
    its place and renamed. Only the owner may enter it, as these are clients' records.

    Raises FileExistsError where the folder already holds something, ValueError where a value cannot be written.
    """
    refuse_what_holds_something(folder)
    with folder_beside(folder, for_owner_only=True) as beside:
        fill_with_records(records, beside, file_format)
        move_into_place(beside, folder)
    return folder


def fill_with_records(records: ProgramRecords, folder: Path, file_format: FileFormat) -> None:
    """Write the files of the records into a folder that is not yet in its place."""
    write_settings(records.settings, folder)
    for table in TABLES:
        _write_table(table, getattr(records, table.name), folder, file_format)


def refuse_what_holds_something(folder: Path) -> None:
    """Nothing is ever written over."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} already holds something; choose a folder that is new or empty")


def _write_table(table: Table, frame: pl.DataFrame, folder: Path, file_format: FileFormat) -> None:
    if frame.is_empty() and not table.required:
        return
    if file_format == "parquet":
        # Polars takes a full disk for a table out of order; Python says what it is.
        (folder / f"{table.name}.parquet").write_bytes(_as_parquet(_as_recorded(table, frame)))
    else:
        _as_text(table, _as_recorded(table, frame)).write_csv(folder / f"{table.name}.csv")


def _as_parquet(frame: pl.DataFrame) -> bytes:
    written = io.BytesIO()
    frame.write_parquet(written)
    return written.getvalue()


def _as_recorded(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of the format and the table's extra ones; what reading derives (day, number) is left out."""
    extra = [name for name in frame.columns if name not in table.column_names] if table.keeps_extra_columns else []
    known = [name for name in table.column_names if name in frame.columns]
    for name in known:
        if table.column(name).kind is Kind.NAMES:
            _refuse_separator_in(frame[name])
    return frame.select(pl.col(*known), *(pl.col(name) for name in extra)).fill_nan(None)


def _as_text(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    kinds = {column.name: column.kind for column in table.columns}
    return frame.select(_cell(name, dtype, kinds.get(name)).alias(name) for name, dtype in frame.schema.items())


def _cell(name: str, dtype: pl.DataType, kind: Kind | None) -> pl.Expr:
    if kind is Kind.NAMES:
        return guarded(pl.when(pl.col(name).list.len() > 0).then(pl.col(name).list.join(NAMES_SEPARATOR)))
    if kind is Kind.TIME:
        return time_as_text(pl.col(name))
    if dtype.is_nested() or dtype == pl.Binary:
        raise ValueError(f"column {name!r} holds {dtype}, which a CSV cell cannot hold; write Parquet")
    return guarded(pl.col(name)) if dtype == pl.String else pl.col(name)


def _refuse_separator_in(names: pl.Series) -> None:
    if names.list.eval(pl.element().str.contains(NAMES_SEPARATOR, literal=True).any()).list.first().any():
        raise ValueError(f"an identifier in {names.name} holds {NAMES_SEPARATOR}, which separates identifiers")
