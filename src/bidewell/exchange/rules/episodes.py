"""Rules of the table of episodes."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from bidewell.domain.sessions import SessionStatus
from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem
from bidewell.exchange.raw_tables import ROW
from bidewell.exchange.rules.rule import Rule, is_again

_FAR = date(9999, 12, 31)


def duplicated_episodes(loaded: Loaded) -> Iterator[Problem]:
    """An episode's identifier is its own."""
    episodes = loaded["episodes"]
    yield from episodes.rows_where("duplicated_id", is_again("episode"), "episode")


def reserved_episodes(loaded: Loaded) -> Iterator[Problem]:
    """`a~2` is what the event rules call the return of a client under the episode `a`."""
    yield from loaded["episodes"].rows_where("reserved_id", pl.col("episode").str.contains(r"~[0-9]+$"), "episode")


def order_of_days(loaded: Loaded) -> Iterator[Problem]:
    """Referred, offered, started, ended: in this order."""
    episodes, end, start = loaded["episodes"], pl.col("end"), pl.col("start")
    yield from episodes.rows_where("end_before_start", end < start, "end")
    yield from episodes.rows_where("start_before_referral", start < pl.col("referred_on"), "start")
    yield from episodes.rows_where(
        "offer_before_referral", pl.col("first_offered_on") < pl.col("referred_on"), "first_offered_on"
    )
    yield from episodes.rows_where("observed_after_end", pl.col("observed_from") > end, "observed_from")


def endings(loaded: Loaded) -> Iterator[Problem]:
    """An ending has a day and the other way round."""
    episodes, end, ending = loaded["episodes"], pl.col("end"), pl.col("ending")
    never_started = pl.col("start").is_null()
    yield from episodes.rows_where("ending_without_end", ending.is_not_null() & end.is_null() & ~never_started, "end")
    yield from episodes.rows_where("end_without_ending", ending.is_null() & end.is_not_null(), "ending")


def overlapping(loaded: Loaded) -> Iterator[Problem]:
    """One client is in one program once at a time; an episode may begin on the day the one before ended.

    A chart nobody closed is over with its last contact, as far as anyone can tell.
    """
    episodes, ends = loaded["episodes"], pl.col("over_on")
    started = _with_last_contact(loaded).filter(pl.col("start").is_not_null(), pl.col("client").is_not_null())
    known_end = pl.coalesce("end", "last_contact", pl.when(pl.col("ending").is_not_null()).then("start"))
    ordered = started.with_columns(over_on=known_end.fill_null(_FAR)).sort("start", "over_on", maintain_order=True)
    client = ["client", "program"]
    overlaps = pl.col("start") < ends.cum_max().shift(1).over(client)
    rows = ordered.filter(overlaps)[ROW]
    yield from episodes.rows_where("overlapping_episodes", pl.col(ROW).is_in(rows.implode()), "start")
    is_open = pl.col("end").is_null() & pl.col("ending").is_null()
    unclosed = ordered.filter(is_open & (pl.col("start").shift(-1).over(client) >= ends))[ROW]
    yield from episodes.rows_where("never_closed", pl.col(ROW).is_in(unclosed.implode()), "end")


def _with_last_contact(loaded: Loaded) -> pl.DataFrame:
    attended = loaded["sessions"].frame.filter(pl.col("status") == SessionStatus.ATTENDED)
    last_contact = attended.group_by("episode").agg(last_contact=pl.col("day").max())
    return loaded["episodes"].frame.join(last_contact, on="episode", how="left", maintain_order="left")


EPISODE_RULES: tuple[Rule, ...] = (
    duplicated_episodes,
    reserved_episodes,
    order_of_days,
    endings,
    overlapping,
)
