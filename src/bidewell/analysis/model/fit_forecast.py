"""The fit that forecasts are made with: of everything rated where that can be believed, else of the alliance alone."""

from contextlib import suppress

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.engine_rows import EngineRows, engine_rows
from bidewell.analysis.model.factor_values import factor_values
from bidewell.analysis.model.fit_together import FEWEST_CLIENTS
from bidewell.analysis.model.fitting import USUAL, FitControl, FittedProgram, fit_laid_out
from bidewell.analysis.model.further_rows import further_units, is_rated, with_further
from bidewell.analysis.model.laid_out import LaidOut, NothingToFit, lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.model.together_terms import together_terms
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.terms.term import Standard


def fit_forecast(
    records: ProgramRecords, panel: PanelFrames, choices: Choices, control: FitControl = USUAL
) -> FittedProgram:
    """Fit for forecasts.

    A fit with further ratings whose posterior does not pass its check is dropped for that of the alliance alone.
    Raises what `fit_program` raises. Time: with one further rating about twice that of the alliance alone.
    """
    alone = lay_out(records, panel, choices)
    if (everything := everything_rated(records, alone)) is not None:
        with suppress(NothingToFit):
            found = fit_laid_out(everything, control)
            if found.model.diagnostics.trusted:
                return found
    return fit_laid_out(alone, control)


def read_in_forecasts(panel: PanelFrames, rows: EngineRows) -> dict[str, Standard]:
    """The further ratings that a forecast would read, by name, and what one unit of each stands for."""
    is_followed = bool((rows.panel.rating_count > 0).any())
    return further_units(panel) if is_followed and rows.panel.clients >= FEWEST_CLIENTS else {}


def everything_rated(records: ProgramRecords, alone: LaidOut) -> LaidOut | None:
    """The same rows and terms joined by the further ratings that are given often enough.

    None where there are none, where clients are few, or where no alliance is followed beside them.
    """
    panel, rows = alone.panel, alone.rows
    units = read_in_forecasts(panel, rows)
    if not units:
        return None
    values, also = factor_values(records, panel), is_rated(panel, units)
    wider = engine_rows(panel, values, rows.levels, rows.rating, True, also, linked=alone.choices.linked)
    joined = with_further(wider, panel, units)
    return alone._replace(rows=joined, terms=(*alone.terms, *together_terms(joined, alone.terms)))
