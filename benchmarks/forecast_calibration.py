"""Forecasts against what happened next: simulated programs, fitted as of a day in the past, forecast on three days.

    python benchmarks/forecast_calibration.py [clients]

Prints, for each horizon, the slope of a logistic regression of what happened on the forecast's logit (1: neither too
bold nor too timid), the mean forecast and outcome, and Brier scores: the forecast's, that of one chance for everyone,
and that of the last rating with the best line through it. In brackets the standard error over programs, by leaving out
one at a time: of the slope, and of outcome less forecast. Results: benchmarks/results/forecast_calibration.txt.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.optimize import minimize

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.forecasting.forecast import Forecast
from bidewell.analysis.forecasting.forecasts import forecast_clients
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model.fit_forecast import fit_forecast
from bidewell.analysis.model.fitting import FitControl
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.endings import Ending
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.simulate.program import simulate

# Forecasts as of so many days before the extract; the first of them is the day of the fit.
DAYS_BEFORE = (185, 155, 125)
HORIZONS = (None, 30, 90)
PROGRAMS = (
    ("demo", 31),
    ("alliance", 33),
    ("access", 34),
    ("nothing", 35),
    ("mandate-fades", 36),
    ("mandate-sustains", 37),
    ("satisfied-finish", 38),
    ("demo", 39),
    ("alliance", 40),
    ("access", 41),
)


@dataclass(frozen=True)
class Told:
    """Forecasts of several programs laid end to end: chances and outcomes by horizon, and what else was known.

    `program` is the place of each forecast's program among those asked for.
    """

    program: Integers
    chances: dict[int | None, Floats]
    stayed: dict[int | None, Floats]
    days_since_contact: Integers
    last_rating: Floats


def told_by(programs: tuple[tuple[str, int], ...], clients: int) -> Told:
    """Fit, forecast and follow up each program."""
    of_program = [_followed_up(scenario, seed, clients) for scenario, seed in programs]
    program = np.repeat(np.arange(len(programs)), [len(rows) for rows in of_program])
    columns = list(zip(*(row for rows in of_program for row in rows), strict=True))
    chances = {days: np.array(columns[place]) for place, days in enumerate(HORIZONS)}
    stayed = {days: np.array(columns[3 + place], dtype=float) for place, days in enumerate(HORIZONS)}
    return Told(program, chances, stayed, np.array(columns[6]), np.array(columns[7], dtype=float))


def _followed_up(scenario: str, seed: int, clients: int) -> list[tuple[float, ...]]:
    records = simulate(scenario, clients, seed).records
    days = [records.settings.extract_date - timedelta(days=before) for before in DAYS_BEFORE]
    known = as_known_on(records, days[0])
    panel = build_panel(known, DEFAULT_DEFINITION)
    fitted = fit_forecast(known, panel, Choices(purpose="forecast"), FitControl(draws=120))
    saved = SavedProgram.of(fitted, fitted, {})
    episodes = build_panel(records, DEFAULT_DEFINITION).episodes
    left_on = pl.when(pl.col("outcome") == Ending.LEFT).then("last_contact_on")
    left: dict[str, date | None] = dict(episodes.select("episode", left_on).iter_rows())
    return [
        _row(one, left[one.episode], ratings.get(one.episode, np.nan))
        for day in days
        for ratings in (_last_ratings(records, day),)
        for one in forecast_clients(records, saved, day)
    ]


def _row(one: Forecast, left_on: date | None, last_rating: float) -> tuple[float, ...]:
    """Who left at a contact up to the horizon did not stay; to the next session, who left at the last contact."""
    until = [one.last_contact_on, *(one.as_of + timedelta(days=days) for days in HORIZONS if days)]
    stayed = [float(left_on is None or left_on > day) for day in until]
    return (*(chance.probability for chance in one.chances), *stayed, one.days_since_contact, last_rating)


def _last_ratings(records: ProgramRecords, day: date) -> dict[str, float]:
    rows = build_panel(records, DEFAULT_DEFINITION, as_of=day).rows.filter(pl.col("rating_count") > 0)
    return dict(rows.group_by("episode").agg(pl.col("rating").last()).iter_rows())


def calibration_slope(chances: Floats, happened: Floats) -> float:
    """Slope of a logistic regression of what happened on the chance's logit."""
    return float(_logistic(np.log(chances / (1.0 - chances)), happened)[1])


def error_over_programs(measure: Callable[[Flags], float], program: Integers) -> float:
    """Standard error of a measure of all programs' forecasts together, each program left out in turn (jackknife).

    `measure` tells it of the forecasts marked; `program` [forecasts] says whose each is.
    """
    without = np.array([measure(program != one) for one in np.unique(program)])
    return float(np.sqrt((without.size - 1) * without.var()))


def brier(chances: Floats, happened: Floats) -> float:
    """Mean squared difference."""
    return float(((chances - happened) ** 2).mean())


def last_rating_brier(ratings: Floats, happened: Floats) -> float:
    """Brier score of the last rating, with the line through it that fits these very outcomes best."""
    known = np.where(np.isnan(ratings), np.nanmean(ratings), ratings)
    level, slope = _logistic(known, happened)
    return brier(1.0 / (1.0 + np.exp(-level - slope * known)), happened)


def _logistic(values: Floats, happened: Floats) -> Floats:
    def loss(line: Floats) -> float:
        eta = line[0] + line[1] * values
        return float((np.logaddexp(0.0, eta) - happened * eta).sum())

    return np.asarray(minimize(loss, np.zeros(2), method="BFGS").x)


def main() -> None:
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else 800
    told = told_by(PROGRAMS, clients)
    print(f"{len(PROGRAMS)} programs of {clients} clients; {len(told.last_rating):,} forecasts")
    print("horizon       slope          mean forecast  outcome  outcome less forecast  Brier   one chance  last rating")
    for days in HORIZONS:
        print(f"{'next session' if days is None else f'{days} days':12s}  {_line(told, days)}")


def _line(told: Told, days: int | None) -> str:
    chances, stayed = told.chances[days], told.stayed[days]
    off, usual = stayed - chances, brier(np.full(stayed.shape, stayed.mean()), stayed)
    slope_error = error_over_programs(lambda kept: calibration_slope(chances[kept], stayed[kept]), told.program)
    off_error = error_over_programs(lambda kept: float(off[kept].mean()), told.program)
    return (
        f"{calibration_slope(chances, stayed):.3f} ({slope_error:.3f})  {chances.mean():13.3f}  {stayed.mean():7.3f}"
        f"  {f'{off.mean():+.3f} ({off_error:.3f})':21s}  {brier(chances, stayed):.4f}  {usual:10.4f}"
        f"  {last_rating_brier(told.last_rating, stayed):11.4f}"
    )


if __name__ == "__main__":
    main()
