"""Draws of the estimated standard deviations, each from its own density along a grid.

The density of a scale has no bell's shape, on any axis: towards zero it has a long tail (no effect at all is
possible), upwards the prior ends it. So it is taken as it is, by values along a line through the mode, one scale at a
time; how the scales hang together is left to the weights.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from bidewell.engine.fitters.laplace import LOG_SCALE_RANGE, Quadratic
from bidewell.engine.panel import Floats, Integers

# How far the line reaches below and above the mode, in the width the density has at its top; and values along it.
REACH = (8.0, 6.0)
VALUES, CELLS = 25, 240
WIDEST = 1.5
WIDTH_STEP = 0.1  # between the values from which that width is measured
# Proposing from a density a little flatter than the line's own covers what leaning scales add.
FLATTENED = 0.95


@dataclass(frozen=True)
class Line:
    """Cells along one log scale, and the log probability density of each."""

    edges: Floats
    log_density: Floats

    def cell(self, uniform: Floats) -> Integers:
        """The cell at which the cumulative probability passes each of `uniform`, [draws]."""
        cumulative = np.cumsum(np.exp(self.log_density) * np.diff(self.edges))
        return np.minimum(np.searchsorted(cumulative, uniform), CELLS - 1)


def draw_scales(quadratic: Quadratic, best: Floats, draws: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Log scales [draws, scales] near their best values, and the log density of each draw."""
    values, density = np.empty((draws, best.size)), np.zeros(draws)
    for scale in range(best.size):
        line = _line(quadratic, best, scale)
        # Evenly spread over the probabilities, in random order: fewer draws are needed than of chance alone.
        cells = line.cell((random.permutation(draws) + random.random(draws)) / draws)
        values[:, scale] = line.edges[cells] + random.random(draws) * np.diff(line.edges)[cells]
        density += line.log_density[cells]
    return values, density


def _line(quadratic: Quadratic, best: Floats, scale: int) -> Line:
    def log_marginal(value: float) -> float:
        moved = best.copy()
        moved[scale] = value
        return quadratic.log_marginal(moved)

    top, width = float(best[scale]), _width(log_marginal, float(best[scale]))
    low, high = max(top - REACH[0] * width, LOG_SCALE_RANGE[0]), min(top + REACH[1] * width, LOG_SCALE_RANGE[1])
    places = np.linspace(low, high, VALUES)
    edges = np.linspace(low, high, CELLS + 1)
    curve = PchipInterpolator(places, [log_marginal(place) for place in places.tolist()])
    heights = FLATTENED * curve((edges[1:] + edges[:-1]) / 2.0)
    heights = heights - heights.max()
    return Line(edges, heights - np.log((np.exp(heights) * np.diff(edges)).sum()))


def _width(log_marginal: Callable[[float], float], top: float) -> float:
    fall = 2.0 * log_marginal(top) - log_marginal(top + WIDTH_STEP) - log_marginal(top - WIDTH_STEP)
    curvature = fall / WIDTH_STEP**2
    return float(1.0 / np.sqrt(max(curvature, 1.0 / WIDEST**2)))
