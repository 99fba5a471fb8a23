"""Frames into tables, in bulk: half a million rows in seconds. The only place where the two databases differ in words.

Columns that a frame does not have get the default of their field. Text columns of JSON hold JSON.
"""

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any, cast

import numpy as np
import polars as pl
from django.db import connection
from django.db.models import Field, JSONField, Model, QuerySet, UUIDField

AT_ONCE = 20_000
_MOMENT = "%Y-%m-%d %H:%M:%S%.6f"


def next_ids(model: type[Model], count: int) -> pl.Series:
    """Ids that no row has and none will be given. Asked for inside the transaction that uses them."""
    table, column = model._meta.db_table, _pk(model)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = f"nextval(pg_get_serial_sequence('{table}', '{column}'))"
            cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [count])
            return pl.Series("#id", [row[0] for row in cursor.fetchall()], dtype=pl.Int64)
        cursor.execute(
            f'SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0), coalesce(max("{column}"), 0)) '
            f'FROM "{table}"',
            [table],
        )
        first = cursor.fetchone()[0] + 1
    return pl.int_range(first, first + count, eager=True, dtype=pl.Int64).alias("#id")


def insert(model: type[Model], rows: pl.DataFrame) -> None:
    """Insert the rows; a frame's columns are those of the table (`site_id`, not `site`)."""
    fields = [field for field in model._meta.concrete_fields if field.column in rows.columns or not field.primary_key]
    names = [field.column for field in fields]
    given = rows.columns
    for part in rows.iter_slices(AT_ONCE):
        missing = [_default(field, part.height) for field in fields if field.column not in given]
        _insert(model, _prepared(part.with_columns(missing)).select(names))


def update(model: type[Model], rows: pl.DataFrame) -> None:
    """Write the frame's columns into the rows that its first column, the id, names."""
    key, *names = rows.columns
    assigned = ", ".join(f'"{name}" = %s' for name in names)
    sql = f'UPDATE "{model._meta.db_table}" SET {assigned} WHERE "{_pk(model)}" = %s'
    _execute(sql, _prepared(rows).select(*names, key))


def delete(model: type[Model], column: str, ids: pl.Series) -> None:
    """Delete the rows whose column is one of the ids, and nothing that hangs on them."""
    _execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{column}" = %s', ids.to_frame())


def delete_those(model: type[Model], column: str, ids: QuerySet[Any, Any]) -> None:
    """The same for the ids that a query finds."""
    sql, parameters = ids.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{column}" IN ({sql})', parameters)


def refresh_statistics(models: Iterable[type[Model]]) -> None:
    """Let PostgreSQL know how large its tables have become; before that it plans as if they were empty."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in models:
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def _execute(sql: str, rows: pl.DataFrame) -> None:
    with connection.cursor() as cursor:
        for part in rows.iter_slices(AT_ONCE):
            cursor.executemany(sql, part.rows())


def _insert(model: type[Model], rows: pl.DataFrame) -> None:
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in rows.columns)
    if connection.vendor == "postgresql":
        _copy(f"COPY \"{table}\" ({names}) FROM STDIN (FORMAT csv, NULL '\\N')", rows)
    else:
        _execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * rows.width)})', rows)


def _copy(sql: str, rows: pl.DataFrame) -> None:
    # Text always stands in quotes, so that no text is taken for the mark of an empty cell.
    text = rows.write_csv(include_header=False, null_value="\\N", quote_style="non_numeric")
    with connection.cursor() as cursor, cast(Any, cursor).copy(sql) as copy:
        copy.write(text)


def _pk(model: type[Model]) -> str:
    assert model._meta.pk is not None and model._meta.pk.column is not None
    return model._meta.pk.column


def _prepared(rows: pl.DataFrame) -> pl.DataFrame:
    """In the form that the database keeps: moments as Django writes them, in UTC."""
    return rows.with_columns(_prepare(name, dtype) for name, dtype in rows.schema.items())


def _prepare(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        text = column.dt.convert_time_zone("UTC").dt.to_string(_MOMENT).str.replace(".000000", "", literal=True)
        return text + "+00:00" if connection.vendor == "postgresql" else text
    if dtype == pl.Date:
        return column.dt.to_string("iso")
    return column.cast(pl.Int8) if dtype == pl.Boolean and connection.vendor == "sqlite" else column


def _default(field: "Field[Any, Any]", rows: int) -> pl.Series:
    """The default of a field, once a row; a reference is each row's own."""
    if isinstance(field, UUIDField):
        return pl.Series(field.column, list(_references(rows)), dtype=pl.String)
    value = field.get_default()
    if isinstance(field, JSONField):
        value = None if value is None else json.dumps(value)
    return pl.Series(field.column, [value]).new_from_index(0, rows)


def _references(count: int) -> Iterator[str]:
    """Random references (UUID, version 4), as hexadecimal text."""
    drawn = np.frombuffer(os.urandom(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    drawn[:, 6] = drawn[:, 6] & 0x0F | 0x40
    drawn[:, 8] = drawn[:, 8] & 0x3F | 0x80
    text = drawn.tobytes().hex()
    return (text[begin : begin + 32] for begin in range(0, len(text), 32))
