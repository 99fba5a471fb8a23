"""Rules of every table: rows at all, known episodes, nothing after the extract date."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.domain.sessions import SessionStatus
from bidewell.exchange.loading import Loaded
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem
from bidewell.exchange.rules.rule import Rule
from bidewell.exchange.schema import EPISODES, Kind
from bidewell.exchange.settings_text import SETTINGS_FILE


def empty_tables(loaded: Loaded) -> Iterator[Problem]:
    """A table without rows is legal, and worth a word."""
    empty = [table for table in loaded.tables.values() if table.is_known and table.frame.is_empty()]
    if any(table.table is EPISODES for table in empty):
        yield found("empty_program", file=loaded[EPISODES.name].file)
    else:
        yield from (found("empty_table", file=table.file) for table in empty)


def unknown_episodes(loaded: Loaded) -> Iterator[Problem]:
    """Every row of the other tables belongs to an episode that is there."""
    episodes = loaded["episodes"]
    identifiers = episodes.frame["episode"].unique().drop_nulls()
    if not episodes.is_known or (identifiers.is_empty() and not episodes.frame.is_empty()):
        return  # what could not be read is wrong there, and not in every other table
    known = identifiers.implode()
    for table in loaded.tables.values():
        if table is not episodes:
            yield from table.rows_where("unknown_episode", ~pl.col("episode").is_in(known), "episode")


def after_extract(loaded: Loaded) -> Iterator[Problem]:
    """The extract date is the last day anyone can know of."""
    extract_date = loaded.settings.extract_date
    for table in loaded.tables.values():
        for column in table.table.columns:
            if column.kind in (Kind.DATE, Kind.TIME) and not column.may_be_after_extract:
                day = pl.col("day" if column.kind is Kind.TIME else column.name)
                yield from table.rows_where("after_extract", day > extract_date, column.name)


def attended_after_extract(loaded: Loaded) -> Iterator[Problem]:
    """Only a booking may lie in the future."""
    is_future = pl.col("day") > loaded.settings.extract_date
    has_outcome = pl.col("status") != SessionStatus.SCHEDULED
    yield from loaded["sessions"].rows_where("after_extract", is_future & has_outcome, "scheduled_at")


def extract_long_after(loaded: Loaded) -> Iterator[Problem]:
    """Where care goes on, somebody came lately; else everyone in care is taken for one who left."""
    sessions, episodes, last = loaded["sessions"].frame, loaded["episodes"].frame, loaded.settings.extract_date
    days = DEFAULT_DEFINITION.window_days
    seen = sessions.filter(pl.col("status") == SessionStatus.ATTENDED)["day"].max()
    goes_on = not episodes.filter(pl.col("start").is_not_null(), pl.col("end").is_null()).is_empty()
    if goes_on and isinstance(seen, date) and (last - seen).days > days:
        yield found("extract_long_after", file=SETTINGS_FILE, column="extract_date", name=str(days))


FOLDER_RULES: tuple[Rule, ...] = (
    empty_tables,
    unknown_episodes,
    after_extract,
    attended_after_extract,
    extract_long_after,
)
