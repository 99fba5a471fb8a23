"""Stretches of care: an episode is cut where a client came back after the window. A confirmed leaving stays one."""

from datetime import date

import polars as pl

from bidewell.analysis.events.periods import days_between, week_since


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


def stretches_of_care(days: pl.DataFrame, charts: pl.DataFrame, cut: date, continuous: bool) -> pl.DataFrame:
    """One row per stretch with a contact: first and last contact, how many, and whether silence has confirmed it."""
    contact_on = pl.col("day").filter("attended")
    contacts = days.lazy().join(
        charts.lazy().select(record_episode="episode", chart_start="start"), on="record_episode"
    )
    # Beside the days, not within the groups: where there is nobody, a group's first contact would have no type.
    first_contact_on = pl.when("attended").then("day").min().over("record_episode", "stretch")
    opened_on = pl.when(pl.col("stretch") == 0).then("chart_start").otherwise(first_contact_on)
    counted = pl.col("counted").filter("attended")
    return (
        contacts.with_columns(counted=week_since(opened_on, pl.col("day")) if continuous else pl.col("day"))
        .group_by("record_episode", "stretch")
        .agg(
            contact_on.min().alias("first_contact_on"),
            contact_on.max().alias("last_contact_on"),
            counted.n_unique().cast(pl.Int32).alias("contacts"),
            (~pl.col("attended") & (pl.col("day") > contact_on.max())).sum().alias("missed_after"),
        )
        .filter(pl.col("contacts") > 0)
        .sort("record_episode", "stretch")
        .join(charts.lazy().rename({"episode": "record_episode"}), on="record_episode", maintain_order="left")
        .with_columns(pl.when(pl.col("stretch") == 0).then("start").otherwise("first_contact_on").alias("start"))
        .with_columns(
            _sessions_numbered().alias("sessions_numbered"),
            pl.col("start").shift(-1).over("record_episode").alias("next_start"),
        )
        .with_columns(
            (
                pl.col("next_start").is_not_null()
                | (days_between(pl.col("last_contact_on"), pl.lit(cut)) >= pl.col("window_days"))
            ).alias("silent")
        )
        .collect()
    )


def _sessions_numbered() -> pl.Expr:
    """Whether the first contact in the records was the first there was. Of a client who was in care before recording
    began, and of whom nothing earlier was entered, it was not."""
    from_the_start = pl.col("observed_from").is_null() | (pl.col("observed_from") <= pl.col("start"))
    return from_the_start | (pl.col("first_contact_on") < pl.col("observed_from"))


def linked_id(record_episode: str, stretch: str) -> pl.Expr:
    """`a`, then `a~2`, `a~3` for the returns."""
    number = (pl.col(stretch) + 1).cast(pl.String)
    return pl.when(pl.col(stretch) == 0).then(record_episode).otherwise(pl.col(record_episode) + "~" + number)
