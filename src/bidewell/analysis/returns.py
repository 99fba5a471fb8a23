"""Stretches of care: an episode is cut where a client came back after the window. A confirmed leaving stays one."""

import polars as pl

from bidewell.analysis.periods import days_between


def with_window(charts: pl.DataFrame, window_days: int) -> pl.DataFrame:
    """Each client's window: the definition's, at least twice the planned interval."""
    twice_planned = (2 * pl.col("planned_interval_days")).ceil().cast(pl.Int32)
    return charts.with_columns(pl.max_horizontal(pl.lit(window_days, pl.Int32), twice_planned).alias("window_days"))


def number_stretches(days: pl.DataFrame, charts: pl.DataFrame, splits_on_return: bool) -> pl.DataFrame:
    """Give each service day the number of its stretch: 0, and one more at every contact after a longer silence."""
    if not splits_on_return:
        return days.with_columns(pl.lit(0, pl.Int32).alias("stretch"))
    contact_on = pl.when("attended").then("day")
    previous_contact = contact_on.shift(1).forward_fill().over("record_episode")
    came_back = pl.col("attended") & (days_between(previous_contact, pl.col("day")) > pl.col("window_days"))
    return (
        days.join(
            charts.select(record_episode="episode", window_days="window_days"),
            on="record_episode",
            maintain_order="left",
        )
        .with_columns(came_back.fill_null(False).cast(pl.Int32).alias("stretch"))
        .with_columns(pl.col("stretch").cum_sum().over("record_episode"))
        .drop("window_days")
    )


def linked_id(record_episode: str, stretch: str) -> pl.Expr:
    """`a`, then `a~2`, `a~3` for the returns."""
    number = (pl.col(stretch) + 1).cast(pl.String)
    return pl.when(pl.col(stretch) == 0).then(record_episode).otherwise(pl.col(record_episode) + "~" + number)
