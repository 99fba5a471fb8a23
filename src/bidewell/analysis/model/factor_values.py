"""Each factor's value on the day it may have mattered: the contact's day, or the first day of a period without one."""

from collections.abc import Iterable

import polars as pl

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.pressure import pressure_values
from bidewell.analysis.program import ProgramRecords
from bidewell.factors.factor import Factor
from bidewell.factors.kinds import NO, YES, inferred_kind
from bidewell.factors.table import kind_of, named_factor


def factors_in(records: ProgramRecords) -> tuple[Factor, ...]:
    """The factors these records hold, in the order of their names. The program's own word on a kind comes first."""
    return tuple(named_factor(name, _kind(records, name)) for name in sorted(records.factors["name"].unique()))


def factor_values(records: ProgramRecords, panel: PanelFrames, factors: Iterable[Factor] | None = None) -> pl.DataFrame:
    """One row per row of the panel, in its order; columns by factor (a pressure has .active .weeks .after .type).

    `factors` are those of a fit when forecasting: what a program records does not depend on whom a question is about.
    """
    known = as_known_on(records, panel.cut)
    rows = _dated_rows(panel)
    columns = [pl.DataFrame()]
    for factor in factors_in(records) if factors is None else factors:
        spells = known.factors.filter(pl.col("name") == factor.name).rename({"episode": "record_episode"})
        values = (
            pressure_values(rows, spells, factor.name) if factor.kind == "pressure" else _values(rows, spells, factor)
        )
        columns.append(values)
    return pl.concat(columns, how="horizontal")


def factor_reliability(records: ProgramRecords) -> dict[str, float]:
    """Mean recorded reliability of each factor; 1 where none is recorded."""
    means = records.factors.group_by("name").agg(pl.col("reliability").mean().fill_null(1.0)).sort("name")
    return dict(means.iter_rows())


def _kind(records: ProgramRecords, name: str) -> str:
    told = records.settings.factor_kinds.get(name) or kind_of(name)
    if told:
        return told
    return inferred_kind(records.factors.filter(pl.col("name") == name)["value"].drop_nulls().unique())


def _dated_rows(panel: PanelFrames) -> pl.DataFrame:
    facts = panel.episodes.select("episode", "record_episode", "start", "planned_interval_days")
    rows = panel.rows.select("episode", "reference_on", "telehealth").with_row_index("row")
    return rows.join(facts, on="episode", maintain_order="left")


def _values(rows: pl.DataFrame, spells: pl.DataFrame, factor: Factor) -> pl.DataFrame:
    value = {"numeric": _number, "binary": _yes_or_no, "ride": _lower_text}.get(factor.kind, _text)()
    began = pl.col("from").is_null() | (pl.col("from") <= pl.col("reference_on"))
    still = pl.col("to").is_null() | (pl.col("to") >= pl.col("reference_on"))
    valid = (
        rows.lazy()
        .join(spells.lazy().with_row_index("place").with_columns(value.alias(factor.name)), on="record_episode")
        .filter(began & still)
        # Of two from the same day the later row counts, and `check` tells of it.
        .sort("row", "from", "place", nulls_last=False)
        .group_by("row", maintain_order=True)
        .agg(pl.col(factor.name).last())
        .collect()
    )
    aligned = rows.join(valid, on="row", how="left", maintain_order="left")
    return aligned.select(_as_recorded(factor))


def _as_recorded(factor: Factor) -> pl.Expr:
    value = pl.col(factor.name)
    if factor.zero_for_telehealth:
        return pl.when("telehealth").then(0.0).otherwise(value).alias(factor.name)
    if factor.kind == "ride":
        # Rides are written down when they are offered: nothing written is none offered.
        return value.fill_null("none")
    return value


def _number() -> pl.Expr:
    return pl.col("number")


def _yes_or_no() -> pl.Expr:
    text = _lower_text()
    return pl.when(text.is_in(sorted(YES))).then(1.0).when(text.is_in(sorted(NO))).then(0.0).otherwise(_number())


def _text() -> pl.Expr:
    return pl.col("value").str.strip_chars()


def _lower_text() -> pl.Expr:
    return _text().str.to_lowercase()
