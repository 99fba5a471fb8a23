"""Ratings as they get written down: on a scale that ends, or in categories, whatever the level behind them."""

from dataclasses import replace

import numpy as np

from bidewell.engine.panel import Floats
from bidewell.engine.ratings import Censored, Ordinal, Ratings
from bidewell.simulate.panels import DrawnProgram


def written(program: DrawnProgram, ratings: Ratings, thresholds: Floats | None = None) -> DrawnProgram:
    """The same lives with ratings of another kind; `thresholds` are the true parameters of categories (default 0)."""
    own = np.zeros(ratings.thresholds) if thresholds is None else thresholds
    panel = replace(program.model.panel, rating=_written(program.model.panel.rating, ratings, own))
    model = replace(program.model, panel=panel, ratings=ratings)
    return replace(program, model=model, parameters=np.append(program.parameters, own))


def _written(rating: Floats, ratings: Ratings, thresholds: Floats) -> Floats:
    if isinstance(ratings, Censored):
        return np.clip(rating, ratings.low, ratings.high)
    if isinstance(ratings, Ordinal):
        return np.asarray(ratings.values)[np.searchsorted(ratings.cuts(thresholds), rating)]
    return rating
