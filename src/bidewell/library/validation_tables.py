"""What a validation found as tables: rows of its document laid flat, intervals of a measure in `_low` and `_high`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

Row = Mapping[str, Any]
_ENDS = {"": "value", "_low": "low", "_high": "high"}
# Columns by what the document calls them.
_OF_RULES = {"brier": "brier", "scaled_brier": "scaled_brier", "auc": "auc", "gain": "better_by"}
_TOLD = {"mean_told": "mean_told", "mean_stayed": "mean_stayed"}
_CALIBRATED = {"intercept": "intercept", "slope": "slope", "ici": "ici"}
_BENEFITS = {name: name for name in ("model", "attendance", "everyone", "over_attendance")}
_OF_GROUPS = {name: name for name in ("mean_stayed", "off", "scaled_brier", "auc")}


def _numbers(measures: Mapping[str, str]) -> dict[str, Any]:
    return {f"{column}{suffix}": pl.Float64 for column in measures.values() for suffix in _ENDS}


_COUNTED = {"forecasts": pl.Int64, "clients": pl.Int64}
_HORIZON = {"horizon_days": pl.Int64}
RULES = {**_HORIZON, "rule": pl.String, **_numbers(_OF_RULES), **_COUNTED}
CALIBRATION = {**_HORIZON, **_numbers(_TOLD | _CALIBRATED), "ici_by_chance": pl.Float64, **_COUNTED}
NET_BENEFIT = {**_HORIZON, "threshold": pl.Float64, **_numbers(_BENEFITS), **_COUNTED}
GROUPS = {
    **_HORIZON, "column": pl.String, "value": pl.String, "mean_told": pl.Float64, **_numbers(_OF_GROUPS), **_COUNTED,
}  # fmt: skip


def rules_table(horizons: Sequence[Row]) -> pl.DataFrame:
    """One row per horizon and rule; see `Validated.rules`."""
    rows = [
        {**_of(horizon), "rule": one["rule"], **_measured(one, _OF_RULES)}
        for horizon, one in _each(horizons, "rules")
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=RULES)


def calibration_table(horizons: Sequence[Row]) -> pl.DataFrame:
    """One row per horizon; see `Validated.calibration`."""
    return pl.DataFrame([_calibrated(horizon) for horizon in horizons], schema=CALIBRATION)


def _calibrated(horizon: Row) -> dict[str, Any]:
    found = horizon["calibration"] or dict.fromkeys([*_CALIBRATED, "ici_by_chance"])
    measured = {**_measured(horizon, _TOLD), **_measured(found, _CALIBRATED)}
    return {**_of(horizon), **measured, "ici_by_chance": found["ici_by_chance"]}


def net_benefit_table(horizons: Sequence[Row]) -> pl.DataFrame:
    """One row per horizon and threshold; see `Validated.net_benefit`."""
    rows = [
        {**_of(horizon), "threshold": one["threshold"], **_measured(one, _BENEFITS)}
        for horizon, one in _each(horizons, "net_benefit")
    ]
    return pl.DataFrame(rows, schema=NET_BENEFIT)


def groups_table(horizons: Sequence[Row]) -> pl.DataFrame:
    """One row per horizon and group; see `Validated.groups`."""
    alone = ("mean_told", "forecasts", "clients")
    rows = [
        {**_of(horizon), **one["group"], **{name: one[name] for name in alone}, **_measured(one, _OF_GROUPS)}
        for horizon, one in _each(horizons, "groups")
    ]
    return pl.DataFrame(rows, schema=GROUPS)


def _each(horizons: Sequence[Row], part: str) -> Iterator[tuple[Row, Row]]:
    return ((horizon, one) for horizon in horizons for one in horizon[part])


def _of(horizon: Row) -> dict[str, Any]:
    return {name: horizon[name] for name in (*_HORIZON, *_COUNTED)}


def _measured(row: Row, measures: Mapping[str, str]) -> dict[str, float | None]:
    return {
        f"{column}{suffix}": row[name][end] if row[name] else None
        for name, column in measures.items()
        for suffix, end in _ENDS.items()
    }
