"""Posterior predictive checks of a fit: do its ratings, leavings and contacts look like the program's own?

Ratings and outcomes are drawn anew row by row, given what was seen before each; gaps between contacts from the cadence
that forecasts rest on. A number that lies outside nine in ten replicated ones is one the model has wrong, or chance: of
twenty checks two do so by chance. A client's own history informs what is drawn, so the checks are mild.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bidewell.analysis.checks.contact_checks import contact_checks
from bidewell.analysis.checks.predictive_check import Check, Name
from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.analysis.forecasting.typical import FIRST_PERIODS
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.replicate import Replicated, replicate

REPLICATIONS = 200
# A rating stands at the end of its scale though it was standardised and back.
ROUNDING = 1e-9
# A correlation of fewer pairs says nothing.
FEWEST_PAIRS = 3


def predictive_checks(fitted: FittedProgram, seed: int = 0) -> tuple[Check, ...]:
    """All checks of a fit that at least eleven clients stand behind.

    Time: linear in rows x 200 replications, for large panels in rows x 20.
    """
    return (*judged(fitted, _measures(fitted), seed), *contact_checks(fitted.panel, REPLICATIONS, seed))


@dataclass(frozen=True)
class Measure:
    """A number of some rows [rows], from values [n, rows] of one part of the data: `rating`, `left`, a count's name...

    `times` [rows] are how often what is counted could have happened; `about` names a further rating.
    """

    name: Name
    part: str
    rows: Flags
    number: Callable[[Floats], Floats]
    periods: tuple[int | None, int | None] = (None, None)
    about: str = ""
    times: Floats | None = None

    @property
    def n(self) -> int:
        """Ratings, contacts, sessions or offers it is of."""
        return int(self.rows.sum() if self.times is None else self.times[self.rows].sum())

    def of(self, values: Mapping[str, NDArray[Any]]) -> Floats:
        """The number in each of n data sets."""
        return self.number(values[self.part][:, self.rows])


def judged(fitted: FittedProgram, measures: Iterable[Measure], seed: int) -> Iterator[Check]:
    """Those of the measures that eleven clients or more stand behind, beside what the fit draws of them."""
    shown = [one for one in measures if clients_in(fitted.rows, one.rows) >= SMALLEST_SHOWN]
    replicated = _replicated(fitted, shown, seed) if shown else np.zeros((0, 0))
    if replicated.size == 0:
        return
    observed = _observed(fitted)
    for one, values in zip(shown, replicated, strict=True):
        found = float(one.of(observed)[0])
        yield Check.of(one.name, one.periods, found, values, one.n, clients_in(fitted.rows, one.rows), one.about)


def _replicated(fitted: FittedProgram, measures: Sequence[Measure], seed: int) -> Floats:
    """The numbers in data drawn anew, [measures, replications]."""
    rows, found = fitted.rows, [np.zeros((len(measures), 0))]
    for drawn in replicate(fitted.model, rows.panel, rows.columns, REPLICATIONS, seed):
        parts = _parts(rows, drawn)
        found.append(np.stack([one.of(parts) for one in measures]))
    return np.concatenate(found, axis=1)


def _observed(fitted: FittedProgram) -> Mapping[str, NDArray[Any]]:
    """The parts of the records as one data set, [1, rows]."""
    panel = fitted.rows.panel
    more = {name: rating.value[None] for name, rating in panel.more.items()}
    counts = {name: count.happened[None] for name, count in panel.counts.items()}
    return _parts(
        fitted.rows, Replicated(panel.rating[None], panel.left[None], panel.agreed[None], more=more, counts=counts)
    )


def _parts(rows: EngineRows, data: Replicated) -> Mapping[str, NDArray[Any]]:
    """Data sets [n, rows] by what is measured, ratings on their instruments' scales."""
    further = {name: rows.further[name].undo(values) for name, values in data.more.items()}
    return {"rating": rows.rating.undo(data.rating), "left": data.left, "agreed": data.agreed, **further, **data.counts}


def _measures(fitted: FittedProgram) -> Iterator[Measure]:
    panel = fitted.rows.panel
    rated = panel.scored & (panel.rating_count > 0)
    if rated.any():
        yield from _of_ratings(fitted, rated)
    for first, after in zip(FIRST_PERIODS, (*FIRST_PERIODS[1:], None), strict=True):
        within = panel.at_risk & (panel.period >= first) & (panel.period < (np.inf if after is None else after))
        yield Measure("leaving", "left", within, _mean, (first, after))
    if panel.agreed.any():
        yield Measure("agreed_ending", "agreed", panel.at_risk, _mean)


def _of_ratings(fitted: FittedProgram, rated: Flags) -> Iterator[Measure]:
    yield Measure("rating_mean", "rating", rated, _mean)
    yield Measure("rating_sd", "rating", rated, lambda values: np.asarray(values.std(axis=1)))
    instrument = fitted.panel.instrument
    if instrument is not None:
        lowest, highest = instrument.minimum + ROUNDING, instrument.maximum - ROUNDING
        yield Measure("rating_lowest", "rating", rated, lambda values: _mean(values <= lowest))
        yield Measure("rating_highest", "rating", rated, lambda values: _mean(values >= highest))
    again, before = _with_a_rating_before(fitted.rows.panel.client, rated)
    if again.sum() >= FEWEST_PAIRS:
        previous = _observed(fitted)["rating"][0, before]
        yield Measure("rating_follows", "rating", again, lambda values: _correlation(previous, values))


def _with_a_rating_before(client: Integers, rated: Flags) -> tuple[Flags, Integers]:
    """Rows whose client had rated before, and the row of that rating for each of them."""
    places = np.flatnonzero(rated)
    follows = client[places[1:]] == client[places[:-1]]
    again = np.zeros(rated.size, dtype=bool)
    again[places[1:][follows]] = True
    return again, places[:-1][follows]


def _mean(values: NDArray[Any]) -> Floats:
    return np.asarray(values.mean(axis=1))


def _correlation(previous: Floats, values: Floats) -> Floats:
    """Correlation of each of [n, pairs] with the ratings before, 0 where either does not vary."""
    away, before = values - values.mean(axis=1, keepdims=True), previous - previous.mean()
    size = np.sqrt((away**2).sum(axis=1) * (before**2).sum())
    return np.asarray(away @ before / np.maximum(size, 1e-300))
