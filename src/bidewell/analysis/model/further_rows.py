"""The panel's rows with the ratings beside the alliance: which are read, in which unit, and what they were."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.engine_rows import EngineRows, are_repeated
from bidewell.engine.panel import Flags, Floats, Rating
from bidewell.engine.terms.term import Standard

# With fewer who gave a rating there is nothing to learn from it.
FEWEST_RATERS = 30


def further_units(panel: PanelFrames) -> dict[str, Standard]:
    """The ratings that enough clients gave, again and not nearly all alike, and what one unit of each stands for."""
    given = {name: _given(panel, name) for name in panel.further.sources}
    usable = {
        name: one for name, one in given.items() if one["episode"].n_unique() >= FEWEST_RATERS and are_repeated(one)
    }
    return {name: Standard.learn(one["rating"].to_numpy()) for name, one in usable.items()}


def is_rated(panel: PanelFrames, names: Iterable[str]) -> Flags:
    """Which rows of the panel frame hold any of these ratings."""
    found = np.zeros(panel.rows.height, dtype=bool)
    for name in names:
        found |= _count(panel, name) > 0
    return found


def with_further(rows: EngineRows, panel: PanelFrames, units: Mapping[str, Standard]) -> EngineRows:
    """Rows of a panel joined by these ratings. One that is not recorded any more has been given by nobody."""
    more = {name: _rating(rows, panel, name, unit) for name, unit in units.items()}
    return replace(rows, panel=replace(rows.panel, more=more), further=units)


def _given(panel: PanelFrames, name: str) -> pl.DataFrame:
    """The periods with the rating, as `are_repeated` takes them."""
    return pl.DataFrame({"episode": panel.rows["episode"], "rating": panel.further.frame[name]}).drop_nulls("rating")


def _rating(rows: EngineRows, panel: PanelFrames, name: str, unit: Standard) -> Rating:
    count = _count(panel, name)[rows.kept]
    if name not in panel.further.sources:
        return Rating(np.zeros(count.size), count)
    value = panel.further.frame[name].fill_null(0).to_numpy()[rows.kept].astype(float)
    return Rating(unit.apply(value), count)


def _count(panel: PanelFrames, name: str) -> Floats:
    if name not in panel.further.sources:
        return np.zeros(panel.rows.height)
    return panel.further.frame[f"{name}_count"].fill_null(0).to_numpy().astype(float)
