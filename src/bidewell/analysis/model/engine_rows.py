"""The panel as the engine reads it: numbers and indices instead of names and dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.events.persons import persons
from bidewell.analysis.model.group_sessions import shared_sessions
from bidewell.engine.panel import Flags, Integers, Panel
from bidewell.engine.terms.term import Standard

LEAST_SHARE_RATED_AGAIN = 0.1
# Beyond it the few others lie ten standard deviations and more from the rest, and decide everything.
MOST_SHARE_ALIKE = 0.99


@dataclass(frozen=True)
class Levels:
    """What the indices of therapist, site, quarter and group session stand for, in order.

    Group sessions are those whose raters share a part of their ratings.
    """

    therapist: tuple[str, ...]
    site: tuple[str, ...]
    quarter: tuple[str, ...]
    group_session: tuple[str, ...] = ()


@dataclass(frozen=True)
class EngineRows:
    """Row-aligned engine inputs. `kept` are their row numbers in the panel frame; `episodes` are the clients' episodes.

    `rating` is what one unit of the alliance's ratings stands for, `further` the same of each further rating.
    """

    panel: Panel
    columns: Mapping[str, NDArray[Any]]
    levels: Levels
    rating: Standard
    kept: NDArray[np.int64]
    episodes: tuple[str, ...]
    further: Mapping[str, Standard] = field(default_factory=dict)


def engine_rows(
    panel: PanelFrames,
    values: pl.DataFrame,
    levels: Levels | None = None,
    rating: Standard | None = None,
    has_alliance: bool | None = None,
    also: Flags | None = None,
    *,
    linked: bool = True,
) -> EngineRows:
    """Rows that carry information, in the panel's order.

    `levels`, `rating` and `has_alliance` come from a fit when forecasting: what a rating is worth cannot be told from
    the records of a few clients. `also` [rows of the panel frame] marks more rows to keep. Where `linked`, who returns
    is the same person: what lasts of the alliance, if it is followed, goes on from the episode before.
    """
    frame = _with_facts(panel, values)
    follows_alliance = has_repeated_ratings(panel) if has_alliance is None else has_alliance
    if not follows_alliance:
        frame = frame.with_columns(pl.lit(0, pl.Int32).alias("rating_count"))
    levels = levels or _levels_of(frame)
    rating = rating or Standard.learn(_rated(frame))
    says = (pl.col("rating_count") > 0) | pl.col("at_risk") | pl.col("new_therapist")
    if also is not None:
        says |= pl.col("row").is_in(np.flatnonzero(also))
    informative = frame.filter(says)
    names, client = np.unique(informative["episode_order"].to_numpy(), return_inverse=True)
    ordered = panel.episodes["episode"].to_list()
    read = _panel(informative, client.astype(np.int64), rating)
    if linked and follows_alliance:
        read = replace(read, person=_person(persons(panel)[names][client], read))
    return EngineRows(
        panel=read,
        columns=_columns(informative, levels),
        levels=levels,
        rating=rating,
        kept=informative["row"].to_numpy().astype(np.int64),
        episodes=tuple(ordered[name] for name in names),
    )


def has_repeated_ratings(panel: PanelFrames) -> bool:
    """Whether enough of those who rated did so again, and not nearly all alike."""
    return are_repeated(panel.rows.filter(pl.col("rating_count") > 0).select("episode", "rating"))


def are_repeated(ratings: pl.DataFrame) -> bool:
    """The same of a rating's periods: columns episode and rating.

    From single ratings nobody can tell a client from the error; from ratings that hardly ever differ, nothing.
    """
    rated = ratings.group_by("episode").len()
    again = rated.filter(pl.col("len") > 1).height
    if again == 0 or again < LEAST_SHARE_RATED_AGAIN * rated.height:
        return False
    most_alike = ratings["rating"].unique_counts().sort()[-1]
    return bool(most_alike <= MOST_SHARE_ALIKE * ratings.height)


def _with_facts(panel: PanelFrames, values: pl.DataFrame) -> pl.DataFrame:
    taken = {"row", "episode_order", *panel.rows.columns, *values.columns}
    facts = panel.episodes.with_row_index("episode_order")
    wanted = [name for name in facts.columns if name not in taken and name != "record_episode"]
    rows = pl.concat([panel.rows, values], how="horizontal").with_row_index("row")
    joined = rows.join(facts.select("episode", "episode_order", *wanted), on="episode", maintain_order="left")
    return joined.sort("episode_order", "period", maintain_order=True)


def _levels_of(frame: pl.DataFrame) -> Levels:
    def distinct(column: str) -> tuple[str, ...]:
        return tuple(frame[column].drop_nulls().unique().sort().to_list())

    return Levels(distinct("therapist"), distinct("site"), distinct("quarter"), shared_sessions(frame))


def _rated(frame: pl.DataFrame) -> NDArray[np.float64]:
    return frame.filter(pl.col("rating_count") > 0)["rating"].to_numpy().astype(float)


def _panel(frame: pl.DataFrame, client: NDArray[np.int64], rating: Standard) -> Panel:
    def flags(column: str) -> NDArray[np.bool_]:
        return frame[column].to_numpy().astype(bool)

    return Panel(
        client=client,
        period=frame["period"].to_numpy().astype(float),
        rating=rating.apply(frame["rating"].to_numpy().astype(float)),
        rating_count=frame["rating_count"].to_numpy().astype(float),
        at_risk=flags("at_risk"),
        left=flags("left"),
        agreed=flags("agreed") & flags("at_risk"),
        scored=flags("scored"),
        renewed=flags("new_therapist"),
    )


def _person(number: Integers, panel: Panel) -> Integers | None:
    """Whose each row is, without gaps; None where nobody returns."""
    person = np.unique(number, return_inverse=True)[1].astype(np.int64)
    return None if (person == panel.client).all() else person


def _columns(frame: pl.DataFrame, levels: Levels) -> dict[str, NDArray[Any]]:
    columns: dict[str, NDArray[Any]] = {
        field.name: _index(frame[field.name], getattr(levels, field.name)) for field in fields(Levels)
    }
    columns["quarter"] = np.where(columns["quarter"] < 0, len(levels.quarter) - 1, columns["quarter"])
    for name in frame.columns:
        if name not in columns and (frame.schema[name].is_numeric() or frame.schema[name] == pl.Boolean):
            columns[name] = frame[name].cast(pl.Float64).to_numpy()
        elif frame.schema[name] == pl.String and name not in columns and name != "episode":
            columns[name] = frame[name].to_numpy()
    return columns


def _index(values: pl.Series, known: tuple[str, ...]) -> NDArray[np.int64]:
    places = {level: place for place, level in enumerate(known)}
    return values.replace_strict(places, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()
