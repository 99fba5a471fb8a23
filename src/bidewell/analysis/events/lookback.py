"""Attendance before a contact: never the contact itself, nothing after it."""

import polars as pl

LOOKBACK_DAYS = 28


def attendance_before(rows: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Add the share attended in the 28 days before the reference day, and the days missed since the contact before."""
    running = _running_counts(days)
    yesterday = _as_of(rows, running, days_before=1, suffix="")
    window_start = _as_of(rows, running, days_before=LOOKBACK_DAYS + 1, suffix="_earlier")
    kept = pl.col("kept") - pl.col("kept_earlier").fill_null(0)
    offered = pl.col("offered") - pl.col("offered_earlier").fill_null(0)
    missed = (pl.col("missed") - pl.col("missed_at_contact")).fill_null(0)
    return (
        rows.hstack(yesterday.select("kept", "offered", "missed", "missed_at_contact"))
        .hstack(window_start.select("kept_earlier", "offered_earlier"))
        .with_columns(
            pl.when(offered > 0).then(kept / offered).alias("attended_share_before"),
            missed.cast(pl.Int32).alias("missed_before"),
        )
    )


def _running_counts(days: pl.DataFrame) -> pl.DataFrame:
    attended = pl.col("attended").cast(pl.Int32)
    return (
        days.select("episode", "day", "attended", kept=attended, offered=pl.lit(1, pl.Int32), missed=1 - attended)
        .with_columns(pl.col("kept", "offered", "missed").cum_sum().over("episode"))
        .with_columns(
            pl.when("attended")
            .then("missed")
            .otherwise(None)
            .forward_fill()
            .over("episode")
            .fill_null(0)
            .alias("missed_at_contact")
        )
        .sort("day")
    )


def _as_of(rows: pl.DataFrame, running: pl.DataFrame, days_before: int, suffix: str) -> pl.DataFrame:
    counts = running.rename({name: name + suffix for name in ("kept", "offered", "missed", "missed_at_contact")})
    return (
        rows.select("episode", pl.col("reference_on") - pl.duration(days=days_before))
        .with_row_index("row")
        .sort("reference_on")
        .join_asof(counts, left_on="reference_on", right_on="day", by="episode", check_sortedness=False)
        .sort("row")
    )
