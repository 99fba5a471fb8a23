"""DataFrames through the same door as files: any table that speaks Arrow's interface, checked by the format's rules.

Problems name table, column and rows, counted from 0 as frames count them; they never carry a cell's value.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from bidewell.analysis.program import ProgramRecords
from bidewell.exchange.frame_words import SETTINGS, in_frames
from bidewell.exchange.loading import Loaded, described_in_vain
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import CheckReport, Problem, RecordsRefused
from bidewell.exchange.program_file import settings_from
from bidewell.exchange.raw_tables import RawTable, raw_from_frame
from bidewell.exchange.reading import checked
from bidewell.exchange.schema import FORMAT_VERSION, TABLES, Kind, Table
from bidewell.exchange.toml_file import Findings
from bidewell.exchange.typed_tables import TypedTable, typed_table

FIRST_ROW = 0
# What a pandas index becomes on its way through Arrow, where it has no name.
_INDEX = re.compile(r"__index_level_\d+__")
# The forms of program.toml as Python writes them.
_IN_PYTHON = {
    "a day without quotes, like 2026-06-30": "a datetime.date, like date(2026, 6, 30)",
    "true or false": "True or False",
    "a text in quotes": "a text that is not empty",
    "a text in quotes: the item or score that is the rating": "a text: the item or score that is the rating",
}
# Largest whole number that a float holds exactly.
_EXACT = 2.0**53


@dataclass
class _Given(Findings):
    """What is wrong with settings given as Python values."""

    def say(self, code: str, key: str, expected: str = "") -> None:
        in_python = re.sub(r"^a section \[(.+)\]$", r"a mapping", _IN_PYTHON.get(expected, expected))
        super().say(code, _argument(key), in_python)

    def section(self, values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        section = super().section(values, name)
        if all(isinstance(key, str) for key in section):
            return section
        self.say("wrong_setting", name, "a mapping by names, each a text")
        return {}


def _argument(key: str) -> str:
    """A key of program.toml as it is given in Python."""
    is_of_factors = key == "factors" or key.startswith("factors.")
    return f"factor_kinds{key.removeprefix('factors').removesuffix('.kind')}" if is_of_factors else key


def read_frames(settings: Mapping[str, Any], frames: Mapping[str, object]) -> tuple[ProgramRecords, CheckReport]:
    """Records from tables by name, and what was found in them.

    `settings` are the keys of program.toml, sections as mappings. A table that is None was not recorded. The frames
    given stay as they are. Raises RecordsRefused where there are errors, TypeError where a table is no table.
    """
    findings = _Given(SETTINGS)
    program = settings_from({"format": FORMAT_VERSION, **settings}, findings)
    problems: list[Problem] = findings.problems
    tables = {}
    for table in TABLES:
        raw = _raw(table, frames.get(table.name))
        tables[table.name], of_table = typed_table(table, raw, program)
        problems += of_table
    _refuse_kinds_of_nothing(program.factor_kinds, tables["factors"], findings)
    return _checked(Loaded(program, tables, tuple(problems)))


def _checked(loaded: Loaded) -> tuple[ProgramRecords, CheckReport]:
    try:
        records, report = checked(loaded)
    except RecordsRefused as refused:
        raise RecordsRefused(in_frames(refused.problems)) from None
    return records, replace(report, problems=in_frames(report.problems))


def _refuse_kinds_of_nothing(kinds: Mapping[str, str], factors: TypedTable, findings: Findings) -> None:
    """A kind for a factor that is not there is a name mistaken: the factor meant would be read as another kind."""
    names = sorted(factors.frame["name"].drop_nulls().unique())
    there_are = f"one of {', '.join(names)}" if names else "none: these records hold no factors"
    for name in described_in_vain(kinds, factors):
        findings.say("unknown_setting", f"factors.{name}", there_are)


def _raw(table: Table, given: object) -> RawTable:
    if given is None:
        return RawTable("", None, (found("missing_table", file=table.name, name=table.name),) if table.required else ())
    frame = as_polars(given, table.name)
    return raw_from_frame(table, _as_files_hold_it(table, frame), table.name, FIRST_ROW)


def as_polars(given: object, name: str) -> pl.DataFrame:
    """A Polars or pandas frame, an Arrow table, or whatever else hands its columns over through Arrow, as Polars."""
    if isinstance(given, pl.LazyFrame):
        return _collected(given, name)
    if isinstance(given, pl.DataFrame):
        return given
    if not hasattr(given, "__arrow_c_stream__"):
        raise TypeError(f"{name}: expected a Polars or pandas DataFrame or an Arrow table, not {type(given).__name__}")
    return _from_arrow(given, name).select(pl.exclude(f"^{_INDEX.pattern}$"))


def _collected(given: pl.LazyFrame, name: str) -> pl.DataFrame:
    try:
        return given.collect()
    except pl.exceptions.PolarsError as failed:
        # What Polars says of it may quote a cell.
        raise TypeError(f"{name}: this lazy frame cannot be collected ({type(failed).__name__})") from None


@dataclass(frozen=True)
class _Stream:
    """Only the Arrow side of a frame, so that one road serves all of them."""

    given: Any

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.given.__arrow_c_stream__(requested_schema)


def _from_arrow(given: Any, name: str) -> pl.DataFrame:
    try:
        return pl.DataFrame(_Stream(given))
    except (ValueError, TypeError, NotImplementedError, pl.exceptions.PolarsError):
        # What Arrow says of it quotes a cell.
        if not hasattr(given, "isna"):
            _refuse_doubled(getattr(getattr(given, "schema", None), "names", ()), name)
            kind = type(given).__name__
            raise TypeError(f"{name}: expected a table of columns; this {kind} cannot be read as one") from None
    columns = list(given.columns)
    _refuse_doubled(columns, name)
    return pl.DataFrame([_column_of_objects(given, column) for column in columns])


def _refuse_doubled(columns: Sequence[Any], name: str) -> None:
    doubled = sorted({str(column) for column in columns if columns.count(column) > 1})
    if doubled:
        raise RecordsRefused(found("duplicate_column", file=name, column=column) for column in doubled)


def _column_of_objects(given: Any, column: Any) -> pl.Series:
    """A pandas column; one of mixed objects, which no Arrow type holds, as the text of each cell."""
    try:
        return pl.DataFrame(_Stream(given[[column]])).to_series(0).alias(str(column))
    except (ValueError, TypeError, NotImplementedError, pl.exceptions.PolarsError):
        cells = zip(given[column].tolist(), given[column].isna().tolist(), strict=True)
        return pl.Series(str(column), [None if missing else str(cell) for cell, missing in cells], dtype=pl.String)


def _as_files_hold_it(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Not-a-number as missing, categories as text, and whole numbers that a gap made floats as whole numbers again.

    An identifier stays as it is: 17.0 is not 17, and is refused.
    """
    kinds = {column.name: column.kind for column in table.columns}
    plain = frame.fill_nan(None).with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    floats = [name for name, dtype in plain.schema.items() if dtype.is_float()]
    free = [name for name in floats if kinds.get(name.strip().lower(), Kind.TEXT) is Kind.TEXT]
    whole = [name for name in free if _is_whole(plain[name])]
    return plain.with_columns(pl.col(whole).cast(pl.Int64)) if whole else plain


def _is_whole(values: pl.Series) -> bool:
    known = values.drop_nulls()
    return bool(len(known)) and bool(((known % 1 == 0) & (known.abs() < _EXACT)).all())
