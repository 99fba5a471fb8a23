"""One more fit, of everything observed at once: for what goes with what, over time and within a client."""

from dataclasses import replace

from bidewell.analysis.model.answering import ANSWERED
from bidewell.analysis.model.at_start import as_at_start
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_laid_out
from bidewell.analysis.model.laid_out import LaidOut
from bidewell.analysis.model.recorded_ways import with_recorded_ways
from bidewell.analysis.model.together import counted, observed_together
from bidewell.analysis.model.together_terms import together_terms
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.terms.term import Term

# Of fewer, draws of so many numbers seldom pass their check: k was .73 to .78 at 200 to 300 clients, .2 to .5 at 1,000.
FEWEST_CLIENTS = 200


def fit_together(records: ProgramRecords, explain: FittedProgram, control: FitControl) -> FittedProgram | None:
    """What is laid out together, begun where the explaining fit ended; None where there is nothing to lay out.

    Time: with one further rating and attendance about six times the explaining fit's for a row, and rows without a
    contact count too.
    """
    together = laid_out_together(records, explain)
    return fit_laid_out(together, replace(control, near=explain.model)) if together else None


def laid_out_together(records: ProgramRecords, explain: FittedProgram) -> LaidOut | None:
    """The explaining fit's terms, joined by further ratings, attendance and answers.

    None where the alliance is not rated, where clients are few, or where nothing beside the alliance and leaving is
    recorded often enough.
    """
    if not explain.model.has_alliance or explain.rows.panel.clients < FEWEST_CLIENTS:
        return None
    known = as_at_start(records, explain.factors)
    values = with_recorded_ways(known, explain.panel, explain.factors)
    rows = observed_together(explain.panel, values, linked=explain.choices.linked)
    if not (rows.further or counted(rows)):
        return None
    terms = _but_of_answers(explain.model.terms, rows)
    terms = (*terms, *together_terms(rows, terms))
    return explain.laid_out._replace(rows=rows, terms=terms)


def _but_of_answers(terms: tuple[Term, ...], rows: EngineRows) -> tuple[Term, ...]:
    """The terms that say nothing of who answers: those are laid out anew, beside attendance."""

    def speaks(term: Term) -> bool:
        return any(block.quantity.startswith(ANSWERED) for block in term.blocks(rows.columns))

    return tuple(term for term in terms if not speaks(term))
