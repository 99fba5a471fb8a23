"""Check-ins with their answers, taken as one: a correction puts all answers of a check-in anew.

A check-in that was offered or answered in the clinic is the client's own word, and no export changes it. Nor does an
export that says nothing about sharing open answers that are kept from the therapist here.
"""

import polars as pl

from bidewell.actions.importing.comparing import HERE, compare, was_here
from bidewell.actions.importing.intake import Intake, named, with_ids
from bidewell.domain.sharing import Sharing
from bidewell.records import bulk
from bidewell.records.fetching import frame_of
from bidewell.records.frames import ROW_ID
from bidewell.records.models import Answer, CheckIn

_MOMENT = pl.Datetime("us", "UTC")
_KEPT: dict[str, pl.DataType] = {
    "episode_id": pl.Int64(), "session_id": pl.Int64(), "at": _MOMENT, "instrument_id": pl.Int64(),
    "rater": pl.String(), "mode": pl.String(), "status": pl.String(), "sharing": pl.String(),
}  # fmt: skip
_ANSWER = {"item": pl.String(), "value": pl.Float64()}


def take_check_ins(
    intake: Intake, rows: pl.DataFrame, episodes: pl.DataFrame, sessions: pl.DataFrame, instruments: pl.DataFrame
) -> None:
    """Write the check-ins."""
    there = _there(rows, episodes, sessions, instruments)
    here = _here(intake, rows["checkin"])
    compared = compare(_with_sharing(there, here), here, ["key"], [*_KEPT, "answers"])
    _make(intake, compared.new)
    is_own = pl.col(f"{HERE}answered_at").is_not_null() | pl.col(f"{HERE}intended_at").is_not_null()
    changed = compared.changed.clear() if intake.adds_only else compared.changed.filter(~is_own)
    _change(intake, changed)
    report = intake.tables["checkins"]
    report.kept += compared.changed.height - changed.height
    report.changed += changed.height
    report.same += compared.same
    report.absent = CheckIn.objects.filter(program=intake.program).count() - there.height


def _there(
    rows: pl.DataFrame, episodes: pl.DataFrame, sessions: pl.DataFrame, instruments: pl.DataFrame
) -> pl.DataFrame:
    """A row a check-in, its answers as a list."""
    version = instruments.select("instrument", "version", "rater", instrument_id=ROW_ID)
    placed = with_ids(with_ids(rows, episodes, "episode", "episode_id"), sessions, "session", "session_id")
    known = placed.with_columns(pl.col("version").fill_null(""), pl.col("at").dt.convert_time_zone("UTC"))
    known = known.join(version, on=("instrument", "version", "rater"), how="left", maintain_order="left")
    first = [pl.col(name).first() for name in _KEPT]
    return known.group_by(pl.col("checkin").alias("key"), maintain_order=True).agg(*first, _answers())


def _with_sharing(there: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """Where the export says nothing of it, what was chosen here stays."""
    chosen = here.select("key", chosen="sharing")
    said = pl.coalesce("sharing", "chosen", pl.lit(Sharing.THERAPIST.value)).alias("sharing")
    return there.join(chosen, on="key", how="left", maintain_order="left").with_columns(said).drop("chosen")


def _answers() -> pl.Expr:
    """Item and value of each answer. A row with neither says only that there was a check-in."""
    answer = pl.struct(pl.col("item"), pl.col("value"))
    return answer.filter(pl.col("item").is_not_null()).alias("answers")


def _here(intake: Intake, keys: pl.Series) -> pl.DataFrame:
    rows = CheckIn.objects.filter(named(keys), program=intake.program).order_by("id", "answers__id")
    columns = ("answered_at", "intended_at", "answers__item", "answers__value")
    schema = {
        ROW_ID: pl.Int64(),
        "key": pl.String(),
        **_KEPT,
        "answered_at": _MOMENT,
        "intended_at": _MOMENT,
        **_ANSWER,
    }
    frame = frame_of(rows.values_list("id", "key", *_KEPT, *columns), schema)
    first = [pl.col(name).first() for name in (*_KEPT, "answered_at", "intended_at")]
    return frame.group_by(ROW_ID, "key", maintain_order=True).agg(*first, _answers())


def _make(intake: Intake, new: pl.DataFrame) -> None:
    program = pl.lit(intake.program.pk, pl.Int64).alias("program_id")
    ids = intake.make("checkins", new.drop("answers").with_columns(program))
    _answer(ids, new["answers"])
    intake.touch(new["episode_id"].unique())


def _answer(ids: pl.Series, answers: pl.Series) -> None:
    rows = pl.DataFrame({"check_in_id": ids, "answers": answers}).explode("answers").drop_nulls()
    if rows.height:
        bulk.insert(Answer, rows.unnest("answers"))


def _change(intake: Intake, rows: pl.DataFrame) -> None:
    was = was_here(rows, _KEPT)
    answers = rows[f"{HERE}answers"].to_list()
    before = [{"was": one, "answers": given} for one, given in zip(was, answers, strict=True)]
    intake.change("checkins", rows.select(pl.col(ROW_ID).alias("id"), *_KEPT), before)
    answer_anew(rows[ROW_ID], rows["answers"])
    for column in ("episode_id", f"{HERE}episode_id"):
        intake.touch(rows[column].unique())


def answer_anew(ids: pl.Series, answers: pl.Series) -> None:
    """Put these answers in the place of those that the check-ins have."""
    bulk.delete(Answer, "check_in_id", ids)
    _answer(ids, answers)
