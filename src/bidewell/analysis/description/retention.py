"""How many stayed and how many are in care, at sessions and days, for the program and its groups."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bidewell.analysis.description.classes import NOT_STAYED
from bidewell.analysis.description.counted import Counted
from bidewell.analysis.description.groups import Group
from bidewell.analysis.events.periods import Grid
from bidewell.domain.time import DAYS_PER_WEEK
from bidewell.engine.survival.curve import Curve
from bidewell.engine.survival.estimates import Estimate
from bidewell.engine.survival.incidence import any_ending, cumulative_incidence

Kind = Literal["stayed", "in_care"]
KINDS: tuple[Kind, ...] = ("stayed", "in_care")


@dataclass(frozen=True)
class Horizon:
    """A day, or the number of an attended session."""

    days: int | None = None
    session: int | None = None

    @property
    def name(self) -> str:
        return f"session {self.session}" if self.session is not None else f"{self.days} days"

    @property
    def last_time(self) -> int:
        """The last time on its clock at which an ending is too early.

        Who left after session 1, with none before it, has no session 2; whose last contact was on day 90 left that day.
        """
        return self.session - 2 if self.session is not None else self.days or 0


HORIZONS: dict[Grid, tuple[Horizon, ...]] = {
    "week": (Horizon(session=2), Horizon(session=4), Horizon(days=30), Horizon(days=90), Horizon(days=180)),
    "session": tuple(Horizon(session=number) for number in (2, 4, 8, 12, 24)),
}


def horizons(days: Counted, grid: Grid) -> tuple[Horizon, ...]:
    """The usual ones; where follow-up ends before the longest, also the last whole week that it reaches."""
    usual = HORIZONS[grid]
    longest = max(horizon.days or 0 for horizon in usual)
    known_through = any_ending(days.follow_up).known_through
    if grid == "session" or not 0 <= known_through < longest:
        return usual
    last_week = Horizon(days=int(known_through) // DAYS_PER_WEEK * DAYS_PER_WEEK)
    return usual if last_week.days in (0, *(horizon.days for horizon in usual)) else (*usual, last_week)


@dataclass(frozen=True)
class Staying:
    """One group at one horizon. Without estimate the numbers are hidden, or follow-up does not reach."""

    group: Group
    kind: Kind
    horizon: Horizon
    estimate: Estimate | None
    n: int
    definition: str

    def as_document(self) -> dict[str, Any]:
        shown = None if self.group.is_hidden else self.estimate
        return {
            "group": self.group.as_document(),
            "kind": self.kind,
            "horizon": self.horizon.name,
            "horizon_days": self.horizon.days,
            "horizon_session": self.horizon.session,
            "probability": shown.probability if shown else None,
            "low": shown.low if shown else None,
            "high": shown.high if shown else None,
            "n": None if self.group.is_hidden else self.n,
            "definition": self.definition,
            "suppressed": self.group.is_hidden,
        }


def retention(
    group: Group, days: Counted, sessions: Counted, at: tuple[Horizon, ...], definition: str
) -> Iterator[Staying]:
    """Stayed and in care at every horizon, from the follow-up of one group on both clocks."""
    for kind in KINDS:
        by_day, by_session = gone(days, kind), gone(sessions, kind)
        for horizon in at:
            curve, counted = (by_day, days) if horizon.session is None else (by_session, sessions)
            estimate = None if group.is_hidden else not_gone_by(curve, horizon)
            yield Staying(group, kind, horizon, estimate, counted.clients, definition)


def gone(counted: Counted, kind: Kind) -> Curve:
    """Probability of no longer being counted: not stayed, or not in care."""
    if kind == "in_care":
        return any_ending(counted.follow_up)
    return cumulative_incidence(counted.follow_up, NOT_STAYED)


def not_gone_by(curve: Curve, horizon: Horizon) -> Estimate | None:
    """The estimate at a horizon; none where the curve does not know it."""
    return curve.at(horizon.last_time).complement() if curve.knows(horizon.last_time) else None
