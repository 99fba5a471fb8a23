"""What goes with agreed endings: the same factors as with leaving, with coefficients of their own.

Without them a factor that brings care to its agreed end sooner would be told only by the average course.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.usual_priors import COEFFICIENT_SD
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.term import Term

AGREED = "agreed"
# With fewer the priors would say nearly all of it.
FEWEST_AGREED = 50


def agreed_terms(rows: EngineRows, terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms of leaving laid out for agreed endings too; none where few ended so."""
    if rows.panel.agreed.sum() < FEWEST_AGREED:
        return ()
    return tuple(_on_agreed(rows, terms))


def _on_agreed(rows: EngineRows, terms: Iterable[Term]) -> Iterator[Term]:
    for term in terms:
        if isinstance(term, (Covariate, Category)) and term.quantity == "leaving":
            yield replace(term, factor="", quantity=AGREED, prior_mean=0.0, prior_sd=COEFFICIENT_SD, windows=False)
        elif isinstance(term, Pressure):
            yield Covariate.learn("", f"{term.factor}.active", rows.columns, prior_sd=COEFFICIENT_SD, quantity=AGREED)
