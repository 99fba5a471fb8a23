"""Are the records foretold better with the alliance than without it, client by client?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bidewell.analysis.interval import NINE_IN_TEN, Interval
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_laid_out
from bidewell.analysis.sensitivity import changed_terms
from bidewell.analysis.sensitivity.left_out import MOST_DRAWS, LeftOut
from bidewell.engine.panel import Flags, Floats

Answer = Literal["better", "no better", "cannot tell"]
# With a smaller difference two models foretell alike, and its standard error is not to be trusted; nor is it with
# fewer clients (Sivula, Magnusson & Vehtari 2020).
LEAST_DIFFERENCE, FEWEST_CLIENTS = 4.0, 100
# An effect as large as the prior's standard deviation foretells 200 leavings better by about 7, which is the least
# difference and two standard errors of it. With fewer, "no better" would only say that the program is small.
FEWEST_LEFT = 200


@dataclass(frozen=True)
class ModelComparison:
    """Two fits of the same rows: one in which the level of the alliance acts on how care ends, and one without.

    answer, why   "better" is with the alliance; `why` is a code the report has words for
    difference    log density (elpd) with less without, summed over clients, with a 90 % interval
    error         its standard error over clients, paired
    parameters    effective number of parameters, with and without
    doubtful      clients whose weights cannot be trusted in either fit; the answer is the same without them, or none
    refitted      clients for whom both were fitted anew
    """

    answer: Answer
    why: str
    difference: Interval
    error: float
    parameters: tuple[float, float]
    highest_k: float
    highest_good_k: float
    doubtful: int
    refitted: int
    clients: int
    left: int


def without_alliance(explain: FittedProgram, seed: int) -> FittedProgram:
    """The same rows fitted once more, with the level of the alliance saying nothing of how care ends."""
    terms = changed_terms.without_alliance(explain.model.terms, explain.rows.columns)
    return fit_laid_out(explain.laid_out._replace(terms=terms), FitControl(seed, MOST_DRAWS, explain.model))


def compare(fits: tuple[FittedProgram, FittedProgram], found: tuple[LeftOut, LeftOut]) -> ModelComparison:
    """Compare the fit with the alliance and the one without, from each client left out of either."""
    trusted = all(fit.model.diagnostics.trusted for fit in fits)
    return judged(found, fits[0].left, trusted=trusted)


def judged(found: tuple[LeftOut, LeftOut], left: int, *, trusted: bool) -> ModelComparison:
    """The comparison of two models' clients, so many of whom left."""
    foretold, without = found
    known = np.isfinite(foretold.elpd) & np.isfinite(without.elpd)
    doubtful = foretold.doubtful | without.doubtful | ~known
    differences = np.where(known, foretold.elpd, 0.0) - np.where(known, without.elpd, 0.0)
    answer, why = _answer(differences, doubtful, left, trusted=trusted)
    difference, error = _summed(differences)
    k = np.where(foretold.refitted, 0.0, np.maximum(foretold.pareto_k, without.pareto_k))
    return ModelComparison(
        answer=answer,
        why=why,
        difference=difference,
        error=error,
        parameters=(foretold.parameters, without.parameters),
        highest_k=float(k.max(initial=0.0)),
        highest_good_k=min(foretold.highest_good_k, without.highest_good_k),
        doubtful=int(doubtful.sum()),
        refitted=int(foretold.refitted.sum()),
        clients=differences.size,
        left=left,
    )


def _answer(differences: Floats, doubtful: Flags, left: int, *, trusted: bool) -> tuple[Answer, str]:
    if not trusted:
        return "cannot tell", "untrusted"
    if differences.size < FEWEST_CLIENTS:
        return "cannot tell", "few_clients"
    answer = _of(differences)
    if doubtful.any() and _of(differences[~doubtful]) != answer:
        return "cannot tell", "doubtful"
    if answer == "cannot tell":
        return answer, "too_close"
    if answer == "no better" and left < FEWEST_LEFT:
        return "cannot tell", "few_left"
    return answer, "clear"


def _of(differences: Floats) -> Answer:
    difference, _ = _summed(differences)
    if difference.mean > LEAST_DIFFERENCE and difference.low > 0.0:
        return "better"
    return "no better" if difference.high < LEAST_DIFFERENCE else "cannot tell"


def _summed(differences: Floats) -> tuple[Interval, float]:
    total, error = float(differences.sum()), float(np.sqrt(differences.size * differences.var()))
    return Interval(total, total - NINE_IN_TEN * error, total + NINE_IN_TEN * error), error
