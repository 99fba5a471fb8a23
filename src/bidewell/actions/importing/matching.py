"""Rows that point to something we know, here or in the same folder, parted from those that point to nothing yet."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from bidewell.actions.importing.intake import named
from bidewell.records.fetching import frame_of
from bidewell.records.models import Episode, Program, Session

UNKNOWN_EPISODE, UNKNOWN_SESSION, SESSION_OF_ANOTHER = "unknown_episode", "unknown_session", "session_of_another"
_REASON = "#reason"


@dataclass(frozen=True)
class Matched:
    """The tables without the rows that point to nothing, and those rows by table, each with its reason."""

    tables: Mapping[str, pl.DataFrame]
    unmatched: Mapping[str, pl.DataFrame]


def match(program: Program, tables: Mapping[str, pl.DataFrame]) -> Matched:
    """Part the rows of every table."""
    episodes = _episodes(program, tables)
    parted = {"episodes": (tables["episodes"], tables["episodes"].clear().with_columns(_lit("")))}
    for name in ("sessions", "assignments", "factors"):
        parted[name] = _part(tables[name], _without_episode(episodes))
    sessions = _sessions(program, tables, parted["sessions"][0])
    parted["checkins"] = _part(
        tables["checkins"].join(sessions, on="session", how="left", maintain_order="left"),
        pl.coalesce(_without_episode(episodes), _without_session()),
        drop="episode of session",
    )
    return Matched(
        {name: kept for name, (kept, _left) in parted.items()},
        {name: left for name, (_kept, left) in parted.items() if left.height},
    )


def _episodes(program: Program, tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    pointed = pl.concat([table["episode"] for name, table in tables.items() if name != "episodes"]).unique()
    missing = pointed.filter(~pointed.is_in(tables["episodes"]["episode"].implode()))
    known = Episode.objects.filter(named(missing), program=program)
    return pl.concat([tables["episodes"]["episode"], frame_of(known.values_list("key"), {"key": pl.String()})["key"]])


def _sessions(program: Program, tables: Mapping[str, pl.DataFrame], own: pl.DataFrame) -> pl.DataFrame:
    """The sessions that check-ins may speak about, with the episode of each."""
    pointed = tables["checkins"]["session"].drop_nulls().unique()
    missing = pointed.filter(~pointed.is_in(own["session"].implode()))
    known = Session.objects.filter(named(missing), program=program).values_list("key", "episode__key")
    schema = {"session": pl.String(), "episode of session": pl.String()}
    there = own.select("session", pl.col("episode").alias("episode of session"))
    return pl.concat([there, frame_of(known, schema)]).unique("session", keep="first")


def _without_episode(episodes: pl.Series) -> pl.Expr:
    return pl.when(~pl.col("episode").is_in(episodes.implode())).then(pl.lit(UNKNOWN_EPISODE))


def _without_session() -> pl.Expr:
    of_session = pl.col("episode of session")
    return (
        pl.when(pl.col("session").is_not_null() & of_session.is_null())
        .then(pl.lit(UNKNOWN_SESSION))
        .when(of_session != pl.col("episode"))
        .then(pl.lit(SESSION_OF_ANOTHER))
    )


def _part(rows: pl.DataFrame, reason: pl.Expr, drop: str = "") -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows without a reason, and those with one."""
    judged = rows.with_columns(reason.alias(_REASON)).drop(drop, strict=False)
    return judged.filter(pl.col(_REASON).is_null()).drop(_REASON), judged.filter(pl.col(_REASON).is_not_null())


def _lit(text: str) -> pl.Expr:
    return pl.lit(text).alias(_REASON)
