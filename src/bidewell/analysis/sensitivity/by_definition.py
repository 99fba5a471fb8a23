"""The ranking under each definition of leaving: those a program is fitted under anyway, and the others when asked."""

from collections.abc import Iterator

from bidewell.analysis.answers.ranking import Ranked, rank
from bidewell.analysis.events.definitions import DEFINITIONS
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.model.fits import SIDE_DRAWS, Fits
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.laid_out import NothingToFit
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.sensitivity.variant import How, Variant, variant_of
from bidewell.progress import Progress

# What a definition decides; where two agree on these there is nothing to fit again.
DECIDED = ("episode", "period", "at_risk", "left", "agreed")


def definition_variants(
    fits: Fits, ranking: tuple[Ranked, ...], more: tuple[FittedProgram, ...]
) -> tuple[Variant, ...]:
    """The ranking's first factor under the definition of the report, then under every other there is a fit for."""
    others = (*((fits.at_order_end,) if fits.at_order_end else ()), *fits.bounds, *more)
    usual = _variant(fits.explain, ranking, "as fitted")
    return (usual, *(_variant(one, rank(one, None), "refitted") for one in others))


def under_other_definitions(
    records: ProgramRecords, fits: Fits, seed: int, progress: Progress
) -> Iterator[FittedProgram]:
    """A fit under each definition that says something else and has none yet. One fit each.

    A definition under which no contact's outcome is known is left out.
    """
    explain = fits.explain
    control = FitControl(seed, SIDE_DRAWS, explain.model, progress)
    has_fit = {one.panel.definition.name for one in (explain, fits.at_order_end, *fits.bounds) if one}
    for definition in DEFINITIONS:
        if definition.name in has_fit:
            continue
        panel = build_panel(records, definition, explain.panel.grid)
        if not _decides_the_same(panel, explain.panel):
            progress(f"under the definition {definition.name}")
            try:
                yield fit_program(records, panel, explain.choices, control)
            except NothingToFit:
                continue


def _decides_the_same(one: PanelFrames, other: PanelFrames) -> bool:
    return one.rows.select(DECIDED).equals(other.rows.select(DECIDED))


def _variant(fitted: FittedProgram, ranking: tuple[Ranked, ...], how: How) -> Variant:
    model = fitted.model
    return variant_of(fitted.panel.definition.name, how, fitted, ranking, model.equal_draws, model.diagnostics.pareto_k)
