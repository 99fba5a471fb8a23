"""One import while it runs: what it reads into, what it may change, and the list of all it made and changed."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db.models import Model, Q

from bidewell.actions.importing.report import TableReport
from bidewell.domain.settings import ProgramSettings
from bidewell.progress import Progress, quietly
from bidewell.records import bulk
from bidewell.records.fetching import frame_of
from bidewell.records.frames import ROW_ID
from bidewell.records.models import (
    Assignment,
    CheckIn,
    Client,
    Ending,
    Episode,
    Factor,
    Group,
    ImportBatch,
    ImportedRow,
    InstrumentVersion,
    Membership,
    Person,
    Program,
    Session,
    Site,
)

# What a batch may hold, in the order in which it is written; taking it back goes the other way.
TABLES: dict[str, type[Model]] = {
    "program": Program, "sites": Site, "groups": Group, "people": Person, "staff": Membership,
    "instruments": InstrumentVersion, "clients": Client, "episodes": Episode, "endings": Ending, "sessions": Session,
    "checkins": CheckIn, "assignments": Assignment, "factors": Factor,
}  # fmt: skip
# Above this it is quicker to read a whole table than to name its rows.
_NAMED_AT_MOST = 5_000


@dataclass
class Intake:
    """`adds_only`: the export is older than one imported before, so it may add rows and change none."""

    program: Program
    batch: ImportBatch
    settings: ProgramSettings
    at: datetime
    adds_only: bool = False
    progress: Progress = quietly
    tables: dict[str, TableReport] = field(default_factory=lambda: defaultdict(TableReport))
    touched: set[int] = field(default_factory=set)

    @property
    def after_extract(self) -> datetime:
        """The moment from which on the export cannot know what happened."""
        next_day = self.settings.extract_date + timedelta(days=1)
        return datetime.combine(next_day, time.min, ZoneInfo(self.program.time_zone)).astimezone(UTC)

    def make(self, table: str, rows: pl.DataFrame) -> pl.Series:
        """Insert rows into a table, note them as new, and return their ids."""
        model = TABLES[table]
        ids = bulk.next_ids(model, rows.height)
        if rows.height:
            bulk.insert(model, rows.with_columns(ids.alias("id")))
            self._note(table, ids, None)
        self.tables[table].new += rows.height
        return ids

    def change(self, table: str, rows: pl.DataFrame, before: Iterable[Mapping[str, Any]]) -> None:
        """Write the columns of rows named by their id, and note what was there before."""
        if rows.height:
            bulk.update(TABLES[table], rows)
            self._note(table, rows.to_series(0), [json.dumps(one, default=str, sort_keys=True) for one in before])

    def touch(self, episode_ids: pl.Series) -> None:
        """Where these episodes stand may have changed."""
        self.touched.update(episode_ids.drop_nulls().to_list())

    def _note(self, table: str, ids: pl.Series, before: list[str] | None) -> None:
        rows = (
            ids.alias("object_id")
            .to_frame()
            .with_columns(
                pl.lit(self.batch.pk, pl.Int64).alias("batch_id"),
                pl.lit(table).alias("table"),
                pl.Series("before", before or [None] * len(ids), dtype=pl.String),
            )
        )
        bulk.insert(ImportedRow, rows)


def named(keys: pl.Series, column: str = "key") -> Q:
    """The rows with these keys, or all where that is quicker."""
    wanted = keys.drop_nulls().unique()
    return Q(**{f"{column}__in": wanted.to_list()}) if len(wanted) <= _NAMED_AT_MOST else Q()


def ids_by_key(model: type[Model], program: Program, keys: pl.Series, column: str = "key") -> pl.DataFrame:
    """Key and id of a program's rows."""
    rows = model._default_manager.filter(named(keys, column), program=program)
    return frame_of(rows.values_list(column, "id"), {"key": pl.String(), ROW_ID: pl.Int64()})


def with_ids(rows: pl.DataFrame, known: pl.DataFrame, column: str, into: str) -> pl.DataFrame:
    """The rows with the id of what a column names; null where it names nothing."""
    lookup = known.select(pl.col("key").alias(column), pl.col(ROW_ID).alias(into))
    return rows.join(lookup, on=column, how="left", maintain_order="left")
