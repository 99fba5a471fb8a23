"""Sessions and who held them. What a person marked here after the export's day stands, and so does an outcome that the
export does not know yet."""

import polars as pl

from bidewell.actions.importing.comparing import HERE, compare, differing, spoken, was_here
from bidewell.actions.importing.intake import Intake, ids_by_key, named, with_ids
from bidewell.actions.importing.names import take_groups
from bidewell.domain.sessions import SessionStatus
from bidewell.records import bulk
from bidewell.records.fetching import frame_of
from bidewell.records.frames import ROW_ID
from bidewell.records.models import Session, SessionStaff

_MOMENT = pl.Datetime("us", "UTC")
_OUTCOME = ("status", "reason")
_KEPT: dict[str, pl.DataType] = {
    "episode_id": pl.Int64(), "scheduled_at": _MOMENT, "status": pl.String(), "group_id": pl.Int64(),
    "level_of_care": pl.String(), "modality": pl.String(), "reason": pl.String(), "planned_interval_days": pl.Float64(),
}  # fmt: skip
_MARKED = {"marked_at": _MOMENT, "marked_by_id": pl.Int64()}


def take_sessions(intake: Intake, rows: pl.DataFrame, episodes: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame:
    """Write the sessions, and return the key and id of each."""
    there, here = _there(intake, rows, episodes, staff), _here(intake, rows["session"])
    speaks = spoken(there, _KEPT)
    staff_speaks = ["staff"] if (rows["staff"].list.len() > 0).any() else []
    said = [*speaks, *staff_speaks]
    compared = compare(there, here, ["key"], said)
    _make(intake, compared.new)
    changed = _decided(intake, compared.changed, said)
    _change(intake, changed, [*speaks, "marked_at", "marked_by_id"], bool(staff_speaks))
    report = intake.tables["sessions"]
    report.kept += compared.changed.height - changed.height
    report.changed += changed.height
    report.same += compared.same
    report.absent = Session.objects.filter(program=intake.program).count() - rows.height
    return ids_by_key(Session, intake.program, rows["session"])


def _there(intake: Intake, rows: pl.DataFrame, episodes: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame:
    """The export's sessions with the columns of the table; staff as their ids, each once, in order."""
    placed = with_ids(with_ids(rows, episodes, "episode", "episode_id"), take_groups(intake, rows), "group", "group_id")
    held = rows.select("session", key="staff").explode("key").drop_nulls().unique(maintain_order=True)
    by_session = held.join(staff, on="key", maintain_order="left").group_by("session", maintain_order=True)
    with_staff = placed.join(by_session.agg(staff=pl.col(ROW_ID)), on="session", how="left", maintain_order="left")
    utc = pl.col("scheduled_at").dt.convert_time_zone("UTC")
    kept = with_staff.with_columns(utc).select(pl.col("session").alias("key"), *_KEPT, staff=_in_words("staff_right"))
    return kept


def _here(intake: Intake, keys: pl.Series) -> pl.DataFrame:
    rows = Session.objects.filter(named(keys), program=intake.program)
    schema = {ROW_ID: pl.Int64(), "key": pl.String(), **_KEPT, **_MARKED, "version": pl.Int64()}
    frame = frame_of(rows.values_list("id", "key", *_KEPT, "marked_at", "marked_by_id", "version"), schema)
    held = SessionStaff.objects.filter(session__program=intake.program).order_by("session_id", "place", "id")
    if len(frame) <= 5_000:
        held = held.filter(session__in=frame[ROW_ID].to_list())
    staff = frame_of(held.values_list("session_id", "therapist_id"), {ROW_ID: pl.Int64(), "staff": pl.Int64()})
    by_session = staff.group_by(ROW_ID, maintain_order=True).agg("staff").with_columns(staff=_in_words("staff"))
    return frame.join(by_session, on=ROW_ID, how="left")


def _in_words(column: str) -> pl.Expr:
    """Ids as one text, so that lists compare as one value."""
    return pl.col(column).cast(pl.List(pl.String)).list.join("|")


def _make(intake: Intake, new: pl.DataFrame) -> None:
    ids = intake.make(
        "sessions", new.drop("staff").with_columns(pl.lit(intake.program.pk, pl.Int64).alias("program_id"))
    )
    _hold(ids, new["staff"])
    intake.touch(new["episode_id"].unique())


def _hold(ids: pl.Series, staff: pl.Series) -> None:
    held = pl.DataFrame({"session_id": ids, "therapist_id": staff.str.split("|")}).drop_nulls()
    places = pl.int_ranges(pl.col("therapist_id").list.len()).alias("place")
    rows = held.with_columns(places).explode("therapist_id", "place").drop_nulls()
    if rows.height:
        bulk.insert(SessionStaff, rows.with_columns(pl.col("therapist_id").cast(pl.Int64)))


def _decided(intake: Intake, rows: pl.DataFrame, said: list[str]) -> pl.DataFrame:
    """What is to be written: the export's columns, but for outcomes that stand as a person marked them."""
    by_hand = pl.col(f"{HERE}marked_by_id").is_not_null()
    is_later = pl.col(f"{HERE}marked_at") >= intake.after_extract
    stands = by_hand & (is_later | (pl.col("status") == SessionStatus.SCHEDULED))
    outcome = [pl.when(stands).then(f"{HERE}{name}").otherwise(name).alias(name) for name in _OUTCOME]
    # An outcome that the export changes is no longer the one a person marked.
    is_overruled = ~stands & differing("status")
    marks = [
        pl.when(~is_overruled).then(f"{HERE}{name}").alias(name) for name in _MARKED
    ]  # fmt: skip
    decided = rows.with_columns(*outcome, *marks)
    if intake.adds_only:
        return decided.clear()
    return decided.filter(pl.any_horizontal(pl.lit(False), *(differing(name) for name in said)))


def _change(intake: Intake, rows: pl.DataFrame, columns: list[str], with_staff: bool) -> None:
    version = (pl.col(f"{HERE}version") + 1).alias("version")
    written = rows.select(pl.col(ROW_ID).alias("id"), *columns, version)
    was = was_here(rows, columns)
    staff = rows[f"{HERE}staff"].to_list()
    before = [
        {"was": one, "version": now} | ({"staff": held} if with_staff else {})
        for one, now, held in zip(was, written["version"], staff, strict=True)
    ]
    intake.change("sessions", written, before)
    if with_staff:
        rehold(rows[ROW_ID], rows["staff"])
    for column in ("episode_id", f"{HERE}episode_id"):
        intake.touch(rows[column].unique())


def rehold(ids: pl.Series, staff: pl.Series) -> None:
    """Put other staff in the place of those who held the sessions."""
    bulk.delete(SessionStaff, "session_id", ids)
    _hold(ids, staff)
