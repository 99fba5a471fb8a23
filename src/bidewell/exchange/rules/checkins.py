"""Rules of the table of check-ins, against program.toml's instruments and the sessions they speak about."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

import polars as pl

from bidewell.domain.sessions import CheckInStatus
from bidewell.domain.settings import RatingSource
from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem
from bidewell.exchange.rules.rule import Rule, is_again

_SAME_FOR_ALL_ITEMS = ("episode", "session", "at", "rater", "instrument", "version", "mode", "status", "sharing")
_ANSWERED = pl.col("status") == CheckInStatus.ANSWERED


def duplicated_items(loaded: Loaded) -> Iterator[Problem]:
    """A check-in has each item once, and its rows agree on everything else."""
    checkins = loaded["checkins"]
    has_id = pl.col("checkin").is_not_null()
    again = has_id & ~pl.struct("checkin", "item").is_first_distinct()
    yield from checkins.rows_where("duplicated_item", again, "item")
    differs = is_again("checkin") & pl.struct("checkin", *_SAME_FOR_ALL_ITEMS).is_first_distinct()
    yield from checkins.rows_where("checkin_differs", differs, "checkin")


def their_sessions(loaded: Loaded) -> Iterator[Problem]:
    """A check-in speaks about a session of its own episode, and not before it."""
    checkins, sessions = loaded["checkins"], loaded["sessions"]
    if not sessions.is_known:
        return
    of_session = sessions.frame.unique("session", keep="first").select(
        "session", session_day="day", session_episode="episode", is_there=pl.lit(True)
    )
    placed = checkins.frame.select("session", "episode", "day").join(
        of_session, on="session", how="left", maintain_order="left"
    )
    masks = placed.select(
        unknown_session=pl.col("session").is_not_null() & pl.col("is_there").is_null(),
        session_of_another=pl.col("episode") != pl.col("session_episode"),
        answered_before_session=pl.col("day") < pl.col("session_day"),
    )
    for mask in masks:
        yield from checkins.rows_with(mask.name, mask.fill_null(False), "session")


def instruments(loaded: Loaded) -> Iterator[Problem]:
    """Instruments are described, and ratings lie on their scales."""
    checkins, known = loaded["checkins"], loaded.settings.instruments
    names = [instrument.name for instrument in known]
    yield from checkins.rows_where("unknown_instrument", ~pl.col("instrument").is_in(names), "instrument")
    if known:
        yield from checkins.rows_where("off_scale", reduce(or_, map(_off_scale, known)), "value", _scales(known))
        yield from checkins.rows_where("other_rater", reduce(or_, map(_other_rater, known)), "rater")
        yield from checkins.rows_where("other_version", reduce(or_, map(_other_version, known)), "version")


def _is_rating(instrument: RatingSource) -> pl.Expr:
    return (pl.col("instrument") == instrument.name) & (pl.col("item") == instrument.item)


def _off_scale(instrument: RatingSource) -> pl.Expr:
    on_scale = pl.col("value").is_between(instrument.minimum, instrument.maximum)
    return (_is_rating(instrument) & ~on_scale).fill_null(False)


def _other_rater(instrument: RatingSource) -> pl.Expr:
    return (_is_rating(instrument) & (pl.col("rater") != instrument.rater)).fill_null(False)


def _other_version(instrument: RatingSource) -> pl.Expr:
    if not instrument.version:
        return pl.lit(False)
    return (_is_rating(instrument) & (pl.col("version") != instrument.version)).fill_null(False)


def _scales(known: tuple[RatingSource, ...]) -> str:
    return "; ".join(f"{each.name}: {each.minimum:g} to {each.maximum:g}" for each in known)


def answers(loaded: Loaded) -> Iterator[Problem]:
    """Items and values stand where a check-in was answered, and only there."""
    checkins, item, value = loaded["checkins"], pl.col("item"), pl.col("value")
    yield from checkins.rows_where("value_without_item", value.is_not_null() & item.is_null(), "item")
    yield from checkins.rows_where("value_without_answer", value.is_not_null() & ~_ANSWERED, "status")
    yield from checkins.rows_where("answer_without_item", _ANSWERED & item.is_null() & value.is_null(), "item")


CHECKIN_RULES: tuple[Rule, ...] = (duplicated_items, their_sessions, instruments, answers)
