"""Rules of the table of episodes."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem
from bidewell.exchange.rules.rule import Rule, is_again

_FAR = date(9999, 12, 31)


def duplicated_episodes(loaded: Loaded) -> Iterator[Problem]:
    """An episode's identifier is its own."""
    episodes = loaded["episodes"]
    yield from episodes.rows_where("duplicated_id", is_again("episode"), "episode")


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
    """One client is in one program once at a time; an episode may begin on the day the one before ended."""
    episodes = loaded["episodes"]
    own = ["client", "program"]
    # An ending whose day was not recorded is over some time; only what has neither is open.
    open_or_over = pl.when(pl.col("ending").is_null()).then(_FAR).otherwise(pl.col("start"))
    ends = pl.coalesce("end", open_or_over)
    latest_before = ends.cum_max().shift(1).over(own)
    started = episodes.frame.filter(pl.col("start").is_not_null(), pl.col("client").is_not_null())
    ordered = started.sort("start", ends, maintain_order=True)
    late = ordered.filter(pl.col("start") < latest_before)["episode"]
    yield from episodes.rows_where("overlapping_episodes", pl.col("episode").is_in(late.implode()), "start")


EPISODE_RULES: tuple[Rule, ...] = (
    duplicated_episodes,
    order_of_days,
    endings,
    overlapping,
)
