"""Everything that is true of a simulated program. Two scenarios differ only here."""

from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from bidewell.simulate.arrays import Floats, Ints

# Weeks an outside pressure takes to turn from its start to its sustaining effect; the engine fixes the same figure.
PRESSURE_WEEKS = 4.0


@dataclass(frozen=True)
class Pressure:
    """An outside pressure: who has it, how long it lasts, what it does to the log hazard of leaving."""

    share: float
    start: float = 0.0
    sustain: float = 0.0
    sustain_by_alliance: float = 0.0
    after: float = 0.0
    ends_share: float = 0.0  # share with an end at all; the rest outlast the records
    ends_weeks: tuple[int, int] = (8, 40)  # after admission
    leave_at_end: float = 0.0  # chance of leaving because the order is over, once, on top of everything else
    order_completed_share: float = 0.0  # of those, how many charts say "order completed"


@dataclass(frozen=True)
class Rating:
    """The client-rated alliance. SDs are in the latent unit, which is `points` points on the 1-5 scale."""

    trait_sd: float = 0.6
    state_sd: float = 0.45
    error_sd: float = 0.5
    therapist_sd: float = 0.25
    weekly_persistence: float = 0.75
    motivation_correlation: float = 0.25
    growth: float = 0.2  # how much the average rises over the first months of care
    points: float = 0.75
    ceiling_share: float = 0.15  # of first ratings at the scale's maximum
    distress: float = 0.0  # the latest recorded distress, per SD

    @property
    def level_sd(self) -> float:
        """SD of the level at admission: therapist, trait and state, without error."""
        return float(np.sqrt(self.trait_sd**2 + self.state_sd**2 + self.therapist_sd**2 + self.distress**2))

    @property
    def average(self) -> float:
        """Average in points that puts `ceiling_share` of first ratings at 5 (a mean of five items: 4.9 rounds to 5)."""
        sd = np.hypot(self.level_sd, self.error_sd) * self.points
        return float(4.9 - NormalDist().inv_cdf(1 - self.ceiling_share) * sd)


@dataclass(frozen=True)
class FurtherRating:
    """One more thing that clients rate at every check-in, from 1 to 5. SDs are in its latent unit, `points` points.

    Where the alliance's passing part is one SD up, this one's is `after_alliance` SDs higher a week later; where this
    one's is, the alliance's is `before_alliance` SDs higher a week later.
    """

    role: str
    after_alliance: float = 0.0
    before_alliance: float = 0.0
    trait_sd: float = 0.6
    state_sd: float = 0.6
    error_sd: float = 0.4
    weekly_persistence: float = 0.5
    average: float = 3.0
    points: float = 0.75


@dataclass(frozen=True)
class Finishing:
    """Agreed endings at a contact: `rate` once the work is usually done, reached around week `middle`."""

    rate: float = 0.06
    middle: float = 16.0
    spread: float = 4.0
    alliance: float = 0.3
    recorded_share: float = 1.0
    always_mutual: bool = False


@dataclass(frozen=True)
class Truth:
    """Coefficients are on the log hazard of leaving at a contact, per SD unless said otherwise."""

    alliance: float = 0.0
    alliance_curve: float = 0.0  # per squared SD: above 0, more leave at both ends
    travel: float = 0.0  # per SD of log(1 + minutes)
    alliance_by_travel: float = 0.0
    ride_used: float = 0.0  # used or not
    alliance_by_ride: float = 0.0  # for those who use one
    motivation: float = 0.0
    age: float = 0.0
    distress: float = 0.0
    rare_condition: float = 0.0  # present or not
    new_therapist: float = 0.0  # at the first contact with a new therapist
    therapist_sd: float = 0.35
    site_sd: float = 0.15
    first_contact: float = 0.20  # hazard of a typical client after the first contact; 2.1 of the evidence base
    early: float = 0.065  # what the second contact adds to the lasting hazard, gone by week 12
    lasting: float = 0.028
    court_order: Pressure = field(default_factory=lambda: Pressure(share=0.35, ends_share=0.7))
    family_insistence: Pressure = field(default_factory=lambda: Pressure(share=0.25))
    rating: Rating = field(default_factory=Rating)
    further: tuple[FurtherRating, ...] = ()
    finishing: Finishing = field(default_factory=Finishing)
    attendance: float = 1.4  # logit that a scheduled session is attended
    attendance_alliance: float = 0.0
    attendance_travel: float = 0.0
    telehealth_share: float = 0.0  # of sessions; no travel then
    entry: float = 1.0  # logit that a referred client starts
    entry_travel: float = 0.0
    entry_source: float = 0.0  # 1: referral sources differ in who starts; 0: they do not
    rare_condition_share: float = 0.0  # 0: not recorded
    records_distress: bool = False
    returns_share: float = 0.10  # of those who left, back within 90 days


def baseline(truth: Truth, week: int | Ints) -> Floats:
    """Log cumulative hazard of a typical client at a contact in this week: front-loaded, never constant."""
    later = truth.lasting + truth.early * np.exp(-(np.asarray(week) - 1) / 4.0)
    hazard = np.where(np.asarray(week) == 0, truth.first_contact, later)
    return np.log(-np.log1p(-hazard))


def finishing_baseline(truth: Truth, week: int) -> float:
    """Log hazard of an agreed ending for a typical client at a contact in this week."""
    work_done = 1.0 / (1.0 + np.exp(-(week - truth.finishing.middle) / truth.finishing.spread))
    return float(np.log(truth.finishing.rate * work_done))
