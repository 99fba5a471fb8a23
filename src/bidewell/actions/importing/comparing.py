"""Rows of an export beside those that are here: which are new, which say something else, which say the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from bidewell.records.frames import ROW_ID

HERE = "here."


@dataclass(frozen=True)
class Compared:
    """`new` has the export's columns; `changed` has them, the row's id, and beside each column what is here.

    `matched` are the ids of all rows here that the export speaks of.
    """

    new: pl.DataFrame
    changed: pl.DataFrame
    same: int
    matched: pl.Series


def compare(there: pl.DataFrame, here: pl.DataFrame, key: Sequence[str], columns: Iterable[str]) -> Compared:
    """Compare the columns of rows with the same key; other columns of `here` come along under HERE."""
    beside = here.rename({name: f"{HERE}{name}" for name in here.columns if name not in (*key, ROW_ID)})
    joined = there.join(beside, on=list(key), how="left", nulls_equal=True, maintain_order="left")
    is_new = pl.col(ROW_ID).is_null()
    matched = joined.filter(~is_new)
    differs = pl.any_horizontal(pl.lit(False), *(differing(name) for name in columns))
    changed = matched.filter(differs)
    new = joined.filter(is_new).select(there.columns)
    return Compared(new, changed, len(matched) - len(changed), matched[ROW_ID])


def differing(column: str) -> pl.Expr:
    """Whether the export says something else in a column; empty cells are alike."""
    return pl.col(column).ne_missing(pl.col(f"{HERE}{column}"))


def was_here(rows: pl.DataFrame, columns: Iterable[str]) -> list[dict[str, Any]]:
    """What stood here before in these columns of changed rows, row by row."""
    return rows.select(pl.col(f"{HERE}{name}").alias(name) for name in columns).to_dicts()


def spoken(rows: pl.DataFrame, columns: Iterable[str]) -> list[str]:
    """The columns that say anything. One without a single value says nothing: the export may not have it at all."""
    return [name for name in columns if rows[name].null_count() < rows.height]
