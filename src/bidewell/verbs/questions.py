"""What several verbs ask of records: their panel by a definition, and all fits with what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bidewell.analysis.answered.answers import Answers
    from bidewell.analysis.events.panel import PanelFrames
    from bidewell.analysis.program import ProgramRecords
    from bidewell.progress import Progress

Grid = Literal["week", "session"]


def panel_of(records: ProgramRecords, definition: str, grid: Grid = "week") -> PanelFrames:
    """One row per episode and period, by a definition of leaving. Raises UnknownDefinition."""
    from bidewell.analysis.events import definitions as registry
    from bidewell.analysis.events.panel import build_panel

    return build_panel(records, registry.definition(definition), grid)


def answers_of(
    records: ProgramRecords,
    panel: PanelFrames,
    adjust: tuple[str, ...],
    seed: int,
    progress: Progress,
    *,
    nuts: bool = False,
    thorough: bool = False,
) -> Answers:
    """All fits, and what they say of the records. Raises NothingToFit where no contact's outcome is known yet."""
    from bidewell.analysis.answered.answers import answers
    from bidewell.analysis.model.fits import fit_all
    from bidewell.analysis.model.specification import Choices

    fits = fit_all(records, panel, Choices(adjust=adjust), seed, progress, by_nuts=nuts)
    return answers(records, fits, thorough=thorough, progress=progress)
