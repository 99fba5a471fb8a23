"""A curve that can be called at times and refuses the times it does not know."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bidewell.engine.survival.estimates import Estimate, log_log_interval, wilson_interval
from bidewell.engine.survival.followup import FollowUp

Array = NDArray[np.float64]

# A curve ends where fewer remain in view: the steps of fewer people are their stories, not a rate.
FEWEST_IN_VIEW = 10

# Sums of steps reach 0 and 1 up to rounding only.
ROUNDING = 1e-9


class NotEnough(ValueError):
    """The curve was asked about a time at which too few are in view, or which follow-up has not reached."""


@dataclass(frozen=True)
class Curve:
    """Probability that something has happened by a time, as a right-continuous step function.

    times           of the steps, rising, [steps], in the unit of `follow_up`; before the first the probability is 0
    probability     from each step on, [steps]
    standard_error  of that probability, [steps]
    known_through   the last time the curve answers for (minus infinity where it knows nothing)
    follow_up       whom it was counted from
    """

    times: Array
    probability: Array
    standard_error: Array
    known_through: float
    follow_up: FollowUp

    @property
    def n(self) -> int:
        """Number of episodes followed."""
        return len(self.follow_up)

    def knows(self, time: float) -> bool:
        """Whether enough were in view through a time for the curve to answer for it."""
        return 0 <= time <= self.known_through

    def __call__(self, times: ArrayLike) -> Array:
        """Probability at each time, in the shape of `times`. Raises NotEnough where the curve does not know one."""
        asked = np.asarray(times, dtype=np.float64)
        if not np.all((asked >= 0) & (asked <= self.known_through)):
            raise NotEnough("not enough follow-up at one of the times asked for")
        return _step(self.times, self.probability, asked)

    def at(self, time: float) -> Estimate:
        """Probability and 90 % interval at one time, and n. Raises NotEnough where the curve does not know it.

        Log-log between 0 and 1; Wilson's, of those in view, at either, where the steps carry no variance.
        """
        share = float(self(time))
        error = float(_step(self.times, self.standard_error, np.asarray(time, dtype=np.float64)))
        return Estimate(share, *self._interval(share, error, time), self.n)

    def _interval(self, share: float, error: float, time: float) -> tuple[float, float]:
        if ROUNDING < share < 1 - ROUNDING and error > 0:
            return log_log_interval(share, error)
        # At 0 or 1 the steps carry no variance: what is known then is that none (or all) of those in view did it.
        return wilson_interval(share, float(self.follow_up.in_view(np.asarray([time]))[0]))


def _step(times: Array, values: Array, asked: Array) -> Array:
    return np.concatenate([[0.0], values])[np.searchsorted(times, asked, side="right")]


def known_through(follow_up: FollowUp) -> float:
    """The last time through which, from time 0 on, the curve rests on enough people.

    Counted are those in view, ended or not: a program where everyone has ended is known, not unknown. But while others
    still enter late, a small risk set is multiplied into everybody's curve, so then those at risk are counted.
    """
    if len(follow_up) == 0:
        return -np.inf
    times = np.unique(np.concatenate([[0.0], follow_up.entry, follow_up.exit, follow_up.until]))
    entering = times < follow_up.entry.max()
    enough = follow_up.in_view(times) >= FEWEST_IN_VIEW
    enough &= ~entering | (follow_up.at_risk(times) >= FEWEST_IN_VIEW)
    first_bad = int(np.argmin(enough)) if not enough.all() else len(times)
    return float(times[first_bad - 1]) if first_bad else -np.inf
