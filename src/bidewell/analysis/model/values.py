"""Which values of a recorded column can be compared: those that differ at all, and that enough clients hold."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.engine_rows import EngineRows

_MOST_VALUES = 6


def varies(column: NDArray[Any]) -> bool:
    """Whether any two known values differ."""
    known = column[_is_known(column)]
    return bool((known != known[:1]).any())


def clients_known(rows: EngineRows, column: str) -> int:
    """Of how many clients some value of a column is known."""
    return clients_in(rows, _is_known(rows.columns[column]))


def _is_known(column: NDArray[Any]) -> NDArray[np.bool_]:
    return np.asarray(column != np.array(None) if column.dtype == object else np.isfinite(column))


def compared(rows: EngineRows, column: str) -> tuple[str, ...]:
    """The usual values but the commonest: rarer ones, and those of a few clients, count with it."""
    return held(rows, column)[1 : _MOST_VALUES + 1]


def held(rows: EngineRows, column: str) -> tuple[str, ...]:
    """Values held by enough clients for a number about them to be shown, commonest first."""
    # As a list: of an array whose first value is missing polars makes a column of Python objects.
    values = pl.Series("value", rows.columns[column].tolist(), dtype=pl.String)
    known = pl.DataFrame({"value": values, "client": rows.columns["client"]}).drop_nulls()
    sizes = known.group_by("value").agg(pl.len().alias("rows"), pl.col("client").n_unique())
    shown = sizes.filter(pl.col("client") >= SMALLEST_SHOWN).sort("rows", "value", descending=[True, False])
    return tuple(shown["value"])
