"""Programs whose ratings get written down on a scale that ends, or in categories, whatever the level behind them."""

from dataclasses import replace

import numpy as np

from bidewell.engine.panel import Floats
from bidewell.engine.ratings import Ratings
from bidewell.simulate.panels import DrawnProgram


def written(program: DrawnProgram, ratings: Ratings, thresholds: Floats | None = None) -> DrawnProgram:
    """The same lives with ratings of another kind; `thresholds` are the true parameters of categories (default 0)."""
    own = np.zeros(ratings.thresholds) if thresholds is None else thresholds
    panel = replace(program.model.panel, rating=ratings.written(program.model.panel.rating, own))
    model = replace(program.model, panel=panel, ratings=ratings)
    return replace(program, model=model, parameters=np.append(program.parameters, own))
