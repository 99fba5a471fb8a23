"""How good forecasts were: Brier score, scaled Brier score, time-dependent AUC, net benefit.

Chances are of staying, [n] between 0 and 1; `stayed` [n] is 1 for who had not left by the horizon. Weights are
[replicates, n]; every measure is [replicates], NaN where it does not exist (nobody left, or everybody).
"""

import numpy as np

from bidewell.engine.panel import Floats, Integers


def mean(values: Floats, weights: Floats) -> Floats:
    """Weighted mean of values [n]."""
    return np.asarray(weights @ values / weights.sum(axis=1))


def brier(chances: Floats, stayed: Floats, weights: Floats) -> Floats:
    """Mean squared difference of chance and outcome (Brier 1950): 0 is perfect."""
    return mean((chances - stayed) ** 2, weights)


def spread_of_outcome(stayed: Floats, weights: Floats) -> Floats:
    """The Brier score of telling everyone the share who stayed among these very clients."""
    share = mean(stayed, weights)
    return _where_both(share, share * (1.0 - share))


def scaled_brier(chances: Floats, stayed: Floats, weights: Floats) -> Floats:
    """1 - Brier / Brier of the one chance that fits best: 1 is perfect, 0 no better (Steyerberg and others 2010)."""
    return 1.0 - brier(chances, stayed, weights) / spread_of_outcome(stayed, weights)


def gain(chances: Floats, other: Floats, stayed: Floats, weights: Floats) -> Floats:
    """What these chances explain of the outcome's spread beyond the others: the difference of scaled Brier scores."""
    saved = brier(other, stayed, weights) - brier(chances, stayed, weights)
    return np.asarray(saved / spread_of_outcome(stayed, weights))


def auc(chances: Floats, stayed: Floats, day: Integers, weights: Floats) -> Floats:
    """Cumulative / dynamic AUC at the horizon (Heagerty and others 2000), over pairs forecast on the same day.

    Of a client who left by the horizon and one who had not (in care, or ended another way), the chance that the first
    was given the lower chance of staying; ties count half. Nobody is censored before the horizon, so no weights for
    censoring are needed. Time: n log n.
    """
    right, pairs = np.zeros(len(weights)), np.zeros(len(weights))
    for one in np.unique(day):
        told = day == one
        order = np.argsort(chances[told], kind="stable")
        _, begins = np.unique(chances[told][order], return_index=True)
        drawn = weights[:, told][:, order]
        stays = np.add.reduceat(drawn * stayed[told][order], begins, axis=1)
        leaves = np.add.reduceat(drawn * (1.0 - stayed[told][order]), begins, axis=1)
        lower = np.cumsum(leaves, axis=1) - leaves
        right += (stays * (lower + 0.5 * leaves)).sum(axis=1)
        pairs += stays.sum(axis=1) * leaves.sum(axis=1)
    return np.asarray(np.divide(right, pairs, out=np.full(len(weights), np.nan), where=pairs > 0))


def net_benefit(chances: Floats, stayed: Floats, threshold: float, weights: Floats) -> Floats:
    """Net benefit of seeing to everyone whose chance of leaving reaches the threshold (Vickers & Elkin 2006).

    Leavers seen to, less stayers seen to times threshold / (1 - threshold), per client. Nobody seen to is 0; chances
    of 0 throughout are "everyone".
    """
    seen = (1.0 - chances) >= threshold
    worth = seen * ((1.0 - stayed) - stayed * threshold / (1.0 - threshold))
    return mean(worth, weights)


def _where_both(share: Floats, values: Floats) -> Floats:
    return np.where((share > 0.0) & (share < 1.0), values, np.nan)
