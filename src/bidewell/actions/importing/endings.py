"""How episodes ended. A correction withdraws what was recorded and records anew: nothing is overwritten.

An export that says nothing of an ending does not take back one that a person recorded, and what a person did after the
export's day stands.
"""

import polars as pl
from django.db.models import Q

from bidewell.actions.importing.comparing import HERE, differing
from bidewell.actions.importing.intake import Intake
from bidewell.records.fetching import frame_of
from bidewell.records.frames import ROW_ID
from bidewell.records.models import Ending

_SAYS = ("on", "kind", "judged_by")
_MOMENT = pl.Datetime("us", "UTC")


def take_endings(intake: Intake, rows: pl.DataFrame, episodes: pl.DataFrame) -> None:
    """Record the endings of these rows of episodes."""
    said = rows.select(key="episode", on="end", kind="ending", judged_by="ending_judged_by").join(
        episodes.select("key", "is_other", episode_id=ROW_ID), on="key", maintain_order="left"
    )
    beside = said.join(_in_force(intake), on="episode_id", how="left", maintain_order="left").join(
        _by_hand(intake), on="episode_id", how="left", maintain_order="left"
    )
    is_said, is_here = _any(""), pl.col(ROW_ID).is_not_null()
    differs = pl.any_horizontal(*(differing(name) for name in _SAYS)) & (is_said | is_here)
    other = beside.filter(differs, is_said | pl.lit(said["on"].null_count() < said.height))
    stands = _stands(intake, is_said)
    report = intake.tables["episodes"]
    report.kept += other.filter(stands).height
    written = other.filter(~stands)
    _withdraw(intake, written.filter(is_here))
    _record(intake, written.filter(is_said))
    corrected = written.filter(~pl.col("is_other")).height
    report.changed += corrected
    report.same -= corrected + other.filter(stands).height


def _any(prefix: str) -> pl.Expr:
    return pl.any_horizontal(*(pl.col(f"{prefix}{name}").is_not_null() for name in _SAYS))


def _stands(intake: Intake, is_said: pl.Expr) -> pl.Expr:
    """What is here was done by a person, and the export either cannot know of it or says nothing."""
    is_later = (pl.col("by hand at") >= intake.after_extract).fill_null(False)
    is_persons = pl.col(f"{HERE}recorded_by").is_not_null()
    is_older = pl.lit(intake.adds_only) & pl.col(ROW_ID).is_not_null()
    return is_later | (is_persons & ~is_said) | is_older


def _in_force(intake: Intake) -> pl.DataFrame:
    rows = Ending.objects.filter(episode__program=intake.program, withdrawn_at=None)
    schema = {
        "episode_id": pl.Int64(), ROW_ID: pl.Int64(), f"{HERE}on": pl.Date(), f"{HERE}kind": pl.String(),
        f"{HERE}judged_by": pl.String(), f"{HERE}recorded_by": pl.Int64(),
    }  # fmt: skip
    return frame_of(rows.values_list("episode_id", "id", *_SAYS, "recorded_by"), schema)


def _by_hand(intake: Intake) -> pl.DataFrame:
    """When a person last recorded or took back an ending of each episode."""
    recorded, withdrawn = Q(recorded_by__isnull=False), Q(withdrawn_by__isnull=False)
    rows = Ending.objects.filter(recorded | withdrawn, episode__program=intake.program)
    frame = frame_of(
        rows.values_list("episode_id", "recorded_at", "recorded_by", "withdrawn_at", "withdrawn_by"),
        {"episode_id": pl.Int64(), "recorded_at": _MOMENT, "r": pl.Int64(), "withdrawn_at": _MOMENT, "w": pl.Int64()},
    )
    recorded_at = pl.when(pl.col("r").is_not_null()).then("recorded_at")
    withdrawn_at = pl.when(pl.col("w").is_not_null()).then("withdrawn_at")
    latest = pl.max_horizontal(recorded_at, withdrawn_at).max().alias("by hand at")
    return frame.group_by("episode_id").agg(latest)


def _withdraw(intake: Intake, rows: pl.DataFrame) -> None:
    written = rows.select(
        pl.col(ROW_ID).alias("id"), pl.lit(intake.at).alias("withdrawn_at"), withdrawn_because=pl.lit("corrected")
    )
    intake.change("endings", written, [{"was": {"withdrawn_at": None, "withdrawn_because": ""}}] * rows.height)
    intake.touch(rows["episode_id"])


def _record(intake: Intake, rows: pl.DataFrame) -> None:
    at = pl.lit(intake.at).alias("recorded_at")
    intake.make("endings", rows.select("episode_id", *_SAYS, at))
    intake.touch(rows["episode_id"])
