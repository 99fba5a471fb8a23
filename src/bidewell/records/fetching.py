"""Rows of the database as frames, in bulk: no object is made for a row."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

Schema = Mapping[str, pl.DataType]


def frame_of(rows: QuerySet[Any, tuple[Any, ...]], schema: Schema) -> pl.DataFrame:
    """The rows of a query made with `values_list`, its columns named and typed by the schema in their order."""
    return pl.DataFrame(_tuples(rows), schema=dict(schema), orient="row")


def _tuples(rows: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """As the driver gives them. Moments come in UTC, with a zone or without; polars takes both."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        fetched: list[tuple[Any, ...]] = cursor.fetchall()
    return fetched
