"""Which of a posterior's draws are taken, a few or each as often as its weight says, and how many they are worth."""

import numpy as np

from bidewell.engine.panel import Floats, Integers


def evenly_spaced(available: int, wanted: int) -> Integers:
    """Places of so many draws from the first to the last, rising, [wanted]; all of them where there are fewer."""
    return np.linspace(0, available - 1, min(wanted, available)).round().astype(np.int64)


def as_weighed(weights: Floats, number: int, random: np.random.Generator) -> Integers:
    """Places [number] at which each draw stands as often as its weight says, give or take one: systematic resampling.

    Weights need not sum to one.
    """
    places = (np.arange(number) + random.random()) / number
    cumulative = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(cumulative, places), weights.size - 1)


def equal_draws(draws: Floats) -> float:
    """So many independent draws these [n, size] are worth: one that stands there several times is one (Kish 1965).

    A share of them is known no better than a share of so many.
    """
    _, times = np.unique(draws, axis=0, return_counts=True)
    return float(times.sum() ** 2 / np.square(times).sum())
