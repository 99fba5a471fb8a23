"""A program's records as frames, out of the database, in the types that analysis reads.

A few queries whatever the number of episodes, so that one client's records are there in milliseconds: they are asked
for after each check-in.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import polars as pl
from django.db.models import FilteredRelation, Q, QuerySet
from django.db.models.functions import Coalesce

from bidewell.analysis.program import (
    ASSIGNMENTS_SCHEMA,
    EPISODES_SCHEMA,
    FACTORS_SCHEMA,
    ProgramRecords,
    checkins_schema,
    sessions_schema,
)
from bidewell.domain.sharing import Sharing
from bidewell.exchange.cells import factor_number
from bidewell.records.extra_columns import given_back
from bidewell.records.fetching import frame_of
from bidewell.records.models import Assignment, CheckIn, Episode, Factor, Program, Session, SessionStaff
from bidewell.records.program_settings import settings_of

# The row's id in the database, in every table but that of check-ins, where it is the check-in's.
ROW_ID = "#id in the database"
_ID = {ROW_ID: pl.Int64()}
# Up to here rows are named one by one, which no database can plan wrongly.
_NAMED_AT_MOST = 1_000
_MOMENT = pl.Datetime("us", "UTC")
# Clients of a merged pair count as one: merging never makes chains.
_CLIENT = Coalesce("client__merged_into__key", "client__key")


def program_records(
    program: Program,
    *,
    as_of: date,
    episodes: Collection[int] | None = None,
    only_shared_with_therapist: bool = False,
) -> ProgramRecords:
    """The records as of a day (their extract date): of all episodes, or of those with these database ids.

    A client merged into another counts as that one. Endings are those in force. `only_shared_with_therapist` leaves out
    the check-ins whose answers the client keeps from the therapist: they are no part of that client's forecast.
    """
    rows = episode_rows(program, Q() if episodes is None else Q(id__in=episodes))
    # Named by their episodes alone: with the program beside them, SQLite would read the whole program.
    own = Q(program=program) if episodes is None else Q(episode_id__in=rows[ROW_ID].to_list())
    through = Q(episode__program=program) if episodes is None else own
    shared = Q(sharing=Sharing.THERAPIST) if only_shared_with_therapist else Q()
    return ProgramRecords(
        settings=settings_of(program, as_of),
        episodes=rows.drop(ROW_ID),
        sessions=session_rows(own, program.time_zone).drop(ROW_ID),
        checkins=checkin_rows(own & shared, program.time_zone).drop(ROW_ID),
        assignments=assignment_rows(through).drop(ROW_ID),
        factors=factor_rows(through).drop(ROW_ID),
    )


def episode_rows(program: Program, chosen: Q) -> pl.DataFrame:
    """Episodes with the ending in force."""
    of_program = Episode.objects.filter(program=program)
    rows = of_program.filter(chosen).order_by("id").annotate(
        client_key=_CLIENT, now=FilteredRelation("endings", condition=Q(endings__withdrawn_at=None))
    )  # fmt: skip
    columns = (
        "id", "key", "client_key", "program_in_records", "site__name", "level_of_care", "payer", "referral_source",
        "referred_on", "first_offered_on", "observed_from", "start", "now__on", "now__kind", "now__judged_by",
        "prior_episodes", "planned_interval_days", "extra",
    )  # fmt: skip
    frame = frame_of(rows.values_list(*columns), _ID | EPISODES_SCHEMA | {"extra": pl.String()})
    return _with_extra_columns(frame, _columns_of_others(of_program) if chosen else [])


def _columns_of_others(episodes: QuerySet[Episode]) -> list[str]:
    """The further columns that a program's episodes have, so that a few episodes have them as well.

    Of the first ones in the order of an index: looking for one that has any would read them all where none has.
    """
    return frame_of(episodes.order_by("key").values_list("extra")[:5], {"extra": pl.String()})["extra"].to_list()


def _with_extra_columns(frame: pl.DataFrame, others: list[str]) -> pl.DataFrame:
    known = frame.drop("extra")
    extra = given_back([*frame["extra"], *others])
    return known if extra.is_empty() else known.hstack(extra.head(frame.height))


def session_rows(chosen: Q, time_zone: str) -> pl.DataFrame:
    """Sessions with who held them."""
    schema = sessions_schema(time_zone)
    kept = {name: dtype for name, dtype in schema.items() if name not in ("day", "staff")}
    columns = (
        "id", "key", "episode__key", "scheduled_at", "status", "group__name", "level_of_care", "modality", "reason",
        "planned_interval_days",
    )  # fmt: skip
    rows = Session.objects.filter(chosen).order_by("id").values_list(*columns)
    frame = frame_of(rows, _ID | kept | {"scheduled_at": _MOMENT})
    placed = frame.join(_staff(frame[ROW_ID], chosen), on=ROW_ID, how="left", maintain_order="left").with_columns(
        pl.col("staff").fill_null(pl.lit([], dtype=pl.List(pl.String()))), *_in_zone("scheduled_at", time_zone)
    )
    return placed.select(ROW_ID, *schema)


def _staff(sessions: pl.Series, chosen: Q) -> pl.DataFrame:
    """Who held each session, in the order of the records. One who has no key there cannot be named."""
    few = len(sessions) <= _NAMED_AT_MOST
    held: Any = sessions.to_list() if few else Session.objects.filter(chosen).values("id")
    rows = SessionStaff.objects.filter(session__in=held, therapist__key__isnull=False).order_by(
        "session_id", "place", "id"
    )
    frame = frame_of(rows.values_list("session_id", "therapist__key"), _ID | {"staff": pl.String()})
    return frame.group_by(ROW_ID, maintain_order=True).agg("staff")


def checkin_rows(chosen: Q, time_zone: str) -> pl.DataFrame:
    """Check-ins, a row an answer; one without answers is one row."""
    schema = checkins_schema(time_zone)
    columns = (
        "id", "key", "episode__key", "session__key", "at", "rater", "instrument__code", "instrument__version", "mode",
        "status", "sharing", "answers__item", "answers__value",
    )  # fmt: skip
    rows = CheckIn.objects.filter(chosen).order_by("id", "answers__id").values_list(*columns)
    kept = {name: dtype for name, dtype in schema.items() if name != "day"}
    frame = frame_of(rows, _ID | kept | {"at": _MOMENT})
    version, sharing = pl.col("version"), pl.col("sharing")
    return frame.with_columns(
        pl.when(version != "").then(version),
        pl.when(sharing != Sharing.THERAPIST).then(sharing),  # empty in the format: the therapist
        *_in_zone("at", time_zone),
    ).select(ROW_ID, *schema)


def assignment_rows(chosen: Q) -> pl.DataFrame:
    """Assignments to therapists whom the records can name."""
    rows = Assignment.objects.filter(chosen, therapist__key__isnull=False).order_by("id")
    return frame_of(
        rows.values_list("id", "episode__key", "therapist__key", "from_day", "to_day"), _ID | ASSIGNMENTS_SCHEMA
    )


def factor_rows(chosen: Q) -> pl.DataFrame:
    """Factors, with the number that a value is."""
    rows = Factor.objects.filter(chosen).order_by("id")
    kept = {name: dtype for name, dtype in FACTORS_SCHEMA.items() if name != "number"}
    columns = ("id", "episode__key", "name", "value", "from_day", "to_day", "reliability")
    frame = frame_of(rows.values_list(*columns), _ID | kept)
    return frame.with_columns(number=factor_number(pl.col("value"))).select(ROW_ID, *FACTORS_SCHEMA)


def _in_zone(moment: str, time_zone: str) -> tuple[pl.Expr, pl.Expr]:
    """A moment in the program's zone, and the program's day of it."""
    local = pl.col(moment).dt.convert_time_zone(time_zone)
    return local, local.dt.date().alias("day")
