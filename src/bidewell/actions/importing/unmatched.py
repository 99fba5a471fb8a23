"""Rows that an export could not place: listed with their cells as text, and tried again with the next import."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from bidewell.actions.importing.intake import Intake
from bidewell.actions.importing.matching import match
from bidewell.domain.settings import ProgramSettings
from bidewell.exchange.cell_text import time_as_text
from bidewell.exchange.raw_tables import ROW, RawTable
from bidewell.exchange.schema import NAMES_SEPARATOR, TABLES, Kind, Table
from bidewell.exchange.typed_tables import typed_table
from bidewell.records.models import UnmatchedRow
from bidewell.records.unmatched import waiting

_REASON = "#reason"
# What makes a row the same as one listed before.
_IDENTITY = {"sessions": ("session",), "checkins": ("checkin", "item")}


def list_unmatched(intake: Intake, unmatched: Mapping[str, pl.DataFrame]) -> None:
    """Keep these rows, each once: a nightly export brings the same one again and again."""
    known = {(row.table, _identity(row.table, row.content)) for row in waiting(intake.program)}
    rows = []
    for table in TABLES:
        for cells in _as_text(table, unmatched[table.name]) if table.name in unmatched else ():
            number, reason = int(cells.pop(ROW)), str(cells.pop(_REASON))
            content = {name: value for name, value in cells.items() if value is not None}
            if (table.name, _identity(table.name, content)) not in known:
                rows.append(
                    UnmatchedRow(batch=intake.batch, table=table.name, row=number, reason=reason, content=content)
                )
    UnmatchedRow.objects.bulk_create(rows, batch_size=1000)


def placeable(intake: Intake) -> dict[str, pl.DataFrame]:
    """The rows listed before that point to something now. They are marked as resolved by this batch."""
    listed = list(waiting(intake.program).order_by("id"))
    tables = {table.name: _typed(table, listed, intake.settings) for table in TABLES}
    matched = match(intake.program, tables)
    placed = dict(matched.tables)
    ids = [one for frame in placed.values() for one in frame[ROW].to_list()]
    UnmatchedRow.objects.filter(id__in=ids).update(resolved_by=intake.batch)
    return placed


def _typed(table: Table, listed: list[UnmatchedRow], settings: ProgramSettings) -> pl.DataFrame:
    """The cells in canonical types; the row's number is its id in the list."""
    own = [row for row in listed if row.table == table.name]
    cells = {name: [row.content.get(name) for row in own] for name in table.column_names}
    text = pl.DataFrame(
        {ROW: [row.pk for row in own], **cells},
        schema={ROW: pl.Int64(), **dict.fromkeys(table.column_names, pl.String())},
    )
    return typed_table(table, RawTable("", text), settings)[0].frame


def _as_text(table: Table, rows: pl.DataFrame) -> list[dict[str, Any]]:
    kinds = {column.name: column.kind for column in table.columns}
    cells = [_cell(name, kind).alias(name) for name, kind in kinds.items()]
    return rows.select(ROW, _REASON, *cells).to_dicts()


def _cell(name: str, kind: Kind) -> pl.Expr:
    column = pl.col(name)
    if kind is Kind.NAMES:
        return pl.when(column.list.len() > 0).then(column.list.join(NAMES_SEPARATOR))
    return time_as_text(column) if kind is Kind.TIME else column.cast(pl.String)


def _identity(table: str, content: Mapping[str, Any]) -> tuple[Any, ...]:
    names = _IDENTITY.get(table)
    if names is None:
        return tuple(sorted(content.items()))
    return tuple(content.get(name) for name in names)
