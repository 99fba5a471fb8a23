"""A table's file found and read as text cells under the format's column names; types come later, in `cells`."""

import difflib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bidewell.exchange.cell_text import time_as_text, unguarded
from bidewell.exchange.csv_reading import FIRST_ROW, read_csv_text
from bidewell.exchange.file_bytes import bytes_of
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem
from bidewell.exchange.schema import TABLES, Kind, Table

ROW = "#row"  # the row a record stands in; no column of a file may have this name
ROW_REPORT = "row-report.csv"  # the rows an export's derivation left out; beside the tables, and none of them
# What only another library knows the meaning of, as pandas its periods; older versions of Polars have no such type.
_FOREIGN = getattr(pl, "BaseExtension", pl.Object)
_NO_TEXT = (pl.Struct, pl.List, pl.Array, pl.Object, pl.Binary, pl.Duration, _FOREIGN)


@dataclass(frozen=True)
class RawTable:
    """Known columns as stripped text, extra ones as they came, and each record's row. No `frame`: not to be read."""

    file: str
    frame: pl.DataFrame | None
    problems: tuple[Problem, ...] = ()


def read_raw_table(table: Table, folder: Path) -> RawTable:
    """Read NAME.csv or NAME.parquet."""
    paths = [path for path in (folder / f"{table.name}.csv", folder / f"{table.name}.parquet") if path.exists()]
    if not paths:
        code = "missing_table" if table.required else "absent_table"
        return RawTable("", None, (found(code, file=table.name, name=table.name),))
    if len(paths) > 1:
        return RawTable(table.name, None, (found("two_files", file=table.name),))
    data, problems = bytes_of(paths[0])
    if data is None:
        return RawTable(paths[0].name, None, problems)
    return (
        _from_csv(table, data, paths[0].name)
        if paths[0].suffix == ".csv"
        else _from_parquet(table, data, paths[0].name)
    )


def other_files(folder: Path) -> tuple[Problem, ...]:
    """Tables under names the format does not know. Their names are not repeated: a name may be a client's."""
    known = {f"{table.name}{suffix}" for table in TABLES for suffix in (".csv", ".parquet")} | {ROW_REPORT}
    others = [path for path in folder.iterdir() if path.suffix in (".csv", ".parquet") and path.name not in known]
    return (found("other_files", count=len(others)),) if others else ()


def _from_csv(table: Table, data: bytes, file: str) -> RawTable:
    read = read_csv_text(data, file, table.column_names)
    if not read.names:
        return RawTable(file, None, read.problems)
    names = [_format_name(name, table) for name in read.names]
    problems = [*read.problems, *_header_problems(table, names, file)]
    if read.frame is None or _is_unusable(problems):
        return RawTable(file, None, tuple(problems))
    frame = _stripped(read.frame)
    if b"'" in data:
        frame = frame.with_columns(unguarded(pl.all()).name.keep())
    problems += _unnamed_cells(frame, names, file)
    named = frame.select(pl.col(str(position)).alias(name) for position, name in enumerate(names) if name)
    numbered = _with_points(named, table) if read.separator == ";" else named
    return _without_blank_rows(RawTable(file, numbered.with_row_index(ROW, offset=FIRST_ROW), tuple(problems)))


def _from_parquet(table: Table, data: bytes, file: str) -> RawTable:
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return RawTable(file, None, (found("unreadable_file", file=file),))
    return raw_from_frame(table, frame, file, first_row=1)


def raw_from_frame(table: Table, frame: pl.DataFrame, file: str, first_row: int) -> RawTable:
    """Typed columns as text cells under the format's names; `first_row` is what its first row is called."""
    names = [_format_name(name, table) for name in frame.columns]
    problems = _header_problems(table, names, file)
    if _is_unusable(problems):
        return RawTable(file, None, tuple(problems))
    frame = frame.rename(dict(zip(frame.columns, names, strict=True)))
    wrong = [name for name, dtype in frame.schema.items() if not _holds_text(name, dtype, table)]
    problems += [found("wrong_type", file=file, column=name, expected=_expected(table, name)) for name in wrong]
    known = [pl.col(name) for name in frame.columns if name in table.column_names and name not in wrong]
    # Left out, as a column that is not there: of a column of nulls it would be said that its cells are empty.
    text = frame.drop(wrong)
    text = text.with_columns(_native_as_text(column, text.schema[column.meta.output_name()]) for column in known)
    return RawTable(file, _stripped(text).with_row_index(ROW, offset=first_row), tuple(problems))


def _format_name(name: str, table: Table) -> str:
    """The format's name where the file differs only in case or blanks; else the file's own."""
    plain = name.strip().lower().replace(" ", "_")
    return plain if plain in table.column_names else name.strip()


def _is_unusable(problems: Iterable[Problem]) -> bool:
    return any(problem.code in ("no_header", "duplicate_column") for problem in problems)


def _header_problems(table: Table, names: Sequence[str], file: str) -> list[Problem]:
    if not set(table.required_names) & set(names):
        # The first row may be a client's, so its cells are not repeated.
        return [found("no_header", file=file, expected=", ".join(table.required_names))]
    missing = [name for name in table.required_names if name not in names]
    doubled = [name for name, count in Counter([*names, ROW]).items() if name and count > 1]
    problems = [found("missing_column", file=file, column=name, expected=_expected(table, name)) for name in missing]
    problems += [found("duplicate_column", file=file, column=name) for name in doubled]
    return problems if missing else problems + _unknown_columns(table, names, file)


def _unknown_columns(table: Table, names: Sequence[str], file: str) -> list[Problem]:
    unknown = [name for name in names if name and name not in table.column_names]
    if not table.keeps_extra_columns:
        return [found("unknown_column", file=file, column=name) for name in unknown]
    absent = [name for name in table.column_names if name not in names]
    nearly = {name: difflib.get_close_matches(name.lower(), absent, n=1, cutoff=0.85) for name in unknown}
    return [found("nearly_column", file=file, column=name, name=near[0]) for name, near in nearly.items() if near]


def _expected(table: Table, name: str) -> str:
    return table.column(name).expected if name in table.column_names else "numbers, text, days or times"


def _stripped(frame: pl.DataFrame) -> pl.DataFrame:
    """Text without blanks at its ends; an empty cell is null."""
    stripped = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(stripped != "").then(stripped).name.keep())


def _with_points(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Decimal commas as points, in the columns that may hold numbers."""
    numeric = {column.name for column in table.columns if column.kind in (Kind.NUMBER, Kind.COUNT)} | {"value"}
    names = [name for name in frame.columns if name in numeric or name not in table.column_names]
    return frame.with_columns(pl.col(name).str.replace(r"^([+-]?[0-9]+),([0-9]+)$", "${1}.${2}") for name in names)


def _unnamed_cells(frame: pl.DataFrame, names: Sequence[str], file: str) -> list[Problem]:
    """Spreadsheets add empty columns without a name; those are nothing, ones with cells are a lost name."""
    unnamed = [str(position) for position, name in enumerate(names) if not name]
    filled = [name for name in unnamed if frame[name].null_count() < frame.height]
    return [found("unnamed_column", file=file, count=len(filled))] if filled else []


def _without_blank_rows(raw: RawTable) -> RawTable:
    assert raw.frame is not None
    is_blank = raw.frame.select(pl.all_horizontal(pl.exclude(ROW).is_null())).to_series()
    if not is_blank.any():
        return raw
    rows = raw.frame[ROW].filter(is_blank)
    problem = found("blank_rows", file=raw.file, rows=tuple(rows.head(5).to_list()), count=len(rows))
    return RawTable(raw.file, raw.frame.filter(~is_blank), (*raw.problems, problem))


def _holds_text(name: str, dtype: pl.DataType, table: Table) -> bool:
    """Whether a Parquet column may be read as cells. Floats are no identifiers: 17.0 is not 17."""
    if name not in table.column_names:
        return not isinstance(dtype, _NO_TEXT)
    kind = table.column(name).kind
    if kind is Kind.NAMES and dtype == pl.List(pl.String):
        return True
    is_identifier = kind in (Kind.ID, Kind.NAMES)
    return not isinstance(dtype, _NO_TEXT) and not (is_identifier and dtype.is_float())


def _native_as_text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.List):
        return column.list.join("|")
    if isinstance(dtype, pl.Datetime):
        in_microseconds = column.cast(pl.Datetime("us", dtype.time_zone))
        return time_as_text(in_microseconds) if dtype.time_zone else in_microseconds.dt.to_string("iso:strict")
    return column.cast(pl.String)
