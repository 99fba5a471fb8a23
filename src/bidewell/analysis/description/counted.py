"""Episodes as follow-up on two clocks: days since the start, and sessions attended before."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from bidewell.analysis.events.outcomes import Outcomes
from bidewell.analysis.events.periods import days_between, number_periods
from bidewell.analysis.events.service_days import Services
from bidewell.engine.survival.followup import FollowUp, follow_up

# Both clocks start at 0; people call the first session number 1.
FIRST_NUMBER = {"week": 0, "session": 1}


@dataclass(frozen=True)
class Counted:
    """Episodes with any follow-up, one row each, and the same rows as follow-up on one clock.

    On the clock of days an ending is dated at the last contact; everyone's follow-up ends at the cut less the window,
    because what became of a later contact is known of none. `observed_from` is delayed entry.
    """

    episodes: pl.DataFrame
    follow_up: FollowUp

    def where(self, condition: pl.Expr) -> "Counted":
        """The episodes that meet a condition, with their follow-up."""
        chosen = self.episodes.with_columns(condition.fill_null(False).alias("chosen"))["chosen"].to_numpy()
        return Counted(self.episodes.filter(chosen), self.follow_up.take(chosen))

    @property
    def clients(self) -> int:
        """How many people that is: who came back has two episodes."""
        return self.episodes["client"].n_unique()

    def __len__(self) -> int:
        return len(self.follow_up)


def count_days(outcomes: Outcomes) -> Counted:
    """Days since the start of the episode; a client who came once left on day 0. Needs `ending_class`."""
    return _follow(_dated(outcomes), entry="entry_day", last="last_day", until="until_day")


def count_sessions(outcomes: Outcomes, services: Services) -> Counted:
    """Sessions attended before the one after which care ended: 0 for a client who came once.

    Clients already in care whose first sessions were not recorded have no such number.
    """
    # How many more sessions follow-up would have covered for those who ended is a guess: at their planned interval.
    further = ((pl.col("until_day") - pl.col("last_day")) / pl.col("planned_interval_days").clip(1)).floor()
    numbered = (
        _dated(outcomes)
        .join(_session_numbers(outcomes, services), on="episode", how="left", maintain_order="left")
        .filter((pl.col("entry_day") == 0) | (pl.col("sessions_before") > 0))
        .with_columns(
            (pl.col("sessions") - 1).alias("last_session"),
            (pl.when("is_seen").then(pl.col("sessions") + further).otherwise("sessions_known") - 1).alias(
                "until_session"
            ),
        )
    )
    return _follow(numbered, entry="sessions_before", last="last_session", until="until_session")


def _dated(outcomes: Outcomes) -> pl.DataFrame:
    observed = days_between(pl.col("start"), pl.col("observed_from")).fill_null(0)
    return outcomes.episodes.with_columns(
        observed.clip(lower_bound=0).alias("entry_day"),
        days_between(pl.col("start"), pl.col("last_contact_on")).alias("last_day"),
        days_between(pl.col("start"), pl.col("complete_through")).alias("until_day"),
    ).with_columns(((pl.col("ending_class") > 0) & (pl.col("last_day") <= pl.col("until_day"))).alias("is_seen"))


def _session_numbers(outcomes: Outcomes, services: Services) -> pl.DataFrame:
    """Sessions attended in all, before observation began, and with an outcome that is known by now."""
    continuous = services.records.settings.continuous_exposure
    contact = number_periods(outcomes.days, services.cut, "session", continuous).filter("attended")
    dated = contact.group_by("episode", "period").agg(pl.col("day").max())
    bounds = outcomes.episodes.select("episode", "observed_from", "complete_through")
    return (
        dated.join(bounds, on="episode")
        .group_by("episode")
        .agg(
            pl.len().cast(pl.Int64).alias("sessions"),
            (pl.col("day") < pl.col("observed_from")).sum().cast(pl.Int64).alias("sessions_before"),
            (pl.col("day") <= pl.col("complete_through")).sum().cast(pl.Int64).alias("sessions_known"),
        )
    )


def _follow(clock: pl.DataFrame, entry: str, last: str, until: str) -> Counted:
    """Each clock stops at an ending that follow-up reaches, else at the end of follow-up."""
    stopped = clock.with_columns(
        pl.when("is_seen").then(last).otherwise(until).alias("exit"),
        pl.when("is_seen").then("ending_class").otherwise(0).alias("cause"),
    ).filter(pl.col("exit") >= pl.col(entry))
    days = {name: np.asarray(stopped[name].cast(pl.Float64)) for name in ("exit", entry, until)}
    cause = np.asarray(stopped["cause"].cast(pl.Int64))
    return Counted(stopped, follow_up(days["exit"], cause, days[entry], days[until]))
