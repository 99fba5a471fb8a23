"""Programs drawn straight from the engine's own model: the truth from its prior, the clients' lives from the truth.

Unlike the scenarios, nothing here is realistic beyond what the engine assumes. That is the point: a posterior from the
right model must cover the truth as often as it says (simulation-based calibration; Talts et al. 2018).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.links import LINKS
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Flags, Floats, Integers, Panel
from bidewell.engine.recursion import dynamics_of
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.calendar import CalendarWalk
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.product import AllianceProduct
from bidewell.engine.terms.term import Rows, Standard, Term

WEEKS_PER_QUARTER = 13


@dataclass(frozen=True)
class Size:
    """How large a program is and how long it recorded. Therapists are as many at each site; clients stay at theirs."""

    clients: int
    therapists: int
    weeks: int = 26
    quarters: int = 6
    sites: int = 1


@dataclass(frozen=True)
class DrawnProgram:
    """A model with its data, and the parameters and standard deviations that were true."""

    model: Model
    parameters: Floats
    scales: dict[str, float]
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class _Course:
    """Every week each client could have had, [clients, weeks] flattened, whether or not it came to that."""

    client: Integers
    week: Floats
    columns: dict[str, NDArray[np.generic]]
    contact: Flags
    rated: Flags
    recorded: Flags
    renewed: Flags


def draw_program(size: Size, seed: int, planted: Mapping[str, Floats | float] | None = None) -> DrawnProgram:
    """One program of the given size; same seed, same program. Blocks that are `planted` have these values."""
    random = np.random.default_rng(seed)
    course = _draw_course(size, random)
    terms = calibration_terms(size)
    possible = Model(_silent_panel(course), _blocks(terms, course.columns))
    parameters, scales = draw_from_prior(possible, random)
    for name, values in (planted or {}).items():
        parameters[possible.layout[name]] = values
    lived, panel = _live(possible, parameters, course, size, random)
    rows = {name: values[lived] for name, values in course.columns.items()}
    return DrawnProgram(Model(panel, _blocks(terms, rows)), parameters, scales, terms)


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


def draw_from_prior(model: Model, random: np.random.Generator) -> tuple[Floats, dict[str, float]]:
    """A parameter vector and its standard deviations from a model's prior (which must be proper)."""
    scales = {name: width * abs(float(random.standard_normal())) for name, width in model.scales.items()}
    spread = 1.0 / np.sqrt(model.prior_precision(scales))
    return model.prior_mean() + spread * random.standard_normal(model.size), scales


def _blocks(terms: tuple[Term, ...], rows: Rows) -> tuple[Block, ...]:
    return tuple(block for term in terms for block in term.blocks(rows))


def _draw_course(size: Size, random: np.random.Generator) -> _Course:
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
    return _Course(
        client=np.repeat(np.arange(clients), weeks),
        week=week.ravel().astype(float),
        columns={name: values.ravel() for name, values in columns.items()},
        contact=contact.ravel(),
        rated=(contact & (random.random(week.shape) < 0.8)).ravel(),
        recorded=(entry + week < size.quarters * WEEKS_PER_QUARTER).ravel(),
        renewed=renewed.ravel(),
    )


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


def _silent_panel(course: _Course) -> Panel:
    rows = course.client.size
    no, none = np.zeros(rows, dtype=bool), np.zeros(rows)
    return Panel(course.client, course.week, none, none, no, no, no, ~no, course.renewed)


def _live(
    possible: Model, parameters: Floats, course: _Course, size: Size, random: np.random.Generator
) -> tuple[Flags, Panel]:
    """Ratings and endings for every possible week, and the panel of those that came to be."""
    shape = (size.clients, size.weeks)
    rating, level, leaving, loading, patch_loading, agreed, agreed_loading = possible.quantities(parameters)
    trait, patch, rating_sd = _latent(possible, parameters, course.renewed.reshape(shape), random)
    true_level = level + trait + patch
    hazard = LINKS[possible.link]
    leaves = random.random(rating.size) < hazard(leaving + loading * true_level + patch_loading * patch, 0, np)
    agrees = random.random(rating.size) < hazard(agreed + agreed_loading * true_level, 0, np)
    ended = (course.contact & (leaves | agrees)).reshape(shape)
    lived = ((np.cumsum(ended, axis=1) - ended) == 0).ravel() & course.recorded & course.contact
    ratings = rating + true_level + rating_sd * random.standard_normal(rating.size)
    whole = Panel(
        client=course.client,
        period=course.week,
        rating=ratings,
        rating_count=course.rated.astype(float),
        at_risk=course.contact,
        left=leaves & course.contact,
        agreed=agrees & ~leaves & course.contact,
        scored=np.ones(rating.size, dtype=bool),
        renewed=course.renewed,
    )
    return lived, _only(whole, lived)


def _latent(
    model: Model, parameters: Floats, renewed: Flags, random: np.random.Generator
) -> tuple[Floats, Floats, float]:
    dynamics = dynamics_of(model.scalars(parameters), np)
    clients, weeks = renewed.shape
    trait = np.repeat(dynamics.trait_sd * random.standard_normal(clients), weeks)
    shocks = dynamics.patch_sd * random.standard_normal((weeks, clients))
    patch = np.empty((weeks, clients))
    patch[0] = shocks[0]
    for week in range(1, weeks):
        kept = np.where(renewed[:, week], 0.0, dynamics.persistence)
        patch[week] = kept * patch[week - 1] + np.sqrt(1.0 - kept**2) * shocks[week]
    return trait, patch.T.ravel(), float(dynamics.rating_sd)


def _only(panel: Panel, rows: Flags) -> Panel:
    client = np.unique(panel.client[rows], return_inverse=True)[1]
    kept = {name: getattr(panel, name)[rows] for name in Panel.__dataclass_fields__ if name != "client"}
    return Panel(client=client.astype(np.int64), **kept)
