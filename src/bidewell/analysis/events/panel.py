"""The panel: one row per episode and period, all that the engine reads. The rules are told in docs/event-rules.md."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from bidewell.analysis.events.definitions import Definition
from bidewell.analysis.events.further_ratings import FurtherRatings, further_ratings
from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.lookback import attendance_before
from bidewell.analysis.events.not_counted import not_counted
from bidewell.analysis.events.outcomes import episode_outcomes
from bidewell.analysis.events.periods import (
    GRIDS,
    Grid,
    bounds_of_period,
    empty_periods,
    first_day_of,
    number_periods,
    quarter_of,
)
from bidewell.analysis.events.ratings import checkins_by_period, ratings_by_period
from bidewell.analysis.events.service_days import Services, read_services
from bidewell.analysis.events.therapists import with_therapist
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.endings import AGREED, Ending
from bidewell.domain.settings import RatingSource, rating_source

ROW_COLUMNS = (
    "episode", "period", "contact", "first_contact_on", "contact_on", "reference_on", "scheduled", "attended",
    "no_shows", "telehealth", "checkins_offered", "checkins_answered", "checkins_declined", "checkins_undelivered",
    "rating", "rating_count", "rating_at_ceiling", "group_session", "at_risk", "left", "ended", "agreed", "scored",
    "therapist", "new_therapist", "quarter", "attended_share_before", "missed_before",
)  # fmt: skip

_COUNTS = (
    "scheduled", "attended", "no_shows", "checkins_offered", "checkins_answered", "checkins_declined",
    "checkins_undelivered", "rating_count", "rating_at_ceiling",
)  # fmt: skip

_FACTS = (
    "episode", "record_episode", "start", "observed_from", "sessions_numbered", "last_contact_on", "complete_through",
    "outcome",
)  # fmt: skip


@dataclass(frozen=True)
class PanelFrames:
    """Episodes, their periods, and who is not counted, of a program (its name) under one definition on one grid."""

    program: str
    episodes: pl.DataFrame
    rows: pl.DataFrame
    excluded: pl.DataFrame
    definition: Definition
    grid: Grid
    cut: date
    complete_through: date
    instrument: RatingSource | None
    further: FurtherRatings


def build_panel(
    records: ProgramRecords, definition: Definition, grid: Grid = "week", as_of: date | None = None
) -> PanelFrames:
    """Apply the event rules. With `as_of`, as the records stood on that day."""
    return panel_of(read_services(records, as_of), definition, grid)


def panel_of(services: Services, definition: Definition, grid: Grid = "week") -> PanelFrames:
    """The same from sessions already folded, for several definitions or grids."""
    if grid not in GRIDS:
        raise ValueError(f"unknown grid; choose one of {', '.join(GRIDS)}")
    outcomes = episode_outcomes(services, definition)
    episodes = outcomes.episodes
    continuous = services.records.settings.continuous_exposure
    days = number_periods(outcomes.days, services.cut, grid, continuous)
    instrument = rating_source(services.records.settings.instruments)
    observed = (
        _services_by_period(days, continuous),
        ratings_by_period(services.records, episodes, days, grid, instrument),
        checkins_by_period(services.records, episodes, days, grid),
    )
    rows = empty_periods(episodes, services.cut, grid)
    for columns in observed:
        rows = rows.join(columns, on=["episode", "period"], how="left", maintain_order="left")
    rows = _judged(rows, episodes, grid, continuous)
    rows = rows.pipe(with_therapist, services.records.assignments).pipe(attendance_before, days)
    longest_window = episodes["window_days"].max() if episodes.height else definition.window_days
    assert isinstance(longest_window, int)
    return PanelFrames(
        program=services.records.settings.name,
        episodes=episodes,
        rows=rows.select(ROW_COLUMNS),
        excluded=not_counted(services, episodes, rows),
        definition=definition,
        grid=grid,
        cut=services.cut,
        complete_through=services.cut - timedelta(days=longest_window),
        instrument=instrument,
        further=further_ratings(services.records, episodes, days, grid, rows, instrument),
    )


def _services_by_period(days: pl.DataFrame, continuous: bool) -> pl.DataFrame:
    attended = pl.col("attended")
    counted = [attended.sum(), pl.len().alias("scheduled"), pl.col("no_show").sum().alias("no_shows")]
    if continuous:
        # Doses are many a week; a dosed week is one contact kept, a week without one dose is one missed.
        counted = [
            attended.any(),
            pl.len().clip(upper_bound=1).alias("scheduled"),
            (pl.col("no_show").any() & ~attended.any()).alias("no_shows"),
        ]
    return days.group_by("episode", "period", maintain_order=True).agg(
        pl.col("day").filter(attended).min().alias("first_contact_on"),
        pl.col("day").filter(attended).max().alias("contact_on"),
        pl.col("telehealth").filter(attended).last(),
        pl.col("seen_alone").drop_nulls().last(),
        pl.col("led_group").drop_nulls().last(),
        *[count.cast(pl.Int32) for count in counted],
    )


def _judged(rows: pl.DataFrame, episodes: pl.DataFrame, grid: Grid, continuous: bool) -> pl.DataFrame:
    """Where the leaving question is asked, and where its answer is yes."""
    facts = episodes.select(_FACTS)
    # On the session grid a client whose earlier sessions are not recorded would be asked under a wrong number.
    placed = pl.lit(True) if grid == "week" else pl.col("sessions_numbered")
    opens_on, closes_on = bounds_of_period(pl.col("reference_on"), grid, continuous)
    observed = pl.col("observed_from").is_null() | (opens_on >= pl.col("observed_from"))
    asked = pl.col("contact") & pl.col("scored") & (closes_on <= pl.col("complete_through"))
    over = pl.col("at_risk") & (pl.col("contact_on") == pl.col("last_contact_on")) & (pl.col("outcome") != IN_CARE)
    left = over & (pl.col("outcome") == Ending.LEFT)
    return (
        rows.join(facts, on="episode", maintain_order="left")
        .with_columns(
            *[pl.col(count).fill_null(0) for count in _COUNTS],
            pl.col("telehealth").fill_null(False),
            pl.col("contact_on").is_not_null().alias("contact"),
            pl.coalesce("contact_on", first_day_of(pl.col("start"), pl.col("period"))).alias("reference_on"),
        )
        .with_columns(
            (observed & placed).alias("scored"),
            placed.alias("placed"),
            quarter_of(pl.col("reference_on")).alias("quarter"),
        )
        .with_columns(asked.fill_null(False).alias("at_risk"))
        .with_columns(left.fill_null(False).alias("left"), pl.when(over & ~left).then("outcome").alias("ended"))
        .with_columns(pl.col("ended").is_in(sorted(AGREED)).fill_null(False).alias("agreed"))
    )
