"""The past days a backtest stands on, and the clients who were in care on each, as the records stood then."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import Definition
from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.forecasting.expected_contacts import HORIZON_DAYS
from bidewell.analysis.forecasting.in_care import MONTH_DAYS, without_withheld
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.endings import Ending

HORIZONS = (MONTH_DAYS, HORIZON_DAYS)
# How many days may be forecast from, and how far apart they lie; the days between hold the same clients again.
ORIGINS, EVERY_DAYS = 12, 30
# Days before the first origin whose outcomes the simple rules learn from.
_MOST_PAST_DAYS = 12


def days_back(records: ProgramRecords, definition: Definition, every: int = EVERY_DAYS) -> tuple[date, ...]:
    """Days to stand on, latest first: from the last whose month ahead is known by now, back to the first session."""
    first = records.sessions["day"].min()
    if not isinstance(first, date):
        return ()
    last = records.settings.extract_date - timedelta(days=definition.window_days + MONTH_DAYS)
    return tuple(last - timedelta(days=back) for back in range(0, max((last - first).days, 0), every))


@dataclass(frozen=True)
class Standpoint:
    """A day, and one row per client in care on it: who, since when, and the rating last given, as known that day."""

    day: date
    clients: pl.DataFrame

    def after(self, panel: PanelFrames, days: int) -> pl.DataFrame:
        """The clients with `stayed` so many days later and `ended_otherwise`, as a later panel knows them.

        The outcome is known once the definition's window has passed after the horizon: `is_known` depends on that
        alone, never on the outcome. Outcomes not known are not counted; so none is censored, and none is weighted.
        """
        horizon = self.day + timedelta(days=days)
        later = panel.episodes.select(
            "record_episode",
            began_on="start",
            ended_on="last_contact_on",
            came_to="outcome",
            known_through="complete_through",
        )
        # A return after the window opens a linked episode: the one that holds the contact seen then is meant.
        meant = pl.col("last_contact_on").is_between("began_on", "ended_on")
        over = pl.col("ended_on") <= horizon
        return (
            self.clients.join(later, on="record_episode", how="inner", maintain_order="left")
            .filter(meant)
            .with_columns(
                (~((pl.col("came_to") == Ending.LEFT) & over)).cast(pl.Float64).alias("stayed"),
                (~pl.col("came_to").is_in([Ending.LEFT.value, IN_CARE]) & over).alias("ended_otherwise"),
                (pl.col("known_through") >= horizon).alias("is_known"),
            )
        )


def stand_on(records: ProgramRecords, definition: Definition, grid: Grid, day: date) -> Standpoint:
    """Who was in care on a day, from what was known then and a therapist may see. Cost: one panel."""
    panel = build_panel(without_withheld(as_known_on(records, day)), definition, grid)
    rated = panel.rows.filter(pl.col("rating_count") > 0)
    last = rated.group_by("episode", maintain_order=True).agg(pl.col("rating").last().alias("last_rating"))
    clients = panel.episodes.filter(pl.col("outcome") == IN_CARE).join(
        last, on="episode", how="left", maintain_order="left"
    )
    return Standpoint(
        day,
        clients.select(
            "episode",
            "record_episode",
            "client",
            "last_contact_on",
            "last_rating",
            (pl.lit(day) - pl.col("start")).dt.total_days().alias("days_in_care"),
        ),
    )


@dataclass(frozen=True)
class Timeline:
    """The origins, latest first, and all standpoints by day: those of the origins and those before them."""

    origins: tuple[date, ...]
    standpoints: dict[date, Standpoint]

    @classmethod
    def of(
        cls,
        records: ProgramRecords,
        definition: Definition,
        grid: Grid,
        origins: int = ORIGINS,
        every: int = EVERY_DAYS,
    ) -> "Timeline":
        """Stand on every day the backtest needs."""
        days = days_back(records, definition, every)[: origins + _MOST_PAST_DAYS]
        return cls(days[:origins], {day: stand_on(records, definition, grid, day) for day in days})

    def before(self, day: date) -> tuple[Standpoint, ...]:
        """Standpoints before a day."""
        return tuple(one for other, one in self.standpoints.items() if other < day)
