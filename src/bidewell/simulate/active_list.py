"""A program that began to record late: the clients then in care are imported, and only what follows is recorded."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from bidewell.analysis.program import ProgramRecords

# A client seen in the last month counts as in care, whether or not they have in fact already stopped coming.
SEEN_WITHIN_DAYS = 30
DAYS_PER_MONTH = 365.25 / 12


def day_months_before(day: date, months: float) -> date:
    return day - timedelta(days=round(months * DAYS_PER_MONTH))


def only_active_list(records: ProgramRecords, from_day: date, clients: int) -> ProgramRecords:
    """Records from this day on, of the clients then in care and of those who came later; of so many clients at most."""
    kept = _first_clients(_on_list_or_later(records, from_day), clients)
    kept = kept.with_columns(
        observed_from=pl.when(pl.col("start") < from_day).then(pl.lit(from_day)).otherwise(None).cast(pl.Date)
    )
    theirs = records.of_episodes(kept)
    sessions = theirs.sessions.filter(pl.col("day") >= from_day)
    return replace(theirs, sessions=sessions, checkins=theirs.checkins.join(sessions, on="session", how="semi"))


def _on_list_or_later(records: ProgramRecords, from_day: date) -> pl.DataFrame:
    before = records.sessions.filter((pl.col("status") == "attended") & (pl.col("day") < from_day))
    seen = before.group_by("episode").agg(seen_on=pl.col("day").max())
    open_then = (pl.col("end").is_null() | (pl.col("end") >= from_day)) & (
        pl.col("seen_on") >= from_day - timedelta(days=SEEN_WITHIN_DAYS)
    )
    later = pl.coalesce("start", "referred_on") >= from_day
    return records.episodes.join(seen, on="episode", how="left").filter(later | open_then).drop("seen_on")


def _first_clients(episodes: pl.DataFrame, clients: int) -> pl.DataFrame:
    """So many started clients, in the order of their ids, and those referred up to the last of them."""
    started = episodes.filter(pl.col("start").is_not_null())["client"].unique().sort()
    return episodes if len(started) <= clients else episodes.filter(pl.col("client") <= started[clients - 1])
