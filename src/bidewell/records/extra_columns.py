"""Further columns of the episodes, as JSON and back without loss.

A value stands as itself where JSON tells its type: text, whole number, number, yes or no. Others, and an empty cell of
a column that is not text, stand under the name of their type: {"Date": "2026-01-05"}, {"Int64": null}. Numbers too
large for a database to keep as they were written stand so too.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

_LARGE = 1e15
_BY_TYPE: dict[type, pl.DataType] = {
    str: pl.String(), int: pl.Int64(), float: pl.Float64(), bool: pl.Boolean(), date: pl.Date(),
}  # fmt: skip

_READING: dict[str, Callable[[str], Any]] = {"Date": date.fromisoformat, "Float64": float, "Int64": int}


def as_kept(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """A row's columns as JSON values, for each row of the frame."""
    columns = [_kept(_plain_type(values)) for values in frame]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def can_be_kept(dtype: pl.DataType) -> bool:
    """Lists, structures and bytes are no cells."""
    return not (dtype.is_nested() or dtype in (pl.Binary, pl.Object))


def given_back(texts: Iterable[str]) -> pl.DataFrame:
    """The columns out of the JSON text of each row. Where exports disagree on a type, the wider one holds."""
    rows = [json.loads(text) for text in texts]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame([_column(name, [row.get(name) for row in rows]) for name in names])


def plain(extra: Mapping[str, Any]) -> dict[str, str | int | float | bool | date | None]:
    """One episode's further columns as values for a page."""
    return {name: _value(kept) for name, kept in extra.items()}


def _plain_type(values: pl.Series) -> pl.Series:
    dtype = values.dtype
    if dtype.is_integer() and dtype != pl.UInt64:
        return values.cast(pl.Int64)
    if dtype.is_float():
        return values.cast(pl.Float64).fill_nan(None)
    return values if dtype in (pl.Boolean, pl.Date) else values.cast(pl.String)


def _kept(values: pl.Series) -> list[Any]:
    dtype = values.dtype
    if dtype == pl.String:
        return values.to_list()
    if dtype == pl.Date:
        return [{"Date": day} for day in values.dt.to_string("iso")]
    name = str(dtype)
    return [_tagged(name, value) if _needs_its_type(value) else value for value in values]


def _needs_its_type(value: Any) -> bool:
    return value is None or (isinstance(value, float) and (abs(value) >= _LARGE or str(value) == "-0.0"))


def _tagged(name: str, value: Any) -> dict[str, Any]:
    return {name: None if value is None else repr(value)}


def _column(name: str, kept: list[Any]) -> pl.Series:
    dtype = _common([found for found in map(_dtype, kept) if found is not None])
    values = [_value(value) for value in kept]
    if dtype == pl.String:
        values = [None if value is None else str(value) for value in values]
    return pl.Series(name, values, dtype=dtype, strict=False)


def _common(dtypes: list[pl.DataType]) -> pl.DataType:
    found = set(dtypes)
    if len(found) == 1:
        return found.pop()
    return pl.Float64() if found == {pl.Int64(), pl.Float64()} else pl.String()


def _dtype(kept: Any) -> pl.DataType | None:
    if isinstance(kept, dict):
        return next(dtype for dtype in _BY_TYPE.values() if str(dtype) in kept)
    return _BY_TYPE.get(type(kept))


def _value(kept: Any) -> Any:
    if not isinstance(kept, dict):
        return kept
    name, text = next(iter(kept.items()))
    return None if text is None else _READING[name](text)
