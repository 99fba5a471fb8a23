"""From the factors a program records to the terms of a model: what goes in, under which prior, and what stays out."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.analysis.model.adjusting import adjusting_terms
from bidewell.analysis.model.agreed_terms import agreed_terms
from bidewell.analysis.model.answering import ANSWERED, answering_terms
from bidewell.analysis.model.belonging import belonging_terms
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.pressure import OF_TYPE
from bidewell.analysis.model.products import RIDE_STEPS, products_with_access, without_products
from bidewell.analysis.model.usual_priors import (
    ALLIANCE_SD,
    BEND_SD,
    COEFFICIENT_SD,
    USUAL_AGREED_LOG_HAZARD,
    USUAL_LOG_HAZARD,
)
from bidewell.analysis.model.values import clients_known, compared, held, varies
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.calendar import CalendarWalk
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.registry import widened
from bidewell.engine.terms.term import Term
from bidewell.factors.factor import Factor
from bidewell.factors.on_the_path import is_on_the_path
from bidewell.factors.table import FACTORS

# Explain: what goes with staying; forecast: everything known. One model cannot be both.
Purpose = Literal["explain", "forecast"]
Priors = Literal["named", "flat"]

# The block of what a passing change of the alliance counts beyond a lasting difference.
PASSING = "alliance_passing"
# The block of what a therapist's clients share counts beyond what tells them apart; and the therapists it takes.
CASELOAD, FEWEST_THERAPISTS = "alliance_caseload", 30
# The block of how much the alliance's effect bends, per squared standard deviation of the ratings.
BEND = "alliance_curve"
# With fewer quarters of admission the calendar and the time in care say nearly the same.
_FEWEST_QUARTERS = 3


@dataclass(frozen=True)
class Choices:
    """What a fit is for. `fading_weeks` is how fast the start of a pressure gives way to its sustained effect.

    `split` and `bend` ask more of the alliance's effect: lasting and passing apart, or one that bends with the level. A
    bend is for a fit that explains, and alone: raises ChoicesRefused where it is asked together with what cannot be.
    """

    purpose: Purpose = "explain"
    windows: bool = False
    split: bool = False
    bend: bool = False
    adjust: tuple[str, ...] = ()
    fading_weeks: float = 4.0
    priors: Priors = "named"
    rated_is_alliance: bool = True  # False: another rating stands in, of which nothing is known beforehand
    without_products: tuple[str, ...] = ()  # factors whose product with the alliance is left out
    answering: bool = True  # who answers check-ins is told by the alliance too, in a fit that explains
    linked: bool = True  # what lasts of the alliance is the client's, not the episode's: who returns brings it along

    def __post_init__(self) -> None:
        """Refuse a bend beside what the engine, or a forecast, cannot have together with one."""
        if not self.bend:
            return
        if self.split:
            raise ChoicesRefused("a bend needs one effect of the alliance's whole level: bend or split, not both")
        if self.purpose == "forecast":
            raise ChoicesRefused("forecasts take the alliance's effect as straight: a bend is for a fit that explains")
        if self.windows:
            raise ChoicesRefused("a bend is one for all of care: bend or windows, not both")


class ChoicesRefused(ValueError):
    """Two choices that no model can have together; the message says which to leave out."""


def specification(
    rows: EngineRows,
    factors: tuple[Factor, ...],
    reliability: dict[str, float],
    choices: Choices,
) -> tuple[Term, ...]:
    """The terms of a model for these rows and factors."""
    rated = bool((rows.panel.rating_count > 0).any())
    used = tuple(factor for factor in factors if _belongs(rows, factor, choices) and _differs(rows, factor))
    terms = [*_courses(rows, rated, choices)]
    for factor in used:
        terms += _factor_terms(rows, factor, reliability.get(factor.name, 1.0), rated, choices)
    terms += _alliance_terms(rated, choices, len(rows.levels.therapist))
    terms += products_with_access(terms, used, rows.columns) if rated else []
    already, is_forecast = {factor.name for factor in used}, choices.purpose == "forecast"
    terms += adjusting_terms(rows, choices.adjust, already, attendance=is_forecast)
    terms += belonging_terms(rows, rated)
    terms += agreed_terms(rows, terms)
    if ANSWERED in rows.panel.counts:
        terms += answering_terms(rows.columns["period"][rows.panel.at_risk], rows.levels.therapist)
    terms = without_products(terms, choices.without_products)
    return tuple(_flat(term) for term in terms) if choices.priors == "flat" else tuple(terms)


def _belongs(rows: EngineRows, factor: Factor, choices: Choices) -> bool:
    # The rows of a fit that explains hold of it what care began with; too few may have been asked by then.
    asked_early = choices.purpose == "forecast" or not is_on_the_path(factor)
    return asked_early or clients_known(rows, factor.name) >= SMALLEST_SHOWN


def _differs(rows: EngineRows, factor: Factor) -> bool:
    """Whether any two clients, or two times, differ in it: what is the same for all goes with nothing."""
    names = (f"{factor.name}.active", f"{factor.name}.after") if factor.kind == "pressure" else (factor.name,)
    return any(varies(rows.columns[name]) for name in names if name in rows.columns)


def _courses(rows: EngineRows, rated: bool, choices: Choices) -> list[Term]:
    at_risk = rows.columns["period"][rows.panel.at_risk]
    admitted = np.unique(rows.columns["quarter"][rows.panel.starts]).size
    quarters = len(rows.levels.quarter) if admitted >= _FEWEST_QUARTERS and choices.priors != "flat" else 0
    courses: list[Term] = [
        Baseline.learn("leaving", "leaving", at_risk, intercept_mean=USUAL_LOG_HAZARD),
        # Straight in log time: hardly anyone ends by agreement in the first weeks, and a curve there is known by its
        # prior alone, with a tail no normal approximation follows.
        Baseline.learn("agreed", "agreed", at_risk, intercept_mean=USUAL_AGREED_LOG_HAZARD, wiggle_sd=0.0),
        CalendarWalk("leaving_quarter", "leaving", quarters),
    ]
    if rated:
        courses.append(Baseline.learn("rating", "rating", at_risk, intercept_mean=0.0, wiggle_sd=0.0))
        courses.append(CalendarWalk("rating_quarter", "rating", quarters))
    return courses


def _factor_terms(rows: EngineRows, factor: Factor, reliability: float, rated: bool, choices: Choices) -> list[Term]:
    explain = choices.purpose == "explain"
    mean, sd = (0.0, COEFFICIENT_SD) if explain else (factor.prior_mean, factor.prior_sd)
    if factor.kind == "pressure":
        pressure = Pressure(factor.name, choices.fading_weeks, sd, rated, choices.windows)
        terms: list[Term] = [pressure.around_average(rows.columns)]
        # What an order does on average over types is the pressure's own, and that alone is ranked: else a pressure of
        # many types would spread further than others before there are data.
        column = f"{factor.name}{OF_TYPE}"
        types = compared(rows, column) if varies(rows.columns[column]) else ()
        terms += [Category.around_average(column, types, rows.columns[column], sd)] if types else []
        return terms + _on_rating(rows, factor, f"{factor.name}.active", 1.0, rated)
    if factor.kind in ("ride", "category"):
        values = _ride_steps(rows, factor.name, explain) if factor.kind == "ride" else compared(rows, factor.name)
        return [Category(factor.name, factor.name, values, mean, sd, choices.windows)] if values else []
    return [
        Covariate.learn(
            factor.name,
            factor.name,
            rows.columns,
            logarithm=factor.transform == "log1p",
            reliability=reliability,
            prior_mean=mean,
            prior_sd=sd,
            windows=choices.windows,
        ),
        *_on_rating(rows, factor, factor.name, reliability, rated),
    ]


def _ride_steps(rows: EngineRows, column: str, explain: bool) -> tuple[str, ...]:
    # Offered, accepted and used are different facts; only who used a ride was carried by one. A comparison is shown to
    # people and stands on its first value; a forecast is not about those who hold a value, and starts from studies.
    known = held(rows, column)
    if not explain:
        return RIDE_STEPS
    return tuple(step for step in RIDE_STEPS if step in known) if RIDE_STEPS[0] in known else ()


def _on_rating(rows: EngineRows, factor: Factor, column: str, reliability: float, rated: bool) -> list[Term]:
    # With the factor in the rating's mean, the alliance is what the factor does not already say about it.
    if not rated:
        return []
    logarithm = factor.transform == "log1p"
    return [Covariate.learn("", column, rows.columns, logarithm=logarithm, reliability=reliability, quantity="rating")]


def _alliance_terms(rated: bool, choices: Choices, therapists: int) -> list[Term]:
    if not rated:
        return []
    known = next(factor for factor in FACTORS if factor.name == "alliance")
    informed = choices.purpose == "forecast" and choices.rated_is_alliance
    mean, sd = (known.prior_mean, known.prior_sd) if informed else (0.0, ALLIANCE_SD)
    found: list[Term] = [
        AllianceEffect("alliance", "loading", mean, sd, choices.windows),
        AllianceEffect("alliance_on_agreed", "agreed_loading", 0.0, COEFFICIENT_SD, factor=""),
    ]
    if choices.split:
        found.append(AllianceEffect(PASSING, "patch_loading", 0.0, COEFFICIENT_SD, factor=""))
    if choices.split and therapists >= FEWEST_THERAPISTS:
        found.append(AllianceEffect(CASELOAD, "caseload_loading", 0.0, COEFFICIENT_SD, factor=""))
    if choices.bend:
        found.append(AllianceEffect(BEND, "curve", 0.0, BEND_SD, factor=""))
    return found


def _flat(term: Term) -> Term:
    """Without a prior on coefficients: for checks against other engines."""
    if isinstance(term, Baseline):
        return replace(term, intercept_sd=np.inf, slope_sd=np.inf)
    return widened(term, np.inf)
