"""Orders and other outside pressure at each period: in force, for how long, or over by the next expected contact."""

import polars as pl

from bidewell.domain.time import DAYS_PER_WEEK
from bidewell.factors.kinds import NO

# The column of a pressure that says of what type it is.
OF_TYPE = ".type"


def pressure_values(rows: pl.DataFrame, spells: pl.DataFrame, name: str) -> pl.DataFrame:
    """Columns NAME.active, NAME.weeks, NAME.after and NAME.type (while in force), aligned with the rows.

    No record is no pressure.
    """
    at_rows = (
        rows.lazy()
        .join(_orders(spells).lazy(), on="record_episode")
        .filter(pl.col("from").is_null() | (pl.col("from") <= pl.col("reference_on")))
        # An order that was over before admission put nobody under pressure here.
        .filter(pl.col("to").is_null() | (pl.col("to") >= pl.col("start")))
        .with_columns((~_over_by_next_contact()).alias("in_force"))
        .sort("row", "in_force", "from", nulls_last=False)
        .group_by("row", maintain_order=True)
        .agg(
            pl.col("in_force").any(),
            pl.col("type").last(),
            _weeks_under().filter(pl.col("in_force") == pl.col("in_force").any()).max().alias("weeks"),
        )
        .collect()
    )
    aligned = rows.join(at_rows, on="row", how="left", maintain_order="left")
    return aligned.select(
        pl.col("in_force").fill_null(False).cast(pl.Float64).alias(f"{name}.active"),
        pl.col("weeks").fill_null(0.0).alias(f"{name}.weeks"),
        (~pl.col("in_force")).fill_null(False).cast(pl.Float64).alias(f"{name}.after"),
        pl.when(pl.col("in_force")).then(pl.col("type")).alias(f"{name}{OF_TYPE}"),
    )


def _orders(spells: pl.DataFrame) -> pl.DataFrame:
    kind = pl.col("value").str.strip_chars()
    said_no = kind.str.to_lowercase().is_in(sorted(NO)).fill_null(False)
    return spells.with_columns(kind.alias("type")).filter(~said_no)


def _over_by_next_contact() -> pl.Expr:
    # Who stops when the order stops had it in force at the last contact: dated there, the order would seem to drive
    # people out. So it counts as over once it will be over by the day the client is next expected.
    next_expected = pl.col("reference_on") + pl.duration(days=pl.col("planned_interval_days").round().cast(pl.Int64))
    return (pl.col("to") < next_expected).fill_null(False)


def _weeks_under() -> pl.Expr:
    since = pl.max_horizontal("start", "from")
    return (pl.col("reference_on") - since).dt.total_days() / DAYS_PER_WEEK
