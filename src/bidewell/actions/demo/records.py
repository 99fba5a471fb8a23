"""The demo's records: a simulated year that ends today, and next week's appointments."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import polars as pl

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.program import ProgramRecords, RatingSource
from bidewell.domain.sessions import SessionStatus
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.simulate.program import simulate
from bidewell.simulate.scenarios import DEMO
from bidewell.simulate.world import EXTRACT_DATE

NAME = "Lantern Bay (demo)"
CLIENTS, MONTHS, SEED = 300, 12.0, 7
# What the simulation holds of the days after today becomes the appointments of the coming week.
DAYS_AHEAD = 7
FRIDAY = 4


def demo_records(today: date) -> ProgramRecords:
    """The records as a program would have them this morning."""
    return as_of_this_morning(simulate(replace(DEMO, months=MONTHS), CLIENTS, SEED).records, today)


def as_of_this_morning(simulated: ProgramRecords, today: date) -> ProgramRecords:
    """Simulated records moved so that they end today; what would come later in them is not known, or is booked."""
    moved = _moved(simulated, (today - _day_like(today)).days)
    known = as_known_on(moved, today)
    appointments = moved.sessions.filter(
        pl.col("day").is_between(today, today + timedelta(days=DAYS_AHEAD)),
    ).join(known.episodes.filter(pl.col("end").is_null()), on="episode", how="semi")
    rating = _rating()
    return replace(
        known,
        settings=replace(known.settings, name=NAME, instruments=(rating,)),
        episodes=known.episodes.with_columns(pl.lit(NAME).alias("program")),
        sessions=pl.concat([known.sessions.filter(pl.col("day") < today), _to_come(appointments)]),
        checkins=_answered_with(rating, known.checkins.filter(pl.col("day") < today)),
        # A factor without days is known of people who are only referred later.
        factors=known.factors.join(known.episodes, on="episode", how="semi"),
    )


def _day_like(today: date) -> date:
    """The day of the simulation that becomes today: a working day, so that there are appointments; a week is left."""
    weekday = min(today.weekday(), FRIDAY)
    last = EXTRACT_DATE - timedelta(days=DAYS_AHEAD)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _moved(records: ProgramRecords, days: int) -> ProgramRecords:
    """Everything so many days later, at the same time of the day."""
    move = partial(_later, days=days)
    return replace(
        records,
        settings=replace(records.settings, extract_date=records.settings.extract_date + timedelta(days=days)),
        episodes=move(records.episodes, ("referred_on", "first_offered_on", "start", "end")),
        sessions=move(records.sessions, ("scheduled_at", "day")),
        checkins=move(records.checkins, ("at", "day")),
        assignments=move(records.assignments, ("from", "to")),
        factors=move(records.factors, ("from", "to")),
    )


def _later(frame: pl.DataFrame, columns: Iterable[str], days: int) -> pl.DataFrame:
    return frame.with_columns(pl.col(*columns).dt.offset_by(f"{days}d"))


def _to_come(sessions: pl.DataFrame) -> pl.DataFrame:
    return sessions.with_columns(
        pl.lit(SessionStatus.SCHEDULED.value).alias("status"), pl.lit(None, pl.String).alias("reason")
    )


def _rating() -> RatingSource:
    """The simulated rating is one from 1 to 5, as the alliance of our own check-in is: the demo asks on with that."""
    ours = BIDEWELL_CHECKIN
    scale = ours.scale(ours.main_scale or "")
    return RatingSource(ours.code, ours.role.value, ours.rater, ours.version, scale.code, scale.minimum, scale.maximum)


def _answered_with(rating: RatingSource, checkins: pl.DataFrame) -> pl.DataFrame:
    was_answered = pl.col("item").is_not_null()
    return checkins.with_columns(
        pl.lit(rating.name).alias("instrument"),
        pl.lit(rating.version).alias("version"),
        pl.when(was_answered).then(pl.lit(rating.item)).alias("item"),
    )
