"""Therapists and sites side by side, fairly: who stays with them of clients alike, drawn in towards what is usual.

An effect is that of the explaining fit: what is left when factors, course, calendar and the alliance are taken into
account, plus what the therapist's part of the alliance goes with. Effects are N(0, spread^2) with the spread estimated,
so that few clients move nobody far from the middle (Spiegelhalter 2005; Normand, Glickman & Gatsonis 1997).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bidewell.analysis.answers.claim import CANNOT_TELL, CONTRADICTED, LEAST_OF_HUNDRED, SUPPORTED, Answer, judged
from bidewell.analysis.answers.contributions import client_weights
from bidewell.analysis.answers.course import SESSIONS, WEEKS, Course, course_of
from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.terms.effects import Effects

Kind = Literal["therapist", "site"]
KINDS: tuple[Kind, ...] = ("therapist", "site")
FEWEST_TO_SPREAD = 5
Difference = Literal["more", "fewer", "cannot tell"]
_TOLD: dict[Answer, Difference] = {SUPPORTED: "more", CONTRADICTED: "fewer", CANNOT_TELL: "cannot tell"}


@dataclass(frozen=True)
class Compared:
    """One therapist or site, by the records' name: clients seen, and how many of 1 stay of clients alike.

    `stayed` is through 90 days (12 sessions); `difference` is that less the same with the average client's therapist or
    site. `answer` says which stay more, at least 2 of 100, if that can be told.
    """

    name: str
    clients: int
    stayed: Interval
    difference: Interval
    answer: Difference


@dataclass(frozen=True)
class Comparison:
    """All of one kind with eleven clients or more, those with whom fewest stay first; how many have fewer clients.

    `apart` is how many of 1 more stay one standard deviation above the middle than one below; None of fewer than five,
    whose spread is known from its prior alone.
    """

    kind: Kind
    apart: Interval | None
    compared: tuple[Compared, ...]
    too_small: int
    n: int


@dataclass(frozen=True)
class _Effects:
    """What clients meet with each level, [draws, levels] on the log hazard; their spread [draws]; each row's."""

    levels: tuple[str, ...]
    values: Floats
    spread: Floats
    level_of_row: Integers


def fair_comparison(fitted: FittedProgram, kind: Kind, leave_out: frozenset[str] = frozenset()) -> Comparison | None:
    """Compare therapists or sites; None where the fit knows of one at most, or two cannot be shown.

    Who is in `leave_out` counts among the others and is not shown. Where the fit is not to be trusted nothing can be
    told. Time: some milliseconds for each shown.
    """
    asked = fitted.rows.panel.at_risk & fitted.rows.panel.scored
    effects = _of_therapists(fitted) if kind == "therapist" else _of_sites(fitted, asked)
    if effects is None:
        return None
    here = asked & (effects.level_of_row >= 0)
    clients, everyone = _clients(fitted, effects, here)
    shown = [place for place, name in enumerate(effects.levels) if name not in leave_out]
    large = [place for place in shown if clients[place] >= SMALLEST_SHOWN]
    if len(large) < 2:
        return None
    middle = effects.values @ _shares(fitted, effects, asked)
    courses = _Courses(course_of(fitted), effects.spread, WEEKS if fitted.panel.grid == "week" else SESSIONS)
    usual, is_trusted = courses.stayed(np.zeros_like(middle)), fitted.model.diagnostics.trusted
    stayed = {place: courses.stayed(effects.values[:, place] - middle) for place in large}
    found = [_one(effects.levels[at], int(clients[at]), stayed[at], usual, is_trusted=is_trusted) for at in large]
    return Comparison(
        kind,
        _apart(courses, effects) if len(effects.levels) >= FEWEST_TO_SPREAD else None,
        tuple(sorted(found, key=lambda one: one.difference.mean)),
        len(shown) - len(large),
        everyone,
    )


@dataclass(frozen=True)
class _Courses:
    """The course of clients alike; what they meet shifts it, and no longer varies by `spread` [draws]."""

    course: Course
    spread: Floats
    after: int

    def stayed(self, shift: Floats) -> Floats:
        """How many of 1 stay, [draws]."""
        return self.course.stayed(shift, self.spread, 0, self.after)


def _apart(courses: _Courses, effects: _Effects) -> Interval:
    return Interval.of(courses.stayed(-effects.spread) - courses.stayed(effects.spread))


def _one(name: str, clients: int, stayed: Floats, usual: Floats, *, is_trusted: bool) -> Compared:
    difference = Interval.of(stayed - usual)
    answer, _ = judged(difference.low, difference.high, LEAST_OF_HUNDRED, holds_below=False)
    return Compared(name, clients, Interval.of(stayed), difference, _TOLD[answer if is_trusted else CANNOT_TELL])


def _of_therapists(fitted: FittedProgram) -> _Effects | None:
    """The therapist's own part of leaving, and what the therapist's part of the alliance goes with."""
    return _with_alliance(fitted, _block(fitted, "therapist_leaving"), "therapist_rating")


def _with_alliance(fitted: FittedProgram, own: _Effects | None, rating: str) -> _Effects | None:
    """An own part of leaving joined by what the part of the alliance goes with."""
    rated = _block(fitted, rating)
    if own is None or rated is None:
        return own
    loading = fitted.model.block("alliance")[:, :1]
    spread = np.hypot(own.spread, loading[:, 0] * rated.spread)
    return _Effects(own.levels, own.values + loading * rated.values, spread, own.level_of_row)


def _of_sites(fitted: FittedProgram, asked: Flags) -> _Effects | None:
    """The site's own part of leaving, what its part of the alliance goes with, and the therapists its clients meet."""
    own = _with_alliance(fitted, _block(fitted, "site_leaving"), "site_rating")
    therapists = _of_therapists(fitted)
    if own is None or therapists is None:
        return own
    here = asked & (own.level_of_row >= 0) & (therapists.level_of_row >= 0)
    met = np.zeros((len(therapists.levels), len(own.levels)))
    np.add.at(met, (therapists.level_of_row[here], own.level_of_row[here]), 1.0)
    met /= np.maximum(met.sum(axis=0), 1.0)
    # A site's average over many therapists differs less than one therapist does.
    spread = np.sqrt(own.spread**2 + therapists.spread**2 * (met**2).sum(axis=0).mean())
    return _Effects(own.levels, own.values + therapists.values @ met, spread, own.level_of_row)


def _block(fitted: FittedProgram, name: str) -> _Effects | None:
    term = next((one for one in fitted.model.terms if isinstance(one, Effects) and one.name == name), None)
    if term is None:
        return None
    (block,) = term.blocks(fitted.rows.columns)
    assert block.level_of_row is not None
    model = fitted.model
    return _Effects(term.levels, model.block(name), model.scale(f"{name}_sd"), block.level_of_row)


def _clients(fitted: FittedProgram, effects: _Effects, here: Flags) -> tuple[Integers, int]:
    """How many clients each level saw, [levels], and how many in all."""
    everyone, client = np.unique(fitted.rows.columns["client"][here].astype(str), return_inverse=True)
    pairs = np.unique(np.stack([effects.level_of_row[here], client]), axis=1)
    return np.bincount(pairs[0], minlength=len(effects.levels)), everyone.size


def _shares(fitted: FittedProgram, effects: _Effects, asked: Flags) -> Floats:
    """How much of the average client's time is with each level, [levels]."""
    weights, known = client_weights(fitted, asked), effects.level_of_row >= 0
    shares = np.bincount(effects.level_of_row[known], weights=weights[known], minlength=len(effects.levels))
    return np.asarray(shares, dtype=float)
