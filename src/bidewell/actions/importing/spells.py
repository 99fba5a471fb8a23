"""What holds from one day to another and has no identifier of its own: assignments and factors.

A row is the one that is here from the same day with the same therapist, or with the same name and value. What is then
left on both sides from the same day is a late correction of the therapist, or of the value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import QuerySet

from bidewell.actions.importing.comparing import HERE, compare, was_here
from bidewell.actions.importing.intake import Intake, named, with_ids
from bidewell.records.fetching import frame_of
from bidewell.records.frames import ROW_ID
from bidewell.records.models import Assignment, Factor

_TURN = "turn"  # rows alike in their key are told apart by their order


@dataclass(frozen=True)
class _Spell:
    """How rows of a table find each other: by `key`, and failing that by `loosely`."""

    table: str
    columns: dict[str, pl.DataType]
    key: tuple[str, ...]
    loosely: tuple[str, ...]


_ASSIGNMENTS = _Spell(
    "assignments",
    {"episode_id": pl.Int64(), "therapist_id": pl.Int64(), "from_day": pl.Date(), "to_day": pl.Date()},
    key=("episode_id", "therapist_id", "from_day"),
    loosely=("episode_id", "from_day"),
)
_FACTORS = _Spell(
    "factors",
    {
        "episode_id": pl.Int64(), "name": pl.String(), "value": pl.String(), "from_day": pl.Date(),
        "to_day": pl.Date(), "reliability": pl.Float64(),
    },
    key=("episode_id", "name", "value", "from_day"),
    loosely=("episode_id", "name", "from_day"),
)  # fmt: skip


def take_assignments(intake: Intake, rows: pl.DataFrame, episodes: pl.DataFrame, staff: pl.DataFrame) -> None:
    """Write the assignments. An open end never opens one again that was ended here: that would give access back."""
    placed = with_ids(with_ids(rows, episodes, "episode", "episode_id"), staff, "therapist", "therapist_id")
    there = placed.rename({"from": "from_day", "to": "to_day"}).select(*_ASSIGNMENTS.columns)
    here = Assignment.objects.filter(episode__program=intake.program, therapist__key__isnull=False)
    stored = frame_of(
        _of(here, there).order_by("id").values_list("id", *_ASSIGNMENTS.columns),
        {ROW_ID: pl.Int64(), **_ASSIGNMENTS.columns},
    )
    reopens = pl.col("to_day").is_null() & pl.col(f"{HERE}to_day").is_not_null()
    _take(intake, _ASSIGNMENTS, there, stored, here.count(), stands=reopens)


def take_factors(intake: Intake, rows: pl.DataFrame, episodes: pl.DataFrame) -> None:
    """Write the factors. One that a person entered here stands."""
    placed = with_ids(rows, episodes, "episode", "episode_id").rename({"from": "from_day", "to": "to_day"})
    there = placed.select(*_FACTORS.columns)
    here = Factor.objects.filter(episode__program=intake.program)
    schema = {ROW_ID: pl.Int64(), **_FACTORS.columns, "recorded_by": pl.Int64()}
    stored = frame_of(_of(here, there).order_by("id").values_list("id", *_FACTORS.columns, "recorded_by"), schema)
    by_hand = pl.col(f"{HERE}recorded_by").is_not_null()
    _take(intake, _FACTORS, there, stored, here.count(), stands=by_hand)


def _of(here: QuerySet[Any], there: pl.DataFrame) -> QuerySet[Any]:
    """The rows here of the episodes that the export speaks of."""
    return here.filter(named(there["episode_id"], "episode_id"))


def _take(
    intake: Intake, spell: _Spell, there: pl.DataFrame, stored: pl.DataFrame, here: int, *, stands: pl.Expr
) -> None:
    columns = list(spell.columns)
    others = [name for name in columns if name not in spell.key]
    exact = compare(_in_turn(there, spell.key), _in_turn(stored, spell.key), [*spell.key, _TURN], others)
    left = stored.filter(~pl.col(ROW_ID).is_in(exact.matched.implode()))
    if "recorded_by" in left.columns:
        left = left.filter(pl.col("recorded_by").is_null())
    loose = compare(
        _in_turn(exact.new.select(columns), spell.loosely),
        _in_turn(left, spell.loosely),
        [*spell.loosely, _TURN],
        [name for name in columns if name not in spell.loosely],
    )
    _make(intake, spell, loose.new.select(columns))
    _change(intake, spell, [exact.changed, loose.changed], stands)
    report = intake.tables[spell.table]
    report.same += exact.same
    report.absent = here - len(exact.matched) - len(loose.matched)


def _in_turn(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    return rows.with_columns(pl.int_range(pl.len()).over(key).alias(_TURN))


def _make(intake: Intake, spell: _Spell, new: pl.DataFrame) -> None:
    recorded = [pl.lit(intake.at).alias("recorded_at")] if spell is _FACTORS else []
    intake.make(spell.table, new.with_columns(recorded))
    intake.touch(new["episode_id"].unique())


def _change(intake: Intake, spell: _Spell, found: list[pl.DataFrame], stands: pl.Expr) -> None:
    """Each part has beside its columns those that its key left open."""
    for rows in found:
        written = rows.clear() if intake.adds_only else rows.filter(~stands.fill_null(False))
        columns = [name for name in spell.columns if f"{HERE}{name}" in written.columns]
        before = [{"was": one} for one in was_here(written, columns)]
        intake.change(spell.table, written.select(pl.col(ROW_ID).alias("id"), *columns), before)
        intake.touch(written["episode_id"].unique())
        intake.tables[spell.table].changed += written.height
        intake.tables[spell.table].kept += rows.height - written.height
