"""The ratings beside the alliance: which a program has, and what they were in each period of the panel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from bidewell.analysis.events.periods import Grid
from bidewell.analysis.events.ratings import ratings_by_period
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.sessions import Rater
from bidewell.domain.settings import RatingSource

# Each more makes a fit slower by half; the first ones in this order are read.
READ_FIRST = ("motivation", "engagement", "use", "distress", "well_being", "alliance")
MOST_FURTHER = 3


@dataclass(frozen=True)
class FurtherRatings:
    """`frame` has columns NAME (mean of a period) and NAME_count for each of `sources`, aligned with a panel's rows."""

    sources: Mapping[str, RatingSource]
    frame: pl.DataFrame


def further_sources(instruments: Iterable[RatingSource], primary: RatingSource | None) -> dict[str, RatingSource]:
    """The repeated ratings beside the primary one, by name: what is measured and, unless the client does, who rates.

    Raters are never merged, and of two questionnaires about the same thing the first described is read.
    """
    found: dict[str, RatingSource] = {}
    for source in instruments:
        name = rating_name(source)
        is_primary_again = primary is None or (source.role, source.rater) == (primary.role, primary.rater)
        if source.role in READ_FIRST and not is_primary_again:
            found.setdefault(name, source)
    first = sorted(found, key=lambda name: READ_FIRST.index(found[name].role))
    return {name: found[name] for name in first[:MOST_FURTHER]}


def rating_name(source: RatingSource) -> str:
    """What is measured and, unless the client does, who rates."""
    return source.role if source.rater == Rater.CLIENT else f"{source.role}_{source.rater}"


def further_ratings(
    records: ProgramRecords,
    episodes: pl.DataFrame,
    days: pl.DataFrame,
    grid: Grid,
    rows: pl.DataFrame,
    primary: RatingSource | None,
) -> FurtherRatings:
    """Each further rating in the periods of `rows`. Time: one pass over the check-ins for each."""
    sources, frame = further_sources(records.settings.instruments, primary), rows.select("episode", "period")
    for name, source in sources.items():
        by_period = ratings_by_period(records, episodes, days, grid, source)
        found = by_period.select("episode", "period", "rating", "rating_count").rename(
            {"rating": name, "rating_count": f"{name}_count"}
        )
        frame = frame.join(found, on=["episode", "period"], how="left", maintain_order="left")
    return FurtherRatings(sources, frame.drop("episode", "period"))
