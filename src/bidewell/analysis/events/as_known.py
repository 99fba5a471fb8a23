"""The records as they stood on an earlier day: what a backtest may use."""

from dataclasses import replace
from datetime import date

import polars as pl

from bidewell.analysis.program import ProgramRecords


def as_known_on(records: ProgramRecords, as_of: date | None) -> ProgramRecords:
    """Drop everything dated after `as_of`: sessions, answers, endings, starts, assignments, factors and their ends."""
    extract = records.settings.extract_date
    if as_of is None or as_of == extract:
        return records
    if as_of > extract:
        raise ValueError("as_of lies after the extract date: nothing is known about that day yet")
    return replace(
        records,
        settings=replace(records.settings, extract_date=as_of),
        episodes=_episodes(records.episodes, as_of),
        sessions=records.sessions.filter(pl.col("day") <= as_of),
        checkins=records.checkins.filter(pl.col("day") <= as_of),
        assignments=_spells(records.assignments, as_of),
        factors=_spells(records.factors, as_of),
    )


def _episodes(episodes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    # An ending without a date cannot be placed in time, so on an earlier day it was not known.
    ended = pl.col("end") <= as_of
    known = pl.any_horizontal(pl.col("referred_on", "start", "first_offered_on") <= as_of)
    never_dated = pl.all_horizontal(pl.col("referred_on", "start", "first_offered_on").is_null())
    return episodes.filter(known.fill_null(False) | never_dated).with_columns(
        pl.when(ended).then(pl.col("ending", "ending_judged_by")),
        pl.when(ended).then("end").alias("end"),
        *[pl.when(pl.col(day) <= as_of).then(day).alias(day) for day in ("start", "first_offered_on")],
    )


def _spells(spells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    began = pl.col("from").is_null() | (pl.col("from") <= as_of)
    return spells.filter(began).with_columns(pl.when(pl.col("to") <= as_of).then("to").alias("to"))
