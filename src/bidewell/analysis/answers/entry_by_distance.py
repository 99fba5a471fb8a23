"""Entry, before there is anything to model: do fewer of those referred start where the way is long?"""

import numpy as np
import polars as pl

from bidewell.analysis.description.entry import DAYS_TO_START
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.products import WAYS
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.survival.estimates import proportion

# As for any group that is shown: a share of fewer says nothing and could tell on someone.
FEWEST_REFERRED = 11


def near_less_far(records: ProgramRecords) -> tuple[Interval, int] | None:
    """Share that started of the nearer half of those referred, less that of the farther half, and of how many clients.

    Interval by Newcombe's (1998) hybrid of two Wilson intervals. None where too few referrals have a way recorded in
    one unit, or nobody who did not start was recorded.
    """
    # One of them decides: minutes and miles in one order would mean nothing. The first that enough referrals have.
    for distance in WAYS:
        referred = _referrals(records, distance)
        if referred.is_empty() or bool(referred["started"].all()):
            continue
        near, far = _halves(referred)
        if min(half["client"].n_unique() for half in (near, far)) >= FEWEST_REFERRED:
            return _difference(near, far), referred["client"].n_unique()
    return None


def _difference(near: pl.DataFrame, far: pl.DataFrame) -> Interval:
    one = proportion(int(near["started"].sum()), near.height)
    other = proportion(int(far["started"].sum()), far.height)
    difference = one.probability - other.probability
    below = np.hypot(one.probability - one.low, other.high - other.probability)
    above = np.hypot(one.high - one.probability, other.probability - other.low)
    return Interval(difference, float(difference - below), float(difference + above))


def _halves(referred: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Nearer and farther; where many ways are alike, they go where the halves come out more even."""
    middle = referred["way"].median()
    below, up_to = pl.col("way") < middle, pl.col("way") <= middle
    splits = [(referred.filter(near), referred.filter(~near)) for near in (up_to, below)]
    return min(splits, key=lambda split: abs(split[0].height - split[1].height))


def _referrals(records: ProgramRecords, distance: str) -> pl.DataFrame:
    """Referrals old enough to have started, with their way; what was written down only once care began is left out."""
    oldest = pl.lit(records.settings.extract_date) - pl.duration(days=DAYS_TO_START)
    ways = (
        records.factors.filter(pl.col("name") == distance, pl.col("from").is_null())
        .group_by("episode")
        .agg(pl.col("number").first().alias("way"))
    )
    return (
        records.episodes.filter(pl.col("referred_on") <= oldest)
        .join(ways, on="episode")
        .filter(pl.col("way").is_not_null())
        .select("client", "way", pl.col("start").is_not_null().alias("started"))
    )
