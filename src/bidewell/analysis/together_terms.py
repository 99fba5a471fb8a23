"""The terms of what is observed beside the alliance and leaving: how each runs, and what it goes with."""

from bidewell.analysis.engine_rows import EngineRows
from bidewell.analysis.together import counted
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.term import Term

# Three of four sessions are attended, and about as many check-ins answered; wide enough for any program.
_USUAL_LOG_ODDS = 1.2
# Per standard deviation of a rating, on the log odds.
LOADING_PRIOR_SD = 0.35
# What a session missed before goes with in the next rating, in standard deviations of it.
MISSED_BEFORE = "missed_before"


def together_terms(rows: EngineRows, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """What `terms` of leaving and the alliance are joined by."""
    names = tuple(rows.further)
    at_risk = rows.columns["period"][rows.panel.at_risk]
    found: list[Term] = []
    for name in names:
        found.append(Baseline.learn(f"{name}_course", f"rating:{name}", at_risk, intercept_mean=0.0, wiggle_sd=0.0))
        found.append(AllianceEffect(f"{name}_on_leaving", f"loading:{name}", 0.0, LOADING_PRIOR_SD, factor=""))
        if len(rows.levels.therapist) > 1:
            found.append(Effects(f"therapist_{name}", "therapist", f"level:{name}", rows.levels.therapist, 0.5, ""))
    for channel in counted(rows):
        found.append(
            Baseline.learn(f"{channel}_course", channel, at_risk, intercept_mean=_USUAL_LOG_ODDS, wiggle_sd=0.3)
        )
        for name in ("", *names):
            loading = f"{channel}_loading{name and ':'}{name}"
            found.append(AllianceEffect(loading.replace(":", "_"), loading, 0.0, LOADING_PRIOR_SD, factor=""))
    if "attended" in counted(rows):
        found += [_on(term, "attended") for term in terms if isinstance(term, Covariate) and _is_access(term)]
        found.append(Covariate.learn("", MISSED_BEFORE, rows.columns, quantity="rating"))
    return tuple(found)


def _is_access(term: Covariate) -> bool:
    return term.quantity == "leaving" and term.factor in ("travel_minutes", "travel_miles")


def _on(term: Covariate, quantity: str) -> Covariate:
    """The same column, on another quantity."""
    return Covariate("", term.column, term.standard, term.logarithm, term.reliability, term.has_missing, 0.0,
                     LOADING_PRIOR_SD, windows=False, quantity=quantity)  # fmt: skip
