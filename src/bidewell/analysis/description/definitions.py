"""The same clients under every definition of leaving, side by side: how many left, how many stayed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bidewell.analysis.definitions import Definition
from bidewell.analysis.description.counted import Counted, count_days, count_sessions
from bidewell.analysis.description.endings import leavings
from bidewell.analysis.description.retention import Horizon, gone, not_gone_by
from bidewell.analysis.outcomes import Outcomes
from bidewell.analysis.periods import Grid
from bidewell.engine.survival.estimates import Estimate

HORIZON = {"week": Horizon(days=90), "session": Horizon(session=12)}


@dataclass(frozen=True)
class UnderDefinition:
    """Leavings and staying under one definition; no estimate where follow-up does not reach the horizon."""

    definition: Definition
    left: int
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


def side_by_side(outcomes: Iterable[Outcomes], grid: Grid, continuous: bool) -> tuple[UnderDefinition, ...]:
    """One row per definition."""
    return tuple(_under(one, grid, continuous) for one in outcomes)


def _under(outcomes: Outcomes, grid: Grid, continuous: bool) -> UnderDefinition:
    counted: Counted = count_days(outcomes) if grid == "week" else count_sessions(outcomes, continuous)
    horizon = HORIZON[grid]
    stayed = not_gone_by(gone(counted, "stayed"), horizon)
    return UnderDefinition(outcomes.definition, len(leavings(counted)), len(counted), stayed, horizon)
