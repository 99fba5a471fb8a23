"""The way to the program as recorded, also where nobody had to make it, beside the factors' values.

Who was seen from afar had no way, and only who came was seen: a way of none tells who came. So whatever asks who comes
reads the recorded one.
"""

from dataclasses import replace

import polars as pl

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.factor_values import factor_values
from bidewell.analysis.program import ProgramRecords
from bidewell.factors.factor import Factor

# What the column of a factor ends in.
AS_RECORDED = ".as_recorded"


def with_recorded_ways(records: ProgramRecords, panel: PanelFrames, factors: tuple[Factor, ...]) -> pl.DataFrame:
    """The factors' values, as `factor_values` has them, and each way as recorded. One row per row of the panel."""
    ways = tuple(factor for factor in factors if factor.zero_for_telehealth)
    in_person = replace(panel, rows=panel.rows.with_columns(telehealth=pl.lit(False)))
    recorded = factor_values(records, in_person, ways)
    named = recorded.rename({factor.name: f"{factor.name}{AS_RECORDED}" for factor in ways})
    return pl.concat([factor_values(records, panel, factors), named], how="horizontal")
