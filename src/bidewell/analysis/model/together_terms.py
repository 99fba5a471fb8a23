"""The terms of what is observed beside the alliance and leaving: how each runs, and what it goes with."""

from collections.abc import Iterator
from dataclasses import replace

from bidewell.analysis.model.agreed_terms import FEWEST_AGREED
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.recorded_ways import AS_RECORDED
from bidewell.analysis.model.together import counted
from bidewell.analysis.model.usual_priors import (
    COEFFICIENT_SD,
    COUNTED_COURSE_WIDTH,
    SITE_WIDTH,
    THERAPIST_WIDTH,
    USUAL_LOG_ODDS,
)
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.term import Term

# What a session missed before goes with in the next rating, in standard deviations of it.
MISSED_BEFORE = "missed_before"
# A therapist is met by who comes: as a reason for coming it would tell who came.
_TOLD_BY_COMING = "new_therapist"


def together_terms(rows: EngineRows, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """What `terms` of leaving and the alliance are joined by."""
    found = [term for name in rows.further for term in _of_rating(name, rows)]
    found += [term for channel in counted(rows) for term in _of_counts(channel, rows)]
    if "attended" in counted(rows):
        found += [beside for term in terms for beside in _on_attending(term, rows)]
        found.append(Covariate.learn("", MISSED_BEFORE, rows.columns, quantity="rating"))
    return tuple(found)


def _of_rating(name: str, rows: EngineRows) -> Iterator[Term]:
    at_risk = rows.columns["period"][rows.panel.at_risk]
    yield Baseline.learn(f"{name}_course", f"rating:{name}", at_risk, intercept_mean=0.0, wiggle_sd=0.0)
    yield AllianceEffect(f"{name}_on_leaving", f"loading:{name}", 0.0, COEFFICIENT_SD, factor="")
    # Who is done may end by agreement sooner. Without a part of its own, that would be read as who is lost.
    if rows.panel.agreed.sum() >= FEWEST_AGREED:
        yield AllianceEffect(f"{name}_on_agreed", f"agreed_loading:{name}", 0.0, COEFFICIENT_SD, factor="")
    if len(rows.levels.therapist) > 1:
        yield Effects(f"therapist_{name}", "therapist", f"level:{name}", rows.levels.therapist, THERAPIST_WIDTH, "")


def _of_counts(channel: str, rows: EngineRows) -> Iterator[Term]:
    at_risk = rows.columns["period"][rows.panel.at_risk]
    yield Baseline.learn(
        f"{channel}_course", channel, at_risk, intercept_mean=USUAL_LOG_ODDS, wiggle_sd=COUNTED_COURSE_WIDTH
    )
    for name in ("", *rows.further):
        loading = f"{channel}_loading{name and ':'}{name}"
        yield AllianceEffect(loading.replace(":", "_"), loading, 0.0, COEFFICIENT_SD, factor="")
    # A level holds the therapist's part of it. Where therapists' clients also come or answer more or less for reasons
    # of the therapist's own, that would otherwise be read as what the level goes with.
    widths = {"therapist": (rows.levels.therapist, THERAPIST_WIDTH), "site": (rows.levels.site, SITE_WIDTH)}
    for belonging, (levels, width) in widths.items():
        if len(levels) > 1:
            yield Effects(f"{belonging}_{channel}", belonging, channel, levels, width, "")


def _on_attending(term: Term, rows: EngineRows) -> Iterator[Term]:
    """What a term of leaving is to attendance: the same column, at no difference before the data."""
    if isinstance(term, Pressure):
        yield Covariate.learn("", f"{term.factor}.active", rows.columns, quantity="attended")
    elif isinstance(term, Category) and term.quantity == "leaving":
        yield replace(term, factor="", prior_mean=0.0, prior_sd=COEFFICIENT_SD, windows=False, quantity="attended")
    elif isinstance(term, Covariate) and term.quantity == "leaving" and term.column != _TOLD_BY_COMING:
        recorded = f"{term.column}{AS_RECORDED}"
        column = recorded if recorded in rows.columns else term.column
        yield Covariate.learn("", column, rows.columns, logarithm=term.logarithm, reliability=term.reliability,
                              quantity="attended")  # fmt: skip
