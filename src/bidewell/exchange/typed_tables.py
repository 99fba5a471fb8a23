"""A table's text cells in canonical types, with the problems of single cells. One row in, one row out."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from bidewell.domain.settings import ProgramSettings
from bidewell.exchange.cells import extra_from_text, factor_number, infinite, read_cells
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import ROWS_SHOWN, Problem
from bidewell.exchange.raw_tables import ROW, RawTable
from bidewell.exchange.schema import Column, Kind, Table

_NO_ROWS = pl.DataFrame(schema={ROW: pl.UInt32()})


@dataclass(frozen=True)
class TypedTable:
    """A table in canonical types, with `ROW`. `is_known` is false where the file is absent or could not be read."""

    table: Table
    file: str
    frame: pl.DataFrame
    is_known: bool

    def rows_with(self, code: str, mask: pl.Series, column: str = "", expected: str = "") -> Iterator[Problem]:
        """The problem of this kind in the rows of the mask, if there are any."""
        rows = self.frame[ROW].filter(mask)
        if len(rows):
            shown = tuple(rows.sort().head(ROWS_SHOWN).to_list())
            yield found(code, file=self.file, column=column, rows=shown, count=len(rows), expected=expected)

    def rows_where(self, code: str, condition: pl.Expr, column: str = "", expected: str = "") -> Iterator[Problem]:
        """The same, for a condition over the table's columns. Unknown counts as no."""
        mask = self.frame.select(condition.fill_null(False).alias("mask"))["mask"]
        yield from self.rows_with(code, mask, column, expected)


def typed_table(table: Table, raw: RawTable, settings: ProgramSettings) -> tuple[TypedTable, tuple[Problem, ...]]:
    """Type a raw table. A column that is absent becomes one of nulls; an unread table becomes one without rows."""
    text = _NO_ROWS if raw.frame is None else raw.frame
    columns: list[pl.Series] = [text[ROW]]
    problems = list(raw.problems)
    typed = TypedTable(table, raw.file, text.select(ROW), raw.frame is not None)
    for column in table.columns:
        if column.name not in text.columns:
            columns += _with_derived(_nulls(column, text.height, settings.time_zone), column)
            continue
        cells = read_cells(text[column.name], column, settings)
        columns += _with_derived(cells.value.alias(column.name), column)
        for code, mask in cells.problems.items():
            problems += typed.rows_with(code, mask.fill_null(False), column.name, column.expected)
    extra = _extra_columns(table, text, raw.file)
    for values in extra:
        problems += typed.rows_with("off_limits", infinite(values), values.name, "a finite number")
    columns += extra
    return TypedTable(table, raw.file, pl.DataFrame(columns), typed.is_known), tuple(problems)


def _with_derived(values: pl.Series, column: Column) -> list[pl.Series]:
    """A time brings its program-local day; a factor's value the number it is, where it is one."""
    if column.kind is Kind.TIME:
        return [values, values.dt.date().alias("day")]
    if column.kind is Kind.TEXT and column.name == "value":
        return [values, values.to_frame().select(factor_number(pl.col("value")).alias("number")).to_series()]
    return [values]


def _nulls(column: Column, rows: int, time_zone: str) -> pl.Series:
    if column.kind is Kind.NAMES:
        return pl.Series(column.name, [[]], dtype=pl.List(pl.String)).new_from_index(0, rows)
    return pl.Series(column.name, [None], dtype=dtype_of(column.kind, time_zone)).new_from_index(0, rows)


def dtype_of(kind: Kind, time_zone: str) -> pl.DataType:
    """The canonical type of a kind of column."""
    types: dict[Kind, pl.DataType] = {
        Kind.NAMES: pl.List(pl.String()),
        Kind.DATE: pl.Date(),
        Kind.TIME: pl.Datetime("us", time_zone),
        Kind.NUMBER: pl.Float64(),
        Kind.COUNT: pl.Int64(),
    }
    return types.get(kind, pl.String())


def _extra_columns(table: Table, text: pl.DataFrame, file: str) -> list[pl.Series]:
    if not table.keeps_extra_columns:
        return []
    extra = [text[name] for name in text.columns if name not in table.column_names and name != ROW]
    return [extra_from_text(values) for values in extra] if file.endswith(".csv") else extra
