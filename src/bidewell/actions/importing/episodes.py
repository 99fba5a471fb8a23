"""Episodes: new ones made, late corrections written. How they ended is `endings`."""

import json
from typing import Any

import polars as pl

from bidewell.actions.importing.comparing import HERE, compare, spoken
from bidewell.actions.importing.intake import Intake, ids_by_key, named, with_ids
from bidewell.actions.importing.names import take_clients, take_sites
from bidewell.exchange.schema import EPISODES
from bidewell.records.extra_columns import as_kept, plain
from bidewell.records.fetching import frame_of
from bidewell.records.frames import ROW_ID
from bidewell.records.models import Client, Episode, Program
from bidewell.records.one_person import person_at

_PLAIN: dict[str, pl.DataType] = {
    "level_of_care": pl.String(), "payer": pl.String(), "referral_source": pl.String(), "referred_on": pl.Date(),
    "first_offered_on": pl.Date(), "observed_from": pl.Date(), "start": pl.Date(), "prior_episodes": pl.Int64(),
    "planned_interval_days": pl.Float64(),
}  # fmt: skip
_KEPT: dict[str, pl.DataType] = {
    "client_id": pl.Int64(), "program_in_records": pl.String(), "site_id": pl.Int64(), **_PLAIN,
}  # fmt: skip
# Clients of a merged pair are one, whichever of the two the export names.
_ONE_CLIENT = "client as one"


def take_episodes(intake: Intake, rows: pl.DataFrame) -> pl.DataFrame:
    """Write the episodes, and return the key and id of each, and whether it `is_other` than before."""
    placed = _placed(intake, rows)
    here = _here(intake, rows["episode"])
    speaks = [*spoken(placed, [name for name in _KEPT if name != "client_id"]), _ONE_CLIENT]
    compared = compare(placed, here, ["key"], [*speaks, "extra"])
    made = _make(intake, compared.new)
    changed = _change(intake, compared.changed, speaks, spoken(rows, rows.drop(*EPISODES.column_names).columns))
    report = intake.tables["episodes"]
    report.same += len(compared.matched) - report.changed - report.kept
    report.absent = Episode.objects.filter(program=intake.program).count() - rows.height
    known = ids_by_key(Episode, intake.program, rows["episode"])
    return known.with_columns(is_other=pl.col(ROW_ID).is_in(pl.concat([made, changed]).implode()))


def _placed(intake: Intake, rows: pl.DataFrame) -> pl.DataFrame:
    """The export's episodes with the columns of the table."""
    sites, clients = take_sites(intake, rows), take_clients(intake, rows)
    placed = with_ids(with_ids(rows, sites, "site", "site_id"), clients, "client", "client_id")
    extra = rows.drop(*EPISODES.column_names)
    kept = [json.dumps(one) for one in as_kept(extra)] if extra.width else ["{}"] * rows.height
    named_columns = placed.select(
        pl.col("episode").alias("key"), pl.col("program").alias("program_in_records"), "client_id", "site_id", *_PLAIN
    ).with_columns(pl.Series("extra", kept, dtype=pl.String))
    return _with_one_client(intake.program, named_columns)


def _with_one_client(program: Program, rows: pl.DataFrame) -> pl.DataFrame:
    merged = Client.objects.filter(program=program, merged_into__isnull=False)
    into = frame_of(merged.values_list("id", "merged_into"), {"client_id": pl.Int64(), _ONE_CLIENT: pl.Int64()})
    joined = rows.join(into, on="client_id", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(_ONE_CLIENT, "client_id").alias(_ONE_CLIENT))


def _here(intake: Intake, keys: pl.Series) -> pl.DataFrame:
    rows = Episode.objects.filter(named(keys), program=intake.program)
    schema = {ROW_ID: pl.Int64(), "key": pl.String(), **_KEPT, "version": pl.Int64(), "extra": pl.String()}
    return frame_of(
        rows.annotate(one=person_at("client")).values_list("id", "key", *_KEPT, "version", "extra", "one"),
        schema | {_ONE_CLIENT: pl.Int64()},
    )


def _make(intake: Intake, new: pl.DataFrame) -> pl.Series:
    program = pl.lit(intake.program.pk, pl.Int64).alias("program_id")
    ids = intake.make("episodes", new.drop(_ONE_CLIENT).with_columns(program))
    intake.touch(ids)
    return ids


def _change(intake: Intake, rows: pl.DataFrame, speaks: list[str], further: list[str]) -> pl.Series:
    """Rows whose columns differ, and those whose further columns hold other values once both are put together."""
    found = [_changed(row, speaks, further) for row in rows.iter_rows(named=True)]
    changes = [change for change in found if change is not None]
    report = intake.tables["episodes"]
    if intake.adds_only:
        report.kept += len(changes)
        changes = []
    report.changed += len(changes)
    before = [{"was": was, "version": written["version"]} for written, was in changes]
    rows_written = pl.DataFrame(
        [written for written, _was in changes],
        schema={"id": pl.Int64(), **_KEPT, "extra": pl.String(), "version": pl.Int64()},
    )
    intake.change("episodes", rows_written, before)
    intake.touch(rows_written["id"])
    return rows_written["id"]


def _changed(
    row: dict[str, Any], speaks: list[str], further: list[str]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """What to write into an episode, and what was there; nothing where it already says the same."""
    extra, extra_here = json.loads(row["extra"]), json.loads(row[f"{HERE}extra"])
    together = extra_here | {name: extra[name] for name in further}
    differing = [name for name in speaks if row[name] != row[f"{HERE}{name}"]]
    has_other_values = _filled(together) != _filled(extra_here)
    if not differing and not has_other_values:
        return None
    columns = ["client_id" if name == _ONE_CLIENT else name for name in differing]
    here = {name: row[f"{HERE}{name}"] for name in _KEPT}
    written = here | {name: row[name] for name in columns} | {"extra": json.dumps(together)}
    written |= {"id": row[ROW_ID], "version": row[f"{HERE}version"] + 1}
    was = {name: here[name] for name in columns} | ({"extra": extra_here} if has_other_values else {})
    return written, was


def _filled(extra: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain(extra).items() if value is not None}
