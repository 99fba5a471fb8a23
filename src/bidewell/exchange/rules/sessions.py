"""Rules of the table of sessions, against their episodes."""

from collections.abc import Iterator

import polars as pl

from bidewell.domain.endings import Ending
from bidewell.domain.sessions import SessionStatus
from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem
from bidewell.exchange.rules.rule import Rule, is_again

_ATTENDED = pl.col("status") == SessionStatus.ATTENDED


def duplicated_sessions(loaded: Loaded) -> Iterator[Problem]:
    """A session's identifier is its own."""
    yield from loaded["sessions"].rows_where("duplicated_id", is_again("session"), "session")


def outside_their_episode(loaded: Loaded) -> Iterator[Problem]:
    """What was attended lies in the episode; bookings around it are usual."""
    sessions = loaded["sessions"]
    episodes = loaded["episodes"].frame.unique("episode", keep="first").select("episode", "start", "end", "ending")
    placed = sessions.frame.select("episode", "day", "status").join(
        episodes, on="episode", how="left", maintain_order="left"
    )
    before, after = pl.col("day") < pl.col("start"), pl.col("day") > pl.col("end")
    is_known = pl.col("episode").is_in(episodes["episode"].implode())
    is_back = pl.col("ending") == Ending.LEFT
    masks = placed.select(
        session_before_start=_ATTENDED & before,
        session_after_end=_ATTENDED & after & ~is_back.fill_null(False),
        back_after_leaving=_ATTENDED & after & is_back,
        booking_outside=~_ATTENDED & (before | after),
        attended_not_started=_ATTENDED & pl.col("start").is_null() & is_known,
    )
    for mask in masks:
        yield from sessions.rows_with(mask.name, mask.fill_null(False), "scheduled_at")


def same_day(loaded: Loaded) -> Iterator[Problem]:
    """Several services on a day are one contact."""
    attended = pl.when(_ATTENDED).then(pl.struct("episode", "day"))
    again = attended.is_not_null() & ~attended.is_first_distinct()
    yield from loaded["sessions"].rows_where("same_day_sessions", again, "scheduled_at")


def without_outcome(loaded: Loaded) -> Iterator[Problem]:
    """A session of the past that is still scheduled is a contact or a no-show nobody recorded."""
    is_past = pl.col("day") < loaded.settings.extract_date
    is_open = pl.col("status") == SessionStatus.SCHEDULED
    yield from loaded["sessions"].rows_where("outcome_unknown", is_past & is_open, "status")


SESSION_RULES: tuple[Rule, ...] = (duplicated_sessions, outside_their_episode, same_day, without_outcome)
