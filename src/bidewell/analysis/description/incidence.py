"""Curves of how care ended (Aalen-Johansen), and the numbers at risk that belong under them (KMunicate)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bidewell.analysis.description.classes import SHOWN, EndingClass
from bidewell.analysis.description.counted import FIRST_NUMBER, Counted
from bidewell.analysis.description.groups import Group
from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.analysis.events.periods import Grid
from bidewell.engine.survival.estimates import Estimate
from bidewell.engine.survival.incidence import any_ending, cumulative_incidence

# A curve runs to the longest horizon, further while one in twenty is still in care, and never past three years.
SHORTEST = {"week": 182, "session": 24}
LONGEST = {"week": 1092, "session": 150}
FEWEST_IN_CARE = 0.05

CLOCK = {"week": "day", "session": "session"}
STEP = {"week": 7, "session": 1}
MOST_POINTS = 60
TICKS = {"week": (30, 60, 90, 180), "session": (4, 8, 12, 24)}
MOST_TICKS = 7


@dataclass(frozen=True)
class Incidence:
    """One class of endings in one group, at regular times: exact days of single clients are nobody's business."""

    group: Group
    ending: EndingClass
    times: tuple[int, ...]
    estimates: tuple[Estimate, ...]
    n: int

    def as_document(self, grid: Grid) -> dict[str, Any]:
        points = [
            {CLOCK[grid]: time + FIRST_NUMBER[grid], "probability": one.probability, "low": one.low, "high": one.high}
            for time, one in zip(self.times, self.estimates, strict=True)
        ]
        return {"group": self.group.as_document(), "ending": self.ending.name.lower(), "points": points, "n": self.n}


@dataclass(frozen=True)
class AtRisk:
    """For each time: in care and followed; left before it; ended another way or followed no further before it."""

    times: tuple[int, ...]
    at_risk: tuple[int, ...]
    left: tuple[int, ...]
    ended: tuple[int, ...]

    def as_document(self, grid: Grid) -> dict[str, Any]:
        return {
            f"{CLOCK[grid]}s": [time + FIRST_NUMBER[grid] for time in self.times],
            "at_risk": list(self.at_risk),
            "left": list(self.left),
            "ended": list(self.ended),
        }


def incidence(group: Group, counted: Counted, grid: Grid) -> list[Incidence]:
    """One curve per class of endings; none where too few are in view from the start.

    Leaving is always shown. The steps of fewer than eleven other endings would be those people's stories.
    """
    times = _curve_times(counted, grid)
    causes = counted.follow_up.cause
    enough = [ending for ending in SHOWN if ending == EndingClass.LEFT or (causes == ending).sum() >= SMALLEST_SHOWN]
    curves = [(ending, cumulative_incidence(counted.follow_up, (ending,))) for ending in enough if times]
    return [Incidence(group, ending, times, tuple(map(curve.at, times)), counted.clients) for ending, curve in curves]


def at_risk(counted: Counted, grid: Grid) -> AtRisk | None:
    """The table under the curves of the whole program; it ends where they end."""
    end = _last_time(counted, grid)
    if end is None:
        return None
    step = next((step for step in TICKS[grid] if end // step < MOST_TICKS), TICKS[grid][-1])
    times = np.arange(0, end + 1, step, dtype=np.float64)
    follow_up = counted.follow_up
    entered = np.searchsorted(np.sort(follow_up.entry), times, side="right")
    here = follow_up.at_risk(times)
    left = follow_up.ended_by(np.nextafter(times, -np.inf), (EndingClass.LEFT,))
    return AtRisk(*(tuple(int(n) for n in row) for row in (times, here, left, entered - here - left)))


def _curve_times(counted: Counted, grid: Grid) -> tuple[int, ...]:
    end = _last_time(counted, grid)
    if end is None:
        return ()
    step = STEP[grid] * (1 + end // (STEP[grid] * MOST_POINTS))
    return tuple(range(0, end + 1, step))


def _last_time(counted: Counted, grid: Grid) -> int | None:
    gone = any_ending(counted.follow_up)
    if not gone.knows(0):
        return None
    thin = gone.times[gone.probability > 1 - FEWEST_IN_CARE]
    enough = max(float(thin[0]), SHORTEST[grid]) if thin.size else LONGEST[grid]
    return int(min(gone.known_through, enough, LONGEST[grid]))
