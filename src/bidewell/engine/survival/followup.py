"""What each one's follow-up looked like, validated once at the door."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

NOTHING_YET = 0


@dataclass(frozen=True)
class FollowUp:
    """One element per follow-up, on any time scale; day 0 is allowed everywhere.

    `entry`: the first day on which an ending would have been seen (0 unless recording began later: delayed entry).
    `exit`: the day of the ending, or the last day without one. `cause`: 0 for no ending, else the code of its kind.
    `until`: the day to which this one would have been followed whatever happened; at `exit` for those without ending.
    One is at risk on a day when entry <= day <= exit, so an ending on the day of entry counts.
    """

    entry: Array
    exit: Array
    cause: NDArray[np.int64]
    until: Array

    def __len__(self) -> int:
        return len(self.exit)

    def take(self, chosen: NDArray[np.bool_]) -> "FollowUp":
        """The follow-ups where `chosen` is true."""
        return FollowUp(self.entry[chosen], self.exit[chosen], self.cause[chosen], self.until[chosen])

    def at_risk(self, days: Array) -> NDArray[np.int64]:
        """How many are in care and under observation on each of `days`, [days]."""
        entered = np.searchsorted(np.sort(self.entry), days, side="right")
        return (entered - np.searchsorted(np.sort(self.exit), days, side="left")).astype(np.int64)

    def in_view(self, days: Array) -> NDArray[np.int64]:
        """How many have a known state on each of `days`, [days]: at risk, or ended and followed to that day."""
        entered = np.searchsorted(np.sort(self.entry), days, side="right")
        return (entered - np.searchsorted(np.sort(self.until), days, side="left")).astype(np.int64)

    def ended_by(self, days: Array, causes: tuple[int, ...]) -> NDArray[np.int64]:
        """How many have ended by one of these causes, up to and including each of `days`, [days]."""
        return np.searchsorted(np.sort(self.exit[np.isin(self.cause, causes)]), days, side="right").astype(np.int64)


def follow_up(
    exit: ArrayLike, cause: ArrayLike, entry: ArrayLike | None = None, until: ArrayLike | None = None
) -> FollowUp:
    """Arrays of any numeric kind, [clients] each, to a FollowUp. Raises ValueError for what cannot have happened.

    Without `until`, nobody is taken to have been followed past their own exit.
    """
    last = np.asarray(exit, dtype=np.float64)
    first = np.zeros_like(last) if entry is None else np.asarray(entry, dtype=np.float64)
    reach = last if until is None else np.asarray(until, dtype=np.float64)
    kind = np.asarray(cause, dtype=np.int64)
    _refuse_impossible(first, last, kind, reach)
    return FollowUp(first, last, kind, reach)


def _refuse_impossible(entry: Array, exit: Array, cause: NDArray[np.int64], until: Array) -> None:
    if not len(entry) == len(exit) == len(cause) == len(until):
        raise ValueError("entry, exit, cause and until must have the same length")
    if not np.isfinite(np.concatenate([entry, exit, until])).all():
        raise ValueError("days of follow-up must be finite")
    if (exit < entry).any() or (until < exit).any() or (cause < 0).any():
        raise ValueError("every follow-up needs entry <= exit <= until and a cause of 0 or more")
