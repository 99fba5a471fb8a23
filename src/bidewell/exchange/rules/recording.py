"""Rules about how the recording began, and what it left out."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from bidewell.domain.sessions import CheckInStatus, SessionStatus
from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem
from bidewell.exchange.rules.rule import Rule

LONG_BEGUN = timedelta(days=30)  # also the shortest gap that any definition of leaving takes for one


def started_without_sessions(loaded: Loaded) -> Iterator[Problem]:
    """An episode that started had a session."""
    sessions = loaded["sessions"]
    if sessions.frame.is_empty():
        return
    with_sessions = sessions.frame["episode"].unique().drop_nulls().implode()
    without = pl.col("start").is_not_null() & ~pl.col("episode").is_in(with_sessions)
    yield from loaded["episodes"].rows_where("started_without_sessions", without, "episode")


def active_list(loaded: Loaded) -> Iterator[Problem]:
    """Only those still in care were imported: importing them without observed_from made .31 who stayed look like .42.

    Told by episodes long begun when ratings began, of which none had ended or fallen silent by then.
    """
    checkins, episodes = loaded["checkins"].frame, loaded["episodes"]
    first_rating = checkins.filter(pl.col("status") == CheckInStatus.ANSWERED)["day"].drop_nulls()
    if first_rating.is_empty():
        return
    began = first_rating.sort()[0]
    long_begun = episodes.frame.filter(pl.col("start") < began - LONG_BEGUN).join(
        _last_contacts(loaded), on="episode", how="left", maintain_order="left"
    )
    was_over = (pl.col("end") < began) | (pl.col("last_contact") < began - LONG_BEGUN)
    if not long_begun.filter(was_over.fill_null(False)).is_empty():
        return
    unmarked = (pl.col("start") < began - LONG_BEGUN) & pl.col("observed_from").is_null()
    yield from episodes.rows_where("active_list", unmarked, "observed_from")


def _last_contacts(loaded: Loaded) -> pl.DataFrame:
    attended = loaded["sessions"].frame.filter(pl.col("status") == SessionStatus.ATTENDED)
    return attended.group_by("episode").agg(last_contact=pl.col("day").max())


RECORDING_RULES: tuple[Rule, ...] = (started_without_sessions, active_list)
