"""Which rating speaks about which contact. A rating may only explain what came after it."""

import polars as pl

from bidewell.analysis.events.group_sessions import the_one_session, with_group_session
from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.periods import Grid, bounds_of_period, week_since
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.sessions import CheckInStatus, Rater
from bidewell.domain.settings import RatingSource

_REACHED = (CheckInStatus.OFFERED, CheckInStatus.SHOWN, CheckInStatus.ANSWERED, CheckInStatus.DECLINED)


def ratings_by_period(
    records: ProgramRecords, episodes: pl.DataFrame, days: pl.DataFrame, grid: Grid, instrument: RatingSource | None
) -> pl.DataFrame:
    """One row per episode and period with a rating: mean, count, how many at the ceiling, and the group session."""
    if instrument is None:
        return _no_ratings()
    answered = records.checkins.filter(
        pl.col("instrument") == instrument.name,
        pl.col("rater") == instrument.rater,
        pl.col("item") == instrument.item,
        # Another version is another questionnaire, even where the numbers look alike.
        pl.col("version").is_null() | (pl.col("version") == instrument.version),
        pl.col("value").is_not_null(),
    )
    answers = with_group_session(answered, records.sessions)
    return (
        _decided(answers, episodes, days, grid, records.settings.continuous_exposure)
        .group_by("episode", "period")
        .agg(
            pl.col("value").mean().alias("rating"),
            pl.len().cast(pl.Int32).alias("rating_count"),
            (pl.col("value") >= instrument.maximum).sum().cast(pl.Int32).alias("rating_at_ceiling"),
            the_one_session(),
        )
    )


def checkins_by_period(records: ProgramRecords, episodes: pl.DataFrame, days: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """One row per episode and period with the client's check-ins: those that arrived, and what became of them.

    Questionnaires asked after one session, or without one on one day, are one check-in: who answers one answers all.
    """
    status = pl.col("status")
    sitting = pl.coalesce("session", pl.col("day").cast(pl.String)).alias("sitting")
    events = (
        records.checkins.filter(pl.col("rater") == Rater.CLIENT)
        .group_by(sitting, "episode", maintain_order=True)
        .agg(
            pl.col("day").min(),
            status.is_in(_REACHED).any().alias("offered"),
            (status == CheckInStatus.ANSWERED).any().alias("answered"),
            (status == CheckInStatus.DECLINED).any().alias("declined"),
            (status == CheckInStatus.UNDELIVERED).all().alias("undelivered"),
        )
    )
    counts = [
        pl.col(name).sum().cast(pl.Int32).name.prefix("checkins_")
        for name in ("offered", "answered", "declined", "undelivered")
    ]
    decided = _decided(events, episodes, days, grid, records.settings.continuous_exposure)
    return decided.group_by("episode", "period").agg(counts)


def _decided(
    answers: pl.DataFrame, episodes: pl.DataFrame, days: pl.DataFrame, grid: Grid, continuous: bool
) -> pl.DataFrame:
    """Give each answer the period whose contact it may explain; answers that may explain none are dropped."""
    contacts = days.filter("attended").select("episode", "period", contact_on="day").sort("contact_on")
    placed = (
        _in_stretches(answers, episodes)
        .sort("day")
        .join_asof(
            contacts, left_on="day", right_on="contact_on", by="episode", strategy="forward", check_sortedness=False
        )
    )
    return placed.with_columns(
        pl.coalesce("period", _period_after_last_contact(grid, continuous)).alias("period")
    ).filter(pl.col("period").is_not_null())


def _in_stretches(answers: pl.DataFrame, episodes: pl.DataFrame) -> pl.DataFrame:
    """An answer belongs to the stretch of care running on its day; before the first one, to the first."""
    is_return = pl.col("episode") != pl.col("record_episode")
    opens_on = pl.when(is_return).then("start").otherwise(pl.date(1, 1, 1))
    stretches = episodes.select(
        "record_episode",
        "episode",
        "start",
        "last_contact_on",
        "contacts",
        "complete_through",
        "outcome",
        opens_on=opens_on,
    ).sort("opens_on")
    return (
        answers.rename({"episode": "record_episode"})
        .sort("day")
        .join_asof(stretches, left_on="day", right_on="opens_on", by="record_episode", check_sortedness=False)
        .filter(pl.col("episode").is_not_null())
    )


def _period_after_last_contact(grid: Grid, continuous: bool) -> pl.Expr:
    """After the last contact of a client who has gone, an answer explains nothing. In care it informs the state, but
    not the period of a last contact whose question has been asked."""
    in_care = pl.col("outcome") == IN_CARE
    _, closes_on = bounds_of_period(pl.col("last_contact_on"), grid, continuous)
    asked = closes_on <= pl.col("complete_through")
    if grid == "session":
        return pl.when(in_care & ~asked).then(pl.col("contacts").cast(pl.Int32) - 1)
    own_week = week_since(pl.col("start"), pl.col("day"))
    same_week = own_week == week_since(pl.col("start"), pl.col("last_contact_on"))
    return pl.when(in_care).then(own_week + (same_week & asked).cast(pl.Int32))


def _no_ratings() -> pl.DataFrame:
    return pl.DataFrame(
        schema={
            "episode": pl.String,
            "period": pl.Int32,
            "rating": pl.Float64,
            "rating_count": pl.Int32,
            "rating_at_ceiling": pl.Int32,
            "group_session": pl.String,
        }
    )
