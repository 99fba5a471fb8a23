"""When clients come again: the gaps between contacts of those who came back, and what they say of days ahead.

Both are counted from a period's last contact, where leaving is asked. How many clients who came back had stayed away
longer than this one, until the next contact, says how quiet is too quiet. The days until the last contact of the next
period with any, renewed again and again, say how many such periods to expect by any day, at the client's own planned
interval and with sessions missed as they are missed in this program. With one contact a period the two are the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.events.periods import days_between
from bidewell.engine.panel import Floats, Integers

HORIZON_DAYS = 90
# Below so many gaps of clients planned alike, all clients' gaps are used, in units of the planned interval.
ENOUGH_GAPS = 200
ALIKE = 0.2
# What is assumed before a program's own gaps: a guess, worth a few clients, that fades as gaps are seen.
ASSUMED_GAPS, ASSUMED_KEPT = 10.0, 0.7
# A planned day is kept give or take one.
_BLUR = np.array([0.1, 0.8, 0.1])


@dataclass(frozen=True)
class Gaps:
    """How often, among clients who came back, gaps of so many days followed a period's last contact, by plan.

    `gap_days` last until the next contact, `renewal_days` until the last contact of the next period that has any.
    `usually_missed` is the average number of sessions missed in a gap.
    """

    interval_days: tuple[int, ...]
    gap_days: tuple[int, ...]
    renewal_days: tuple[int, ...]
    count: tuple[int, ...]
    usually_missed: float

    @classmethod
    def of(cls, panel: PanelFrames) -> "Gaps":
        """Count the gaps that are known: begun so long before the cut that the client's not coming back would show."""
        facts = panel.episodes.select("episode", "planned_interval_days", "complete_through")
        contacts = panel.rows.filter("contact").select(
            "episode",
            "contact_on",
            days_until_next("first_contact_on").alias("gap"),
            days_until_next("contact_on").alias("renewal"),
            pl.col("missed_before").shift(-1).over("episode").alias("missed"),
        )
        known = contacts.join(facts, on="episode").filter(
            pl.col("gap").is_not_null(), pl.col("contact_on") <= pl.col("complete_through")
        )
        interval = pl.col("planned_interval_days").round().clip(1).cast(pl.Int64).alias("interval")
        counted = known.group_by(interval, "gap", "renewal").len().sort("interval", "gap", "renewal")
        return cls(
            tuple(counted["interval"].to_list()),
            tuple(counted["gap"].to_list()),
            tuple(counted["renewal"].to_list()),
            tuple(counted["len"].to_list()),
            float(known["missed"].cast(pl.Float64).mean() or 0.0),  # type: ignore[arg-type]  # a number
        )

    @classmethod
    def restored(cls, plain: Mapping[str, Any]) -> "Gaps":
        """From plain JSON."""
        listed = ("interval_days", "gap_days", "renewal_days", "count")
        interval, gap, renewal, count = (tuple(plain[name]) for name in listed)
        return cls(interval, gap, renewal, count, plain["usually_missed"])

    def chances(self, interval_days: int, window_days: int) -> Floats:
        """Chance that a client who comes back within the window does so after 1, 2, ... window days."""
        return self._chances(self.gap_days, interval_days, window_days)

    def renewals(self, interval_days: int, window_days: int) -> Floats:
        """The same for the last contact of the period in which the client comes back."""
        return self._chances(self.renewal_days, interval_days, window_days)

    def _chances(self, gap_days: tuple[int, ...], interval_days: int, window_days: int) -> Floats:
        interval, gap = np.array(self.interval_days), np.array(gap_days)
        count = np.array(self.count, dtype=float)
        alike = np.abs(interval - interval_days) <= ALIKE * interval_days
        used = alike if count[alike].sum() >= ENOUGH_GAPS else np.ones(count.size, dtype=bool)
        days = np.clip(np.rint(gap[used] * interval_days / interval[used]), 1, None).astype(int)
        within = days <= window_days
        counted = np.bincount(days[within], weights=count[used][within], minlength=window_days + 1)[1:]
        smooth = np.convolve(counted + ASSUMED_GAPS * _assumed(interval_days, window_days), _BLUR, mode="same")
        return np.asarray(smooth / smooth.sum())


def days_until_next(contact: str) -> pl.Expr:
    """From a period's last contact to the next one's `contact`, among the rows that have one; null for the last."""
    return days_between(pl.col("contact_on"), pl.col(contact).shift(-1).over("episode"))


def _assumed(interval_days: int, window_days: int) -> Floats:
    """Every planned day is kept with the same chance; and a little of anything: no gap is impossible."""
    chances = np.full(window_days, 0.1 / window_days)
    planned = np.arange(interval_days, window_days + 1, interval_days)
    if planned.size:
        kept = ASSUMED_KEPT * (1.0 - ASSUMED_KEPT) ** np.arange(planned.size)
        chances[planned - 1] += 0.9 * kept / kept.sum()
    return np.asarray(chances / chances.sum())


@dataclass(frozen=True)
class Cadence:
    """What one planned interval says of a client who comes back: chances [window] of gaps of 1, 2, ... days.

    `chances` are those of the days until the next contact, `renewals` until the next period's last.
    """

    chances: Floats
    renewals: Floats

    @classmethod
    def of(cls, gaps: Gaps, interval_days: int, window_days: int) -> "Cadence":
        """The cadence of clients planned so, in a program with these gaps."""
        return cls(gaps.chances(interval_days, window_days), gaps.renewals(interval_days, window_days))

    @cached_property
    def still_away(self) -> Floats:
        """Chance of no contact for longer than 0, 1, ... window days."""
        return _longer(self.chances)

    @cached_property
    def contacts_ahead(self) -> Floats:
        """Expected periods with a contact, each on the day of its last, on each of the days ahead: [window, days].

        For a client away for 0, 1, ... window-1 days.
        """
        # Leaving is asked once a period, at its last contact. Renewed at the next contact instead, three sessions a
        # week would be two weeks in one, and a week's leaving dated before the sessions that it came after.
        window = self.renewals.size
        renewed = np.zeros(HORIZON_DAYS)  # such days 1, 2, ... days after another
        padded = np.concatenate([self.renewals, np.zeros(HORIZON_DAYS)])
        for day in range(HORIZON_DAYS):
            renewed[day] = padded[day] + padded[:day] @ renewed[:day][::-1]
        away = np.arange(window)[:, None]
        first = padded[away + np.arange(HORIZON_DAYS)] / np.maximum(_longer(self.renewals)[away], 1e-300)
        lag = np.arange(HORIZON_DAYS)[None, :] - np.arange(HORIZON_DAYS)[:, None] - 1
        after_first = np.where(lag >= 0, renewed[np.maximum(lag, 0)], 0.0)
        return np.asarray(first + first @ after_first)


def _longer(chances: Floats) -> Floats:
    """Chance of a gap longer than 0, 1, ... window days."""
    return np.concatenate([[1.0], np.maximum(1.0 - np.cumsum(chances), 0.0)])


class Cadences:
    """The cadence of each client, those planned alike sharing one. Time: linear in clients, whatever their plans."""

    def __init__(self, gaps: Gaps, interval: Integers, window: Integers) -> None:
        kinds, kind, clients = np.unique(np.stack([interval, window]), axis=1, return_inverse=True, return_counts=True)
        self._cadences = [Cadence.of(gaps, int(days), int(longest)) for days, longest in kinds.T]
        alike = np.argsort(kind.ravel(), kind="stable")
        self._clients, self._place = np.split(alike, np.cumsum(clients)[:-1]), np.argsort(alike)

    def still_away(self, away: Integers) -> Floats:
        """Chance that a client who comes back is away for longer than `away` days, [clients]."""
        return self._looked_up(lambda cadence, days: cadence.still_away[np.minimum(days, cadence.chances.size)], away)

    def contacts(self, away: Integers, ends: tuple[int, ...]) -> Floats:
        """Expected periods with a contact in each step, at most one, [steps, clients]."""
        places = np.array(ends) - 1

        def of(cadence: Cadence, days: Integers) -> Floats:
            ahead = np.cumsum(cadence.contacts_ahead, axis=1)[:, places]
            return ahead[np.minimum(days, len(ahead) - 1)]

        return np.minimum(np.diff(self._looked_up(of, away).T, axis=0, prepend=0.0), 1.0)

    def _looked_up(self, of: Callable[[Cadence, Integers], Floats], away: Integers) -> Floats:
        found = [of(cadence, away[own]) for cadence, own in zip(self._cadences, self._clients, strict=False)]
        return np.concatenate(found)[self._place] if found else np.zeros(0)
