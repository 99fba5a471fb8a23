"""Who is referred: what is true of people before treatment begins, as one array per fact."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bidewell.simulate.arrays import Flags, Floats, Ints, happens, pick, stream
from bidewell.simulate.pressure import Orders, draw_court_orders, draw_family_insistence
from bidewell.simulate.truth import Truth
from bidewell.simulate.world import World, therapist_at

LEVELS_OF_CARE = ("outpatient", "intensive_outpatient")
PAYERS = ("medicaid", "commercial", "state_funded", "self_pay", "medicare")
SOURCES = ("criminal_justice", "self", "health_care", "other_treatment", "family")
CRIMINAL_JUSTICE = SOURCES.index("criminal_justice")
SOURCE_SHARES = (0.30, 0.25, 0.20, 0.13, 0.12)

RIDES = ("", "offered", "accepted", "used")
RIDE_USED = RIDES.index("used")

TYPICAL_MINUTES = 22.0
LOG_MINUTES_SD = 0.7
# Mean and SD of log(1 + minutes) under that distribution, so that "per SD" means the same in every sample size.
LOG1P_MEAN, LOG1P_SD = 3.147, 0.663

MOTIVATION_RELIABILITY = 0.8


@dataclass(frozen=True)
class People:
    """Referred people. Standardised where the unit is an SD; `minutes` and ages are as recorded.

    `further` is what lasts of each further rating, [people, further ratings].
    """

    site: Ints
    therapist: Ints
    therapist_change_week: Ints
    level_of_care: Ints
    payer: Ints
    source: Ints
    age: Ints
    female: Flags
    interval_weeks: Ints
    minutes: Floats
    ride: Ints
    motivation: Floats
    motivation_seen: Floats
    trait: Floats
    rare_condition: Flags
    distress_at_start: Floats
    further: Floats
    prior_episodes: Ints
    start_day: Ints
    court_order: Orders
    family_insistence: Orders

    def __len__(self) -> int:
        return len(self.site)

    @property
    def travel(self) -> Floats:
        return standard_travel(self.minutes)

    def take(self, who: Ints) -> "People":
        """These people only, in this order."""
        taken: dict[str, Any] = {
            name: fact.take(who) if isinstance(fact, Orders) else fact[who] for name, fact in vars(self).items()
        }
        return People(**taken)


def standard_travel(minutes: Floats) -> Floats:
    """log(1 + minutes) in SDs of people who travel."""
    return (np.log1p(minutes) - LOG1P_MEAN) / LOG1P_SD


def draw_people(truth: Truth, world: World, n: int, seed: int) -> People:
    """n referred people, before it is known who starts."""
    chance = stream(seed, "people")
    site = pick(chance, (1.0,) * world.sites, n)
    source = pick(chance, SOURCE_SHARES, n)
    minutes = np.maximum(1, np.round(TYPICAL_MINUTES * np.exp(chance.normal(0, LOG_MINUTES_SD, n))))
    motivation = chance.normal(size=n)
    start = draw_weekday(chance, world, n)
    return People(
        site=site,
        therapist=therapist_at(world, site, chance.random(n)),
        therapist_change_week=draw_change_week(chance, n),
        level_of_care=pick(chance, (0.75, 0.25), n),
        payer=pick(chance, (0.55, 0.20, 0.12, 0.08, 0.05), n),
        source=source,
        age=np.clip(np.round(chance.normal(37, 11, n)), 18, 75).astype(np.int64),
        female=happens(chance, 0.38, n),
        interval_weeks=1 + pick(chance, (0.85, 0.15), n),
        minutes=minutes,
        ride=draw_rides(stream(seed, "rides"), minutes),
        motivation=motivation,
        motivation_seen=with_error(chance, motivation, MOTIVATION_RELIABILITY),
        trait=correlated(chance, motivation, truth.rating.motivation_correlation),
        rare_condition=happens(chance, truth.rare_condition_share, n),
        distress_at_start=chance.normal(size=n),
        further=stream(seed, "further ratings").normal(size=(n, len(truth.further))),
        prior_episodes=pick(chance, (0.72, 0.18, 0.07, 0.03), n),
        start_day=start,
        court_order=draw_court_orders(truth.court_order, source == CRIMINAL_JUSTICE, start, stream(seed, "orders")),
        family_insistence=draw_family_insistence(truth.family_insistence, start, stream(seed, "families")),
    )


def draw_weekday(chance: np.random.Generator, world: World, n: int) -> Ints:
    """Admission days, Monday to Friday, evenly over the admission window."""
    return to_weekday(chance.integers(world.first_day, world.last_day - 2, size=n))


def to_weekday(day: Ints) -> Ints:
    """The day itself, or the Monday after a weekend. Day 0, 1970-01-01, was a Thursday."""
    weekday = (day + 3) % 7
    return day + np.where(weekday >= 5, 7 - weekday, 0)


def draw_change_week(chance: np.random.Generator, n: int) -> Ints:
    """When the therapist would change, early enough that about one client in ten sees it happen."""
    changes = happens(chance, 0.22, n)
    return np.where(changes, chance.integers(2, 20, size=n), -1)


def draw_rides(chance: np.random.Generator, minutes: Floats) -> Ints:
    """Rides are offered to those with barriers; offered, accepted and used are three different facts."""
    n = len(minutes)
    need = happens(chance, 1 / (1 + np.exp(-1.2 * (standard_travel(minutes) - 0.3))), n)
    offered = happens(chance, np.where(need, 0.70, 0.04), n)
    accepted = offered & happens(chance, 0.75, n)
    used = accepted & happens(chance, 0.85, n)
    return np.asarray(offered.astype(np.int64) + accepted + used)


def with_error(chance: np.random.Generator, true: Floats, reliability: float) -> Floats:
    """What a questionnaire of this reliability shows, in SDs of the true value."""
    return true + chance.normal(0, np.sqrt(1 / reliability - 1), len(true))


def correlated(chance: np.random.Generator, with_this: Floats, correlation: float) -> Floats:
    """A standard normal fact that correlates with another."""
    return np.asarray(correlation * with_this + np.sqrt(1 - correlation**2) * chance.normal(size=len(with_this)))
