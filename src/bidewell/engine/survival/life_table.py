"""Discrete hazards: of those in care as a period begins, the share to whom it happens in that period."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.survival.curve import FEWEST_IN_VIEW
from bidewell.engine.survival.estimates import Estimate, proportion

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class PeriodHazard:
    """One band of periods: person-periods at risk, to how many it happened, and the hazard per period."""

    period_from: int
    period_to: int
    at_risk: int
    happened: int
    hazard: Estimate


def period_counts(
    first: Counts, last: Counts, happened: NDArray[np.bool_], whole_until: Counts, periods: int
) -> tuple[Counts, Counts]:
    """How many were at risk in each of the periods 0, 1, ..., and to how many it happened there, [periods] each.

    Of each client, [clients]: `first`, the first period observed from its beginning; `last`, the period of the ending,
    or the last one in care; `whole_until`, the last period that follow-up would have covered to its end. A period
    counts only for those whose whole period was in view, so that hazards are plain proportions of the counts beside
    them and lean on no assumption about when in a period people come and go.
    """
    end = np.minimum(last, whole_until)
    seen = end >= first
    came, gone = np.clip(first[seen], 0, periods), np.clip(end[seen] + 1, 0, periods)
    at_risk = np.cumsum(np.bincount(came, minlength=periods + 1) - np.bincount(gone, minlength=periods + 1))
    events = np.bincount(last[seen & happened & (last <= whole_until)], minlength=periods)
    return at_risk[:periods].astype(np.int64), events[:periods].astype(np.int64)


def life_table(at_risk: Counts, happened: Counts, bands: Sequence[tuple[int, int]]) -> tuple[PeriodHazard, ...]:
    """Hazard per period, pooled over bands of periods, each with Wilson's interval.

    A band is shown where enough people reach its first period; one that reaches past the counts is cut short.
    """
    rows = []
    for start, end in bands:
        if start >= len(at_risk) or at_risk[start] < FEWEST_IN_VIEW:
            continue
        person_periods, events = int(at_risk[start : end + 1].sum()), int(happened[start : end + 1].sum())
        rows.append(PeriodHazard(start, end, person_periods, events, proportion(events, person_periods)))
    return tuple(rows)
