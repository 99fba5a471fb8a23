"""A number of a fit as a document row: prior beside posterior, and whether the data moved it."""

from typing import Any

import numpy as np

from bidewell.analysis.interval import Interval
from bidewell.engine.panel import Floats

Row = dict[str, Any]

# The data moved a parameter when they took away a fifth of its prior's spread, or moved its mean by half of it.
LEAST_NARROWING, LEAST_SHIFT = 0.8, 0.5


def number_row(name: str, words: str, scale: str, prior: tuple[float, float], draws: Floats) -> Row:
    """`draws` [n] are the posterior's; a flat prior's standard deviation is infinite, and told as None."""
    mean, sd = prior
    shown_sd = sd if np.isfinite(sd) else None
    moved = not np.isfinite(sd) or draws.std() < LEAST_NARROWING * sd or abs(draws.mean() - mean) > LEAST_SHIFT * sd
    return {
        "name": name,
        "words": words,
        "scale": scale,
        "prior": {"mean": mean, "sd": shown_sd},
        "posterior": {**Interval.of(draws).as_document(), "sd": float(draws.std())},
        "moved": bool(moved),
    }
