"""Cumulative incidence with competing causes and delayed entry (Aalen & Johansen 1978).

Never 1 - Kaplan-Meier of one cause: that counts people whom another cause took as if they could still leave.
"""

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.survival.curve import Curve, known_through
from bidewell.engine.survival.followup import NOTHING_YET, FollowUp

Array = NDArray[np.float64]


def cumulative_incidence(follow_up: FollowUp, causes: tuple[int, ...]) -> Curve:
    """Probability of having ended by one of `causes` up to a time, all other causes competing.

    F(t) = sum over times s <= t of S(s-) d(s) / Y(s), with Y at risk, d ended by these causes, S the product over all
    causes of 1 - N / Y. At one time endings come before the end of follow-up, as in R's `survfit`.

    Example: `cumulative_incidence(follow_up([0, 3, 5], [1, 2, 0]), (1,))`.
    """
    times = np.unique(follow_up.exit[follow_up.cause != NOTHING_YET])
    at_risk = follow_up.at_risk(times).astype(np.float64)
    ended = _count(follow_up.exit[follow_up.cause != NOTHING_YET], times)
    counted = _count(follow_up.exit[np.isin(follow_up.cause, causes)], times)
    free_before = np.concatenate([[1.0], np.cumprod(1 - ended / at_risk)])[:-1]
    probability = np.cumsum(free_before * counted / at_risk)
    variance = _variance(probability, free_before, at_risk, ended, counted)
    return Curve(times, np.minimum(probability, 1.0), np.sqrt(variance), known_through(follow_up), follow_up)


def any_ending(follow_up: FollowUp) -> Curve:
    """1 - Kaplan-Meier with every cause counted: the complement of being in care. Its variance is Greenwood's."""
    return cumulative_incidence(follow_up, tuple(int(code) for code in np.unique(follow_up.cause) if code))


def _count(exits: Array, times: Array) -> Array:
    return np.bincount(np.searchsorted(times, exits), minlength=len(times)).astype(np.float64)


def _variance(probability: Array, free_before: Array, at_risk: Array, ended: Array, counted: Array) -> Array:
    """Greenwood-type variance of the Aalen-Johansen estimator, multinomial at ties (Andersen et al. 1993, IV.4.1.3).

    sum over s <= t of (F(t) - F(s))^2 N/(Y(Y - N)) + S(s-)^2 d(Y - d)/Y^3 - 2 (F(t) - F(s)) S(s-) d/Y^2,
    expanded in powers of F(t), so that it takes three running sums. Equals `survfit` without delayed entry.
    """
    # Where all at risk end at once F never moves again, so that the first term, 0 times infinity, is 0.
    left_over = at_risk - ended
    rest = np.divide(ended, at_risk * left_over, out=np.zeros_like(ended), where=left_over > 0)
    own = free_before**2 * counted * (at_risk - counted) / at_risk**3
    cross = free_before * counted / at_risk**2
    constant = np.cumsum(probability**2 * rest + own + 2 * probability * cross)
    linear = np.cumsum(probability * rest + cross)
    variance: Array = probability**2 * np.cumsum(rest) - 2 * probability * linear + constant
    return variance.clip(min=0.0)
