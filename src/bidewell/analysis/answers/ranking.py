"""What goes with staying, ranked: each factor's spread, as stayed of 100, with the chance that it is the largest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from bidewell.analysis.answers.contributions import Part, group_part, level_variance, parts_of, share_recorded
from bidewell.analysis.answers.course import SESSIONS, WEEKS, Course, course_of
from bidewell.analysis.answers.per_person import shifts
from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.products import INTERACTION
from bidewell.analysis.model.specification import ChoicesRefused
from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Flags, Floats
from bidewell.engine.terms.term import WINDOWS
from bidewell.factors.factor import Factor
from bidewell.factors.table import FACTORS, named_factor

# Where a window of care ends for the comparison; the last one is followed for as long as the first two together.
WINDOW_ENDS = {"0-4": 5, "5-12": 13, "13+": 26}
# A part of the predictor this small moves fewer than one or two of a hundred.
SMALLEST_EFFECT = 0.1
PRIOR_SEED = 20_260_101

WITHOUT_THERAPIST, ACCESS = "alliance_without_therapist", "access"


@dataclass(frozen=True)
class Ranked:
    """One factor in one window of care. `candidate` ones compete for being the largest.

    `recorded` is the share of clients of whom it is known; the others count as average in it. None where no record
    means that there is none. The chances of being the largest are None of what does not compete, or competes alone.
    """

    factor: Factor
    window: str
    spread: Interval
    stayed_at_minus: float
    stayed_at_plus: float
    change_stayed: Interval
    change_periods: Interval
    per_person: Interval | None
    largest_before: float | None
    largest_after: float | None
    own_effect: float | None
    candidate: bool
    n: int
    recorded: float | None = None
    depends_on_how_you_ask: bool = False


class _Window(NamedTuple):
    """Rows asked about, the first period of them and the first after them, and how many clients they are of."""

    words: str
    within: Flags
    span: tuple[int, int]
    n: int


def rank(whole: FittedProgram, windows: FittedProgram | None) -> tuple[Ranked, ...]:
    """Rank the factors of an explaining fit; `windows` is the same fit with an effect per window of care.

    Of windows whose draws failed their check nothing is told: there are no rows of them.

    Raises ChoicesRefused for a bent fit: a spread to either side of the usual level says nothing of a turn between.
    """
    if whole.choices.bend:
        raise ChoicesRefused("a ranking reads the alliance's effect as straight: rank a fit without a bend")
    course = course_of(whole)
    last = WEEKS if whole.panel.grid == "week" else SESSIONS
    everyone = whole.rows.panel.at_risk & whole.rows.panel.scored
    found = _ranked(whole, course, _Window("whole", everyone, (0, last), clients_in(whole.rows, everyone)))
    found = _flagged(found)
    if windows is not None and windows.model.diagnostics.trusted:
        course = course_of(windows)
        period = windows.rows.columns["period"]
        for words, first, after in WINDOWS:
            within = everyone_in(windows, (period >= first) & (period < after))
            n = clients_in(windows.rows, within)
            if n >= SMALLEST_SHOWN:
                found += _ranked(windows, course, _Window(words, within, (int(first), WINDOW_ENDS[words]), n))
    return found


def everyone_in(fitted: FittedProgram, within: Flags) -> Flags:
    """Rows where the leaving question is asked, within a window."""
    panel = fitted.rows.panel
    return panel.at_risk & panel.scored & within


def factor_named(fitted: FittedProgram, name: str) -> Factor:
    """The factor of that name: the program's own, or the alliance and the groups."""
    known = {factor.name: factor for factor in (*FACTORS, *fitted.factors)}
    instrument = fitted.panel.instrument
    if name in ("alliance", WITHOUT_THERAPIST) and instrument is not None and instrument.role != "alliance":
        # Another rating stands in as the repeated one: it must not be told as an alliance.
        words = instrument.name.replace("_", " ")
        return replace(named_factor(words, "numeric"), name=name.replace("alliance", instrument.name))
    if name == WITHOUT_THERAPIST:
        return replace(known["alliance"], name=name)
    if name == ACCESS:
        return replace(known["travel_minutes"], name=name)
    return known[name]


def _ranked(fitted: FittedProgram, course: Course, window: _Window) -> tuple[Ranked, ...]:
    model, within = fitted.model, window.within
    variance = level_variance(model, with_therapist=True)
    every = parts_of(fitted, model, within)
    parts = [part for part in every if part.factor != INTERACTION]
    if not parts:
        return ()
    spreads = np.stack([part.spread(variance) for part in parts])
    after_data = np.bincount(spreads.argmax(axis=0), minlength=len(parts)) / spreads.shape[1]
    before_data = _before(fitted, within)
    rows = [
        _one(fitted, course, part, variance, window, before_data.get(part.factor), float(chance))
        for part, chance in zip(parts, after_data, strict=True)
    ]
    if len(rows) == 1:
        rows = [replace(rows[0], largest_before=None, largest_after=None)]
    return (*rows, *_beside(fitted, course, every, window))


def _one(
    fitted: FittedProgram,
    course: Course,
    part: Part,
    variance: Floats,
    window: _Window,
    before: float | None,
    after: float | None,
) -> Ranked:
    spread = part.spread(variance)
    effect = part.along_average(float(np.median(variance)))
    # A group has no amount of its own: more of it is easier access, as its parts say together on average; a draw that
    # says the opposite counts against it, or nothing could ever be no difference.
    more = -spread * np.sign(effect) if part.factor == ACCESS else spread * part.towards_leaving()
    low, high = (course.stayed(shift, spread, *window.span) for shift in (-more, more))
    fewer_periods, more_periods = (course.periods_stayed(shift, spread, *window.span) for shift in (-more, more))
    return Ranked(
        factor=factor_named(fitted, part.factor),
        window=window.words,
        spread=Interval.of(spread),
        stayed_at_minus=float(low.mean()),
        stayed_at_plus=float(high.mean()),
        change_stayed=Interval.of(high - low),
        change_periods=Interval.of(more_periods - fewer_periods),
        per_person=_per_person(fitted, course, part.factor, spread, window),
        largest_before=before,
        largest_after=after,
        own_effect=float((effect > SMALLEST_EFFECT).mean()) if after is not None else None,
        candidate=after is not None,
        n=window.n,
        recorded=share_recorded(fitted, part.factor, window.within),
    )


def _beside(fitted: FittedProgram, course: Course, every: Sequence[Part], window: _Window) -> list[Ranked]:
    """The alliance without the therapist's part, and everything about access as one group: shown, not competing."""
    model = fitted.model
    parts = {part.factor: part for part in every}
    found = []
    if "alliance" in parts and "therapist_rating_sd" in model.scales:
        alone = replace(parts["alliance"], factor=WITHOUT_THERAPIST)
        variance = level_variance(model, with_therapist=False)
        found.append(_one(fitted, course, alone, variance, window, None, None))
    groups = {factor.name: factor.group for factor in fitted.factors} | {INTERACTION: "access"}
    access = [name for name in parts if groups.get(name) == "access"]
    if len(access) > 1:
        variance, part = level_variance(model, with_therapist=True), group_part(ACCESS, access, fitted, window.within)
        found.append(_one(fitted, course, part, variance, window, None, None))
    return found


def _per_person(fitted: FittedProgram, course: Course, factor: str, spread: Floats, window: _Window) -> Interval | None:
    """Clients high and low in the factor, who differ in all else as clients do."""
    term = next((term for term in fitted.model.terms if term.factor == factor), None)
    if window.words != "whole" or term is None:
        return None
    low, high = shifts(fitted, term, window.span[1])
    return Interval.of(course.stayed(high, spread, *window.span) - course.stayed(low, spread, *window.span))


def _flagged(rows: tuple[Ranked, ...]) -> tuple[Ranked, ...]:
    """Mark the factors whose place at the top depends on the scale: the spread over clients, or person by person."""
    compared = [row for row in rows if row.candidate and row.per_person is not None]
    if not compared:
        return rows
    by_spread = max(compared, key=lambda row: abs(row.change_stayed.mean)).factor.name
    by_person = max(compared, key=lambda row: abs(row.per_person.mean) if row.per_person else 0.0).factor.name
    disputed = {by_spread, by_person} if by_spread != by_person else set()
    return tuple(replace(row, depends_on_how_you_ask=row.factor.name in disputed) for row in rows)


def _before(fitted: FittedProgram, within: Flags) -> dict[str, float]:
    """The chance of being the largest before any data: the same algebra on draws of the prior."""
    prior = prior_draws(fitted.model)
    parts = [part for part in parts_of(fitted, prior, within) if part.factor != INTERACTION]
    spreads = np.stack([part.spread(level_variance(prior, with_therapist=True)) for part in parts])
    chances = np.bincount(spreads.argmax(axis=0), minlength=len(parts)) / spreads.shape[1]
    return {part.factor: float(chance) for part, chance in zip(parts, chances, strict=True)}


def prior_draws(model: FittedModel) -> FittedModel:
    """The model with draws of its prior in place of the posterior's; a flat prior draws as one of SD 1."""
    random = np.random.default_rng(PRIOR_SEED)
    size = len(model.draws)
    spread = np.where(np.isinf(model.prior_sd), 1.0, model.prior_sd)
    widths = np.array(list(model.scale_prior_sd.values()))
    return replace(
        model,
        draws=model.prior_mean + random.standard_normal((size, model.prior_mean.size)) * spread,
        scale_draws=np.abs(random.standard_normal((size, widths.size))) * widths,
    )
