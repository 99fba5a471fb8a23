"""The backtest: on each past day fit what was known, forecast everyone in care, and lay forecasts beside outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import Definition
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.forecasting.chances import chances_of
from bidewell.analysis.forecasting.in_care import clients_in_care
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.standing import standing
from bidewell.analysis.model.fit_forecast import fit_forecast
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.laid_out import NothingToFit
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.validation.baselines import ATTENDANCE, BASELINES, has_enough, simple_chances
from bidewell.analysis.validation.origins import HORIZONS, Standpoint, Timeline
from bidewell.engine.panel import Floats, Integers
from bidewell.progress import Progress, quietly

MODEL = "model"
DRAWS = 120


@dataclass(frozen=True)
class Origin:
    """One day forecast from. `used` names the horizons counted from it; without any, `why` is a code."""

    day: date
    in_care: int
    left_before: int
    trusted: bool
    used: tuple[int, ...]
    why: str = ""  # nothing_to_fit | too_little_past | nobody_known


@dataclass(frozen=True)
class Told:
    """Forecasts of one horizon laid end to end, each with a known outcome, [forecasts].

    `chances` are of staying, by rule; a rule that the records do not carry is absent. `rows` are who was meant.
    """

    days: int
    rows: pl.DataFrame
    chances: Mapping[str, Floats]
    not_known: int

    @property
    def stayed(self) -> Floats:
        """1 for who had not left by the horizon."""
        return self.rows["stayed"].to_numpy()

    @property
    def client(self) -> Integers:
        """Clients as numbers from 0."""
        return self.rows["client"].rank("dense").to_numpy().astype(np.int64) - 1

    @property
    def day(self) -> Integers:
        """The day of each forecast, as a number."""
        return self.rows["day"].to_physical().to_numpy().astype(np.int64)


@dataclass(frozen=True)
class Backtest:
    """All forecasts of the past with their outcomes, by horizon, and the days they were made on, latest first."""

    origins: tuple[Origin, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Question:
    """What is backtested: records, the rule that says who left, time's grid, and what the model is adjusted for."""

    records: ProgramRecords
    definition: Definition
    grid: Grid
    choices: Choices
    seed: int


def backtest(question: Question, timeline: Timeline, progress: Progress = quietly) -> Backtest:
    """Fit on the past and forecast at every origin. Time: two fits an origin; nothing later than its day is used."""
    panel = build_panel(question.records, question.definition, question.grid)
    origins: list[Origin] = []
    parts: dict[int, list[pl.DataFrame]] = {days: [] for days in HORIZONS}
    not_known = dict.fromkeys(HORIZONS, 0)
    near: _FittedPair | None = None
    for place, day in enumerate(timeline.origins):
        progress(f"as of {day.isoformat()}, {place + 1} of {len(timeline.origins)} days")
        asked = _asked(question, timeline, day)
        if not any(has_enough(past) for past in asked.past.values()):
            origins.append(asked.origin(None, (), "too_little_past"))
            continue
        try:
            near = _fitted(question, asked, near)
        except NothingToFit:
            origins.append(asked.origin(None, (), "nothing_to_fit"))
            continue
        used = []
        for days, told in _forecast(asked, near, panel).items():
            not_known[days] += told.height - int(told["is_known"].sum())
            parts[days].append(told.filter("is_known"))
            used += [days] if bool(told["is_known"].any()) else []
        origins.append(asked.origin(near.full, tuple(used), "" if used else "nobody_known"))
    return Backtest(tuple(origins), tuple(_told(days, parts[days], not_known[days]) for days in HORIZONS))


@dataclass(frozen=True)
class _Asked:
    """One origin: the clients in care, the records known, and by horizon the past with its outcomes known that day."""

    now: Standpoint
    known: ProgramRecords
    panel: PanelFrames
    past: Mapping[int, pl.DataFrame]

    def origin(self, fitted: FittedProgram | None, used: tuple[int, ...], why: str) -> Origin:
        left = fitted.left if fitted else 0
        trusted = fitted is not None and fitted.model.diagnostics.trusted
        return Origin(self.now.day, self.now.clients.height, left, trusted, used, why)


@dataclass(frozen=True)
class _FittedPair:
    """The model and the model without ratings and factors, fitted on the same past."""

    full: FittedProgram
    attendance: FittedProgram


def _asked(question: Question, timeline: Timeline, day: date) -> _Asked:
    known = as_known_on(question.records, day)
    panel = build_panel(known, question.definition, question.grid)
    past = {}
    for days in HORIZONS:
        rows = [one.after(panel, days).filter("is_known") for one in timeline.before(day)]
        past[days] = pl.concat(rows) if rows else timeline.standpoints[day].after(panel, days).clear()
    return _Asked(timeline.standpoints[day], known, panel, past)


def _fitted(question: Question, asked: _Asked, near: _FittedPair | None) -> _FittedPair:
    control = FitControl(question.seed, DRAWS, near.full.model if near else None)
    full = fit_forecast(asked.known, asked.panel, question.choices, control)
    bare = attendance_only(asked.known)
    if bare is asked.known:
        return _FittedPair(full, full)
    panel = build_panel(bare, question.definition, question.grid)
    choices = replace(question.choices, adjust=())
    attendance = fit_program(bare, panel, choices, replace(control, near=near.attendance.model if near else None))
    return _FittedPair(full, attendance)


def attendance_only(records: ProgramRecords) -> ProgramRecords:
    """Records without ratings and factors; the very same where there are none."""
    if records.checkins.is_empty() and records.factors.is_empty():
        return records
    return replace(records, checkins=records.checkins.clear(), factors=records.factors.clear())


def _forecast(asked: _Asked, fitted: _FittedPair, panel: PanelFrames) -> dict[int, pl.DataFrame]:
    """By horizon with enough past: the clients in care with what came of them, and what each rule told."""
    told = _chances(asked.known, fitted.full, asked.now.day, MODEL)
    if fitted.attendance is fitted.full:
        bare = told.rename(lambda name: name.replace(MODEL, ATTENDANCE))
    else:
        bare = _chances(attendance_only(asked.known), fitted.attendance, asked.now.day, ATTENDANCE)
    forecasts = told.join(bare, on="episode", how="inner")
    found = {}
    for days, past in asked.past.items():
        now = asked.now.after(panel, days).join(forecasts, on="episode", how="inner", maintain_order="left")
        if not has_enough(past) or now.is_empty():
            continue
        simple = [pl.Series(name, values) for name, values in simple_chances(past, now).items()]
        both = [pl.col(f"{name}_{days}").alias(name) for name in (MODEL, ATTENDANCE)]
        found[days] = now.with_columns(*both, *simple, day=pl.lit(asked.now.day))
    return found


def _chances(known: ProgramRecords, fitted: FittedProgram, day: date, name: str) -> pl.DataFrame:
    """Each client's chance of staying to each horizon, as `forecast` tells it, in columns NAME_DAYS."""
    saved = SavedProgram.of(fitted, fitted, {})
    clients = clients_in_care(known, saved, day)
    if clients is None:
        return pl.DataFrame(schema={"episode": pl.String, **{f"{name}_{days}": pl.Float64 for days in HORIZONS}})
    steps = {days: 1 + clients.step_of(days) for days in HORIZONS}
    chances = chances_of(saved.forecast, clients, standing(saved.forecast, clients), tuple(steps.values()))
    told = {f"{name}_{days}": chances.mean[:, step] for days, step in steps.items()}
    return pl.DataFrame({"episode": clients.episodes["episode"], **told})


def _told(days: int, parts: list[pl.DataFrame], not_known: int) -> Told:
    rows = pl.concat(parts, how="diagonal") if parts else pl.DataFrame()
    # A rule that some day's past did not carry is told of no day: all rules are compared on the same forecasts.
    whole = [name for name in (MODEL, *BASELINES) if name in rows.columns and rows[name].null_count() == 0]
    return Told(days, rows, {name: rows[name].to_numpy() for name in whole}, not_known)
