"""The same clients under every definition of leaving, side by side: how many left, how many stayed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bidewell.analysis.description.counted import count_days, count_sessions
from bidewell.analysis.description.endings import leavings
from bidewell.analysis.description.retention import Horizon, gone, not_gone_by
from bidewell.analysis.events.definitions import Definition
from bidewell.analysis.events.outcomes import Outcomes
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.events.service_days import Services
from bidewell.engine.survival.estimates import Estimate

HORIZON = {"week": Horizon(days=90), "session": Horizon(session=12)}


@dataclass(frozen=True)
class UnderDefinition:
    """How many clients left, and staying, under one definition.

    No number of those who left where the records lack what the definition asks for; no estimate there, and where
    follow-up does not reach the horizon.
    """

    definition: Definition
    left: int | None
    n: int
    stayed: Estimate | None
    horizon: Horizon

    def as_document(self) -> dict[str, Any]:
        return {
            "name": self.definition.name,
            "left": self.left,
            "n": self.n,
            "probability": self.stayed.probability if self.stayed else None,
            "low": self.stayed.low if self.stayed else None,
            "high": self.stayed.high if self.stayed else None,
            "horizon_days": self.horizon.days,
            "horizon_session": self.horizon.session,
            "kind": "stayed",
        }


def side_by_side(outcomes: Iterable[Outcomes], services: Services, grid: Grid) -> tuple[UnderDefinition, ...]:
    """One row per definition."""
    return tuple(_under(one, services, grid) for one in outcomes)


def _under(outcomes: Outcomes, services: Services, grid: Grid) -> UnderDefinition:
    counted = count_days(outcomes) if grid == "week" else count_sessions(outcomes, services)
    definition, n, horizon = outcomes.definition, counted.clients, HORIZON[grid]
    if not _can_tell(definition, services):
        return UnderDefinition(definition, None, n, None, horizon)
    stayed = not_gone_by(gone(counted, "stayed"), horizon)
    return UnderDefinition(definition, leavings(counted)["client"].n_unique(), n, stayed, horizon)


def _can_tell(definition: Definition, services: Services) -> bool:
    """Nobody left by a definition whose question the records never answer: that would be a number about the records."""
    needed = {
        "recorded_reason": services.charts["ending"].is_not_null(),
        "missed_last_session": ~services.days["attended"],
    }
    return definition.name not in needed or bool(needed[definition.name].any())
