"""Outside pressure: court orders and families that insist, and what they do to the hazard of leaving."""

from dataclasses import dataclass

import numpy as np

from bidewell.simulate.arrays import NEVER, Flags, Floats, Ints, happens, pick
from bidewell.simulate.truth import PRESSURE_WEEKS, Pressure

ORDER_TYPES = ("court", "probation", "diversion")


@dataclass(frozen=True)
class Orders:
    """Who is under one pressure, of what type, from and to which day."""

    present: Flags
    type: Ints
    from_day: Ints
    to_day: Ints

    def take(self, who: Ints) -> "Orders":
        return Orders(self.present[who], self.type[who], self.from_day[who], self.to_day[who])

    def running_on(self, day: Ints) -> "Orders":
        """Without the orders that were over by this day: who starts after the end was never under pressure here."""
        return Orders(self.present & (self.to_day >= day), self.type, self.from_day, self.to_day)

    def moved(self, days: Ints) -> "Orders":
        """The same orders of people who start so many days later."""
        return Orders(self.present, self.type, self.from_day + days, self.to_day + days)


def draw_court_orders(pressure: Pressure, criminal_justice: Flags, start: Ints, chance: np.random.Generator) -> Orders:
    """Orders come mostly with criminal-justice referral and begin at admission or in the two months before."""
    n = len(start)
    referred = float(criminal_justice.mean()) or 1.0
    among_referred = min(0.9, pressure.share / referred)
    elsewhere = max(0.0, pressure.share - among_referred * referred) / max(1 - referred, 1e-9)
    present = happens(chance, np.where(criminal_justice, among_referred, elsewhere), n)
    earlier = np.where(happens(chance, 0.3, n), 0, chance.integers(1, 61, size=n))
    weeks = chance.integers(pressure.ends_weeks[0], pressure.ends_weeks[1] + 1, size=n)
    ends = happens(chance, pressure.ends_share, n)
    last = np.where(ends, start + 7 * weeks + chance.integers(-3, 4, size=n), NEVER)
    return Orders(present, pick(chance, (0.45, 0.35, 0.20), n), start - earlier, last)


def draw_family_insistence(pressure: Pressure, start: Ints, chance: np.random.Generator) -> Orders:
    """Families insist from before admission on."""
    n = len(start)
    return Orders(happens(chance, pressure.share, n), np.zeros(n, np.int64), start, np.full(n, NEVER))


def is_over(orders: Orders, day: Ints, interval_days: Ints) -> Flags:
    """Over already, or before the next expected contact: who stops with the order has it at the last contact."""
    return orders.present & (orders.to_day < day + interval_days)


def pressure_on_leaving(pressure: Pressure, orders: Orders, over: Flags, weeks: Floats, level: Floats) -> Floats:
    """z * [start e^(-t/l) + sustain (1 - e^(-t/l)) + sustain_by_alliance (1 - e^(-t/l)) level] + after.

    Orders begin at or before admission, so t is the time since admission.
    """
    fresh = np.exp(-weeks / PRESSURE_WEEKS)
    sustained = pressure.sustain + pressure.sustain_by_alliance * level
    active = orders.present & ~over
    return np.asarray(active * (pressure.start * fresh + sustained * (1 - fresh)) + over * pressure.after)
