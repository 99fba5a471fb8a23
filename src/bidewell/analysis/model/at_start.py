"""Records as a fit that explains reads them: of what the alliance may bring about, only what care began with."""

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from bidewell.analysis.program import ProgramRecords
from bidewell.factors.factor import Factor
from bidewell.factors.on_the_path import is_on_the_path


def as_at_start(records: ProgramRecords, factors: Iterable[Factor]) -> ProgramRecords:
    """The records in which each factor on the alliance's path has one value an episode: that of its start, throughout.

    A later value says what treatment came to; without the earlier one, what a client brought along would be missing.
    """
    names = [factor.name for factor in factors if is_on_the_path(factor)]
    is_on_path = pl.col("name").is_in(names)
    starts = records.episodes.select("episode", care_began_on="start")
    measured = pl.col("from").is_null() | (pl.col("from") <= pl.col("care_began_on"))
    still = pl.col("to").is_null() | (pl.col("to") >= pl.col("care_began_on"))
    at_start = (
        records.factors.filter(is_on_path)
        .join(starts, on="episode", maintain_order="left")
        .filter(measured & still)
        .sort("from", nulls_last=False, maintain_order=True)
        .unique(("episode", "name"), keep="last", maintain_order=True)
        .with_columns(pl.lit(None, pl.Date).alias("from"), pl.lit(None, pl.Date).alias("to"))
        .select(records.factors.columns)
    )
    return replace(records, factors=pl.concat([records.factors.filter(~is_on_path), at_start]))
