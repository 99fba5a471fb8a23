"""Do attendance, answers and the further ratings look like the program's own? Checks of the fit that reads them."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bidewell.analysis.checks.predictive_check import Check, Name
from bidewell.analysis.checks.predictive_checks import Measure, judged
from bidewell.analysis.forecasting.typical import FIRST_PERIODS
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.panel import Counts, Floats

# A share of many sessions varies with the sessions far more than with the parameters: few draws of these stand for all.
MOST_DRAWS = 40
_COUNTED: tuple[Name, ...] = ("attended", "answered")


def checks_together(fitted: FittedProgram | None, seed: int = 0) -> tuple[Check, ...]:
    """Shares attended and answered by stretch of time in care, mean and standard deviation of each further rating.

    None: nothing beside the alliance and leaving is recorded often enough, and nothing is checked; nor is it where the
    draws of the fit failed their own check. Time: linear in rows x 40 draws.
    """
    if fitted is None or not fitted.model.diagnostics.trusted:
        return ()
    step = -(-len(fitted.model.draws) // MOST_DRAWS)
    few = replace(fitted, model=replace(fitted.model, draws=fitted.model.draws[::step]))
    return tuple(judged(few, (*_of_counts(few), *_of_ratings(few)), seed))


def _of_counts(fitted: FittedProgram) -> Iterator[Measure]:
    panel = fitted.rows.panel
    for channel in _COUNTED:
        if channel not in fitted.model.channels.counted:
            continue
        count = panel.counts[channel]
        for first, after in zip(FIRST_PERIODS, (*FIRST_PERIODS[1:], None), strict=True):
            within = (panel.period >= first) & (panel.period < (np.inf if after is None else after))
            yield _share(channel, count, within & panel.scored & (count.times > 0), (first, after))


def _share(channel: Name, count: Counts, rows: np.ndarray, periods: tuple[int, int | None]) -> Measure:
    times = max(float(count.times[rows].sum()), 1.0)
    return Measure(channel, channel, rows, lambda values: np.asarray(values.sum(axis=1) / times), periods,
                   times=count.times)  # fmt: skip


def _of_ratings(fitted: FittedProgram) -> Iterator[Measure]:
    for name, rating in fitted.rows.panel.more.items():
        rated = fitted.rows.panel.scored & (rating.count > 0)
        yield Measure("further_mean", name, rated, _mean, about=name)
        yield Measure("further_sd", name, rated, _spread, about=name)


def _mean(values: Floats) -> Floats:
    return np.asarray(values.mean(axis=1))


def _spread(values: Floats) -> Floats:
    return np.asarray(values.std(axis=1))
