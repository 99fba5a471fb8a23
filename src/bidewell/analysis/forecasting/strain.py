"""Strain and repair of clients in care: since when, and what is expected of it with nobody acting beside what was seen.

What strain is, and when it is over, is the engine's; here rows become days, and chances the codes that pages have words
for.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from bidewell.analysis.forecasting import strain_words as words
from bidewell.analysis.forecasting.forecast import Strain
from bidewell.analysis.forecasting.in_care import InCare
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.standing import Standing
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.process import dynamics_on_numpy
from bidewell.engine.strain import NEVER
from bidewell.engine.strain_rule import FALSE_ALARMS, StrainRule, strain_rule

# What is expected of a strain is told for so many periods (weeks or sessions) on, and one that is over for as many.
PERIODS_AHEAD = 4
# At a chance of a half a thing is as likely as not.
HALF = 0.5
# Half of all strains are over sooner than half of them: back is more than expected only where fewer would be by then.
# Where nobody acts it is told of some strains all the same: benchmarks/strain.py counts of how many.
SOONER_THAN_EXPECTED = 1 / 3


@dataclass(frozen=True)
class Strains:
    """How clients in care stand with strain, [clients] each."""

    saved: SavedProgram
    clients: InCare
    stand: Standing

    @cached_property
    def rule(self) -> StrainRule:
        """The rule of the fit."""
        return strain_rule(self.saved.forecast)

    @cached_property
    def is_on(self) -> Flags:
        """Whose strain is not known to be over, and is not believed to be by now."""
        # Less craving is no strain: of a rating that stands in for the alliance none is told.
        return np.asarray(self.stand.strained.is_open & ~self._has_faded & self.saved.follows_alliance)

    @cached_property
    def is_told(self) -> Flags:
        """Whose strain is told: one that is not known to be over, or is since a short while."""
        strained, periods = self.stand.strained, self.clients.history.panel.period
        since_end = periods[self._row(self._last)] - periods[self._row(strained.ended)]
        return np.asarray(strained.is_open | ((strained.ended != NEVER) & (since_end <= PERIODS_AHEAD)))

    @cached_property
    def seen_at(self) -> Integers:
        """The row of the rating by which a strain is judged: where it was over, else the last one."""
        strained = self.stand.strained
        return np.where(strained.ended != NEVER, strained.ended, strained.rated)

    def expected_after(self, periods: float) -> Floats:
        """Chance of standing near the own norm so many periods after it began, with nobody acting."""
        return self._expected(np.full(self.clients.clients, periods))

    @cached_property
    def expected_by_then(self) -> Floats:
        """The same by the rating it is judged by."""
        period = self.clients.history.panel.period
        return self._expected(period[self._row(self.seen_at)] - period[self._row(self.stand.strained.began)])

    @property
    def repair(self) -> NDArray[np.object_]:
        """What became of it so far, as a code (`strain_words.REPAIR`); NOTHING where there is no strain to tell of."""
        strained = self.stand.strained
        is_over, is_usual = strained.ended != NEVER, self.expected_by_then >= SOONER_THAN_EXPECTED
        found = np.where(strained.rated == strained.began, "open", "not_back").astype(object)
        found[self._has_faded] = "not_rated_since"
        found[is_over & is_usual], found[is_over & ~is_usual] = "as_expected", "beyond_expected"
        found[~self.is_told] = words.NOTHING
        return found

    def days(self, rows: Integers) -> list[object]:
        """The day each client's row speaks of."""
        return list(self.clients.rows_on[self._row(rows)].astype("datetime64[D]").tolist())

    def told(self, language: str) -> list[Strain | None]:
        """Everything in words of one language; None of clients without a rating of this alliance."""
        strained, unit = self.stand.strained, self.saved.rating.spread
        is_rated = (strained.rated != NEVER) & self.saved.follows_alliance
        below = self.rule.below * unit
        columns = (
            is_rated.tolist(), strained.chance.tolist(), strained.fires_at.tolist(), self.days(strained.rated),
            self.days(strained.began), self.days(strained.ended), self.repair,
            self.expected_after(PERIODS_AHEAD).tolist(), self.expected_by_then.tolist(), strained.back.tolist(),
        )  # fmt: skip
        found: list[Strain | None] = []
        for rated, chance, fires_at, rated_on, began, ended, repair, ahead, by_then, back in zip(*columns, strict=True):
            is_told, is_seen = repair != words.NOTHING, repair in words.SEEN
            one = Strain(
                probability=chance,
                rated_on=rated_on,
                below=below,
                fires_at=fires_at,
                since=began if is_told else None,
                repair=repair,
                expected_back=ahead if is_told else None,
                expected_by_then=by_then if is_seen else None,
                back=back if is_seen else None,
                back_on=ended if repair in words.OVER else None,
                words=words.strain_words(repair, ahead, by_then, PERIODS_AHEAD, self.saved.grid, language),
                definition=words.strain_definition(below, fires_at, FALSE_ALARMS, language),
            )
            found.append(one if rated else None)
        return found

    def _expected(self, periods: Floats) -> Floats:
        model = self.saved.forecast
        dynamics = dynamics_on_numpy(model.scalars(model.mode), model.channels)
        return self.stand.strained.expected_back(np.maximum(periods, 0.0), self.rule, dynamics)

    @cached_property
    def _has_faded(self) -> Flags:
        """Not rated since, and by now more likely near the own norm than not."""
        strained, (mean, variance) = self.stand.strained, self.stand.patch
        near = ndtr((mean + self.rule.near) / np.sqrt(variance))
        return np.asarray(strained.is_open & (strained.rated < self._last) & (near >= HALF))

    @cached_property
    def _last(self) -> Integers:
        return np.bincount(self.clients.history.panel.of_person) - 1

    def _row(self, number: Integers) -> Integers:
        """Where in the history a client's row of that number lies; the first one's for NEVER."""
        first = np.cumsum(self._last + 1) - (self._last + 1)
        return np.asarray(first + np.maximum(number, 0))
