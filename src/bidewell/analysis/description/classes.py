"""Which endings count as what in the curves, and which of them are not staying. One table."""

from dataclasses import replace
from enum import IntEnum

import polars as pl

from bidewell.analysis.events.leaving import IN_CARE
from bidewell.analysis.events.outcomes import Outcomes
from bidewell.analysis.events.periods import days_between
from bidewell.domain.endings import AGREED, Ending


class EndingClass(IntEnum):
    """Code of a class of endings in the arrays; 0 is in care."""

    LEFT = 1
    AGREED = 2
    TAKEN_AWAY = 3
    PUT_OUT = 4
    NOT_KNOWN = 5
    OVER_NOT_LOST = 6


CLASS_OF: dict[Ending, EndingClass] = {
    Ending.LEFT: EndingClass.LEFT,
    **dict.fromkeys(AGREED, EndingClass.AGREED),
    # Care here stopped for something outside the relationship, or goes on elsewhere.
    Ending.TRANSFERRED: EndingClass.TAKEN_AWAY,
    Ending.STEP_UP: EndingClass.TAKEN_AWAY,
    Ending.INCARCERATED: EndingClass.TAKEN_AWAY,
    Ending.HOSPITALISED: EndingClass.TAKEN_AWAY,
    Ending.MOVED: EndingClass.TAKEN_AWAY,
    Ending.DIED: EndingClass.TAKEN_AWAY,
    Ending.COVERAGE_ENDED: EndingClass.TAKEN_AWAY,
    Ending.ORDER_COMPLETED: EndingClass.TAKEN_AWAY,
    Ending.ADMINISTRATIVE: EndingClass.PUT_OUT,
    Ending.PROGRAM_CLOSED: EndingClass.PUT_OUT,
    Ending.ASSESSED_ONLY: EndingClass.NOT_KNOWN,
    Ending.UNKNOWN: EndingClass.NOT_KNOWN,
}

# Curves that are shown; an ending nobody knows is in the table of endings, it says nothing as a curve.
SHOWN = (EndingClass.LEFT, EndingClass.AGREED, EndingClass.TAKEN_AWAY, EndingClass.PUT_OUT)

# Stayed is in care or ended well. Taken away, put out and not known are neither leaving nor staying, so they are lost
# from the number that stayed without being counted as leaving.
NOT_STAYED = (EndingClass.LEFT, EndingClass.TAKEN_AWAY, EndingClass.PUT_OUT, EndingClass.NOT_KNOWN)


def with_ending_class(outcomes: Outcomes, charts: pl.DataFrame) -> Outcomes:
    """Outcomes whose episodes carry `ending_class`, 0 in care. `charts` are the recorded episodes.

    Two endings say that an episode is over, not that the client did not stay: a chart that goes on in the client's next
    chart, and a loss of contact that the definition does not count as leaving ("fewer than four sessions", and this was
    the ninth), which it calls unknown.
    """
    recorded = charts.select(record_episode="episode", chart_end="end", chart_ending="ending")
    next_chart = (pl.col("outcome") == Ending.TRANSFERRED) & ~pl.col("chart_ending").eq_missing(Ending.TRANSFERRED)
    spared = (pl.col("outcome") == Ending.UNKNOWN) & ~_closed_as_unknown()
    codes = {str(ending): int(kind) for ending, kind in CLASS_OF.items()} | {IN_CARE: 0}
    kind = pl.col("outcome").replace_strict(codes, return_dtype=pl.Int64)
    episodes = (
        outcomes.episodes.join(recorded, on="record_episode", how="left", maintain_order="left")
        .with_columns(
            pl.when(next_chart | spared).then(int(EndingClass.OVER_NOT_LOST)).otherwise(kind).alias("ending_class")
        )
        .drop("chart_end", "chart_ending")
    )
    return replace(outcomes, episodes=episodes)


def _closed_as_unknown() -> pl.Expr:
    """The chart itself says so, and was closed before the silence alone would have said that the client left."""
    says_so = pl.col("chart_ending").eq_missing(Ending.UNKNOWN) | (
        pl.col("chart_ending").is_null() & pl.col("chart_end").is_not_null()
    )
    silence = days_between(pl.col("last_contact_on"), pl.col("chart_end"))
    return says_so & (silence <= pl.col("window_days")).fill_null(True)
