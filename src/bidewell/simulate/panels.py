"""Programs drawn straight from the engine's own model: the truth from its prior, the clients' lives from the truth.

Unlike the scenarios, nothing here is realistic beyond what the engine assumes. That is the point: a posterior from the
right model must cover the truth as often as it says (simulation-based calibration; Talts et al. 2018).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.process import dynamics_of
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.calendar import CalendarWalk
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.product import AllianceProduct
from bidewell.engine.terms.term import Rows, Standard, Term
from bidewell.simulate.panel_lives import Course, live, silent_panel

WEEKS_PER_QUARTER = 13


@dataclass(frozen=True)
class Size:
    """How large a program is and how long it recorded. Therapists are as many at each site; clients stay at theirs.

    `returning` is the share of clients who are a person of before, come back: half of them, when each came twice. With
    `groups` every rating is given in the week's session of the client's group.
    """

    clients: int
    therapists: int
    weeks: int = 26
    quarters: int = 6
    sites: int = 1
    returning: float = 0.0
    groups: int = 0


@dataclass(frozen=True)
class DrawnProgram:
    """A model with its data, and the parameters and standard deviations that were true."""

    model: Model
    parameters: Floats
    scales: dict[str, float]
    terms: tuple[Term, ...]


def draw_program(
    size: Size,
    seed: int,
    planted: Mapping[str, Floats | float] | None = None,
    more: tuple[str, ...] = (),
    counted: tuple[str, ...] = (),
    growth: float | None = None,
    *,
    curved: bool = False,
    caseload: bool = False,
) -> DrawnProgram:
    """One program of the given size; same seed, same program. Blocks and labels that are `planted` have these values.

    Clients also give `more` ratings, what is `counted` of them is attendance and answers, and with `growth` alliances
    have slopes, by so many weeks; where it is `curved`, the alliance's effect bends; with `caseload`
    what a therapist's clients share counts for itself.
    """
    random = np.random.default_rng(seed)
    course = _draw_course(size, random)
    terms = (*calibration_terms(size), *further_terms(size, more, counted), *group_terms(size))
    terms += (AllianceEffect("alliance_curve", "curve", 0.0, 0.2),) if curved else ()
    terms += (AllianceEffect("alliance_caseload", "caseload_loading"),) if caseload else ()
    possible = Model(silent_panel(course, more, counted), _blocks(terms, course.columns), growth=growth)
    parameters, scales = draw_from_prior(possible, random)
    for name, values in (planted or {}).items():
        where = possible.layout[name] if name in possible.layout else possible.labels.index(name)
        parameters[where] = values
    lived, panel = live(possible, parameters, course, random)
    rows = {name: values[lived] for name, values in course.columns.items()}
    return DrawnProgram(Model(panel, _blocks(terms, rows), growth=growth), parameters, scales, terms)


def calibration_terms(size: Size) -> tuple[Term, ...]:
    """The terms of the calibration programs, their constants fixed so that no term peeks at the outcome."""
    last, centre = float(np.log1p(size.weeks - 1)), 1.8
    travel = Covariate("travel", "travel_minutes", Standard(3.0, 0.6), True, 1.0, False, 0.0, 0.35, False)
    ride = Covariate("ride", "ride", Standard(0.35, 0.5), False, 1.0, False, 0.0, 0.35, False)
    therapists = tuple(str(therapist) for therapist in range(size.therapists))
    return (
        Baseline("rating_course", "rating", last, centre, 0.0, 0.5, 0.2, 0.0),
        CalendarWalk("rating_quarter", "rating", size.quarters),
        Effects("therapist_alliance", "therapist", "level", therapists, 0.3, "therapist"),
        Baseline("baseline", "leaving", last, centre, -2.7, 0.5, 0.4, 0.3),
        CalendarWalk("quarter", "leaving", size.quarters),
        Effects("therapist_hazard", "therapist", "leaving", therapists, 0.3, "therapist"),
        travel,
        ride,
        AllianceEffect("alliance"),
        AllianceProduct("alliance_by_travel", travel, "access"),
        Pressure("court_order"),
        Baseline("agreed", "agreed", last, centre, -3.5, 0.5, 0.5, 0.0),
        AllianceEffect("agreed_alliance", "agreed_loading"),
    )


def further_terms(size: Size, more: tuple[str, ...], counted: tuple[str, ...]) -> tuple[Term, ...]:
    """How further ratings run and what goes with leaving, attending and answering beside the alliance."""
    last, centre = float(np.log1p(size.weeks - 1)), 1.8
    courses = [Baseline(f"{name}_course", f"rating:{name}", last, centre, 0.0, 0.5, 0.2, 0.0) for name in more]
    counts = [Baseline(channel, channel, last, centre, 1.5, 0.5, 0.3, 0.0) for channel in counted]
    loads = ["loading", *(f"{channel}_loading" for channel in counted)]
    pairs = [(load, name) for load in loads for name in ("", *more) if (load, name) != ("loading", "")]
    effects = [AllianceEffect(f"{load}{name and ':'}{name}", f"{load}{name and ':'}{name}") for load, name in pairs]
    return (*courses, *counts, *effects)


def group_terms(size: Size) -> tuple[Term, ...]:
    """What the ratings of one group session share."""
    sessions = tuple(str(session) for session in range(size.groups * size.quarters * WEEKS_PER_QUARTER))
    return (Effects("group_session", "group_session", "rating", sessions, 0.3, ""),) if sessions else ()


def draw_from_prior(model: Model, random: np.random.Generator) -> tuple[Floats, dict[str, float]]:
    """A parameter vector and its standard deviations from a model's prior (which must be proper).

    Of several ratings it reaches beyond what is a process: until what passes of them does pass, all is drawn anew.
    """
    while True:
        scales = {name: width * abs(float(random.standard_normal())) for name, width in model.scales.items()}
        spread = 1.0 / np.sqrt(model.prior_precision(scales))
        parameters = model.prior_mean() + spread * random.standard_normal(model.size)
        if model.latent is None or _dies_out(model, parameters):
            return parameters, scales


def _dies_out(model: Model, parameters: Floats) -> bool:
    with np.errstate(over="ignore", invalid="ignore"):  # where it does not, its covariance is beyond any number
        persistence = dynamics_of(model.scalars(parameters[:, None]), np, model.channels).persistence
    return bool(np.abs(np.linalg.eigvals(np.array(persistence)[..., 0])).max() < 1.0)


def _blocks(terms: tuple[Term, ...], rows: Rows) -> tuple[Block, ...]:
    return tuple(block for term in terms for block in term.blocks(rows))


def _draw_course(size: Size, random: np.random.Generator) -> Course:
    clients, weeks = size.clients, size.weeks
    week = np.tile(np.arange(weeks), (clients, 1))
    entry = random.integers(0, size.quarters * WEEKS_PER_QUARTER, (clients, 1))
    contact = random.random((clients, weeks)) < 0.85
    contact[:, 0] = True
    therapist, renewed = _therapists(size, contact, random)
    columns = {
        "period": week,
        "quarter": np.minimum((entry + week) // WEEKS_PER_QUARTER, size.quarters - 1),
        "therapist": therapist,
        "travel_minutes": np.broadcast_to(np.expm1(random.normal(3.0, 0.6, (clients, 1))), week.shape),
        "ride": np.broadcast_to(random.random((clients, 1)) < 0.35, week.shape).astype(float),
        **_order(week, random),
    }
    if size.groups:
        last_week = size.quarters * WEEKS_PER_QUARTER - 1
        of_group = random.integers(0, size.groups, (clients, 1)) * (last_week + 1)
        columns["group_session"] = of_group + np.minimum(entry + week, last_week)
    return Course(
        client=np.repeat(np.arange(clients), weeks),
        week=week.ravel().astype(float),
        columns={name: values.ravel() for name, values in columns.items()},
        contact=contact.ravel(),
        rated=(contact & (random.random(week.shape) < 0.8)).ravel(),
        recorded=(entry + week < size.quarters * WEEKS_PER_QUARTER).ravel(),
        renewed=renewed.ravel(),
        person=_persons(size),
    )


def _persons(size: Size) -> Integers | None:
    """Whose every week is: returns are spread evenly, each right after the client it is a return of."""
    if size.returning == 0.0:
        return None
    comes_back = np.diff(np.floor(size.returning * np.arange(size.clients)), prepend=0.0) > 0
    return np.repeat(np.cumsum(~comes_back) - 1, size.weeks)


def _therapists(size: Size, contact: Flags, random: np.random.Generator) -> tuple[Integers, Flags]:
    """One client in five changes therapist once, at a contact."""
    first, second = random.integers(0, size.therapists, (2, size.clients, 1))
    at_site = size.therapists // size.sites
    second = first // at_site * at_site + second % at_site
    week = np.arange(size.weeks)[None, :]
    change = np.where(
        random.random((size.clients, 1)) < 0.2, random.integers(2, size.weeks, (size.clients, 1)), size.weeks
    )
    after = (week >= change) & (first != second)
    changed_at = np.cumsum(after & contact, axis=1) == 1
    return np.where(after, second, first), after & contact & changed_at


def _order(week: Integers, random: np.random.Generator) -> dict[str, NDArray[np.generic]]:
    """A court order for two clients in five; for half of them it ends while they may still come."""
    clients = week.shape[0]
    ordered = random.random((clients, 1)) < 0.4
    end = np.where(random.random((clients, 1)) < 0.5, random.integers(6, 20, (clients, 1)), week.shape[1])
    return {
        "court_order.active": (ordered & (week < end)).astype(float),
        "court_order.weeks": week.astype(float),
        "court_order.after": (ordered & (week >= end)).astype(float),
    }
