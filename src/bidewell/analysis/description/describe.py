"""The whole description of a program's retention, under one definition and beside the others."""

from dataclasses import dataclass
from typing import Any

from bidewell.analysis.description.attendance import Attendance, attendance
from bidewell.analysis.description.classes import with_ending_class
from bidewell.analysis.description.counted import Counted, count_days, count_sessions
from bidewell.analysis.description.definitions import UnderDefinition, side_by_side
from bidewell.analysis.description.endings import EndingShare, endings
from bidewell.analysis.description.entry import Entry, entry
from bidewell.analysis.description.groups import WHOLE_PROGRAM, Group, group_columns, groups_of, with_group_columns
from bidewell.analysis.description.hazard import Hazard, hazard
from bidewell.analysis.description.incidence import AtRisk, Incidence, at_risk, incidence
from bidewell.analysis.description.initiation import Initiation, engagement, initiation
from bidewell.analysis.description.missing import Missing, missing
from bidewell.analysis.description.retention import Staying, horizons, retention
from bidewell.analysis.description.returns import Returns, returns
from bidewell.analysis.events.definitions import DEFINITIONS, Definition
from bidewell.analysis.events.outcomes import Outcomes, episode_outcomes
from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.events.service_days import Services, read_services
from bidewell.analysis.program import ProgramRecords


@dataclass(frozen=True)
class Description:
    """Every figure with its n, its interval and its definition; `as_document` gives the sections of the report."""

    grid: Grid
    entry: Entry | None
    retention: tuple[Staying, ...]
    incidence: tuple[Incidence, ...]
    at_risk: AtRisk | None
    hazard: Hazard
    attendance: Attendance | None
    initiation: Initiation | None
    engagement: Initiation | None
    endings: tuple[EndingShare, ...]
    returns: Returns | None
    definitions: tuple[UnderDefinition, ...]
    missing: tuple[Missing, ...]

    def as_document(self) -> dict[str, Any]:
        return {
            "entry": self.entry.as_document() if self.entry else None,
            "retention": [row.as_document() for row in self.retention],
            "incidence": [curve.as_document(self.grid) for curve in self.incidence],
            "at_risk": self.at_risk.as_document(self.grid) if self.at_risk else None,
            "hazard": self.hazard.as_document(self.grid),
            "attendance": self.attendance.as_document() if self.attendance else None,
            "initiation": self.initiation.as_document() if self.initiation else None,
            "engagement": self.engagement.as_document() if self.engagement else None,
            "endings": [ending.as_document() for ending in self.endings],
            "returns": self.returns.as_document() if self.returns else None,
            "definitions": [row.as_document() for row in self.definitions],
        }


@dataclass(frozen=True)
class _Clocks:
    """The episodes of one definition, followed in days and in sessions."""

    days: Counted
    sessions: Counted
    grid: Grid

    @property
    def of_grid(self) -> Counted:
        return self.days if self.grid == "week" else self.sessions

    def of(self, group: Group) -> "_Clocks":
        return _Clocks(self.days.where(group.members()), self.sessions.where(group.members()), self.grid)


def describe(records: ProgramRecords, panel: PanelFrames, by: tuple[str, ...] = ()) -> Description:
    """Describe the program under the panel's definition, on its grid and at its cut, broken down also by `by`."""
    services = read_services(records, panel.cut)
    known, cut = services.records, services.cut
    outcomes = _classed(services, panel.definition)
    columns = group_columns(outcomes.episodes, by)
    clocks = _clocks(outcomes, services, columns, panel.grid)
    return Description(
        grid=panel.grid,
        entry=entry(known.episodes, services.days, cut),
        retention=tuple(_retention(clocks, columns, panel.definition.name)),
        incidence=tuple(_incidence(clocks, by)),
        at_risk=at_risk(clocks.of_grid, panel.grid),
        hazard=hazard(clocks.of_grid, panel.grid),
        attendance=attendance(known, cut),
        initiation=initiation(known.episodes, services.days, cut),
        engagement=engagement(known.episodes, services.days, cut),
        endings=endings(clocks.days),
        returns=returns(clocks.days, cut),
        definitions=side_by_side(_all_outcomes(services, outcomes), services, panel.grid),
        missing=missing(known),
    )


def _classed(services: Services, definition: Definition) -> Outcomes:
    return with_ending_class(episode_outcomes(services, definition), services.charts)


def _clocks(outcomes: Outcomes, services: Services, columns: tuple[str, ...], grid: Grid) -> _Clocks:
    grouped = Outcomes(outcomes.definition, with_group_columns(outcomes.episodes, columns), outcomes.days)
    return _Clocks(count_days(grouped), count_sessions(grouped, services), grid)


def _groups(clocks: _Clocks, columns: tuple[str, ...]) -> list[Group]:
    days, sessions = clocks.days.episodes, clocks.sessions.episodes
    return [WHOLE_PROGRAM, *(group for column in columns for group in groups_of(days, sessions, column))]


def _retention(clocks: _Clocks, columns: tuple[str, ...], definition: str) -> list[Staying]:
    rows: list[Staying] = []
    at = horizons(clocks.days, clocks.grid)
    for group in _groups(clocks, columns):
        own = clocks.of(group)
        rows += retention(group, own.days, own.sessions, at, definition)
    return rows


def _incidence(clocks: _Clocks, by: tuple[str, ...]) -> list[Incidence]:
    shown = [group for group in _groups(clocks, by) if not group.is_hidden]
    return [curve for group in shown for curve in incidence(group, clocks.of(group).of_grid, clocks.grid)]


def _all_outcomes(services: Services, outcomes: Outcomes) -> list[Outcomes]:
    own = outcomes.definition.name
    return [outcomes if one.name == own else _classed(services, one) for one in DEFINITIONS]
