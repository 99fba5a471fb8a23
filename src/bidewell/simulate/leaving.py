"""The hazard of leaving at a contact, in the engine's own form."""

from dataclasses import dataclass

import numpy as np

from bidewell.simulate.arrays import Flags, Floats
from bidewell.simulate.attendance import Visits
from bidewell.simulate.caseload import Caseload
from bidewell.simulate.clients import RIDE_USED, standard_travel
from bidewell.simulate.pressure import is_over, pressure_on_leaving
from bidewell.simulate.truth import baseline

TYPICAL_AGE, AGE_SD = 37.0, 11.0


@dataclass(frozen=True)
class Leaving:
    """Hazards add: leaving for its own reasons, and leaving because the order is over."""

    log_hazard: Floats
    because_order_over: Floats

    @property
    def probability(self) -> Floats:
        return -np.expm1(-(np.exp(self.log_hazard) + self.because_order_over))

    @property
    def share_for_order(self) -> Floats:
        """Of a leaving at this contact, the chance that the end of the order was its reason."""
        return np.asarray(self.because_order_over / (self.because_order_over + np.exp(self.log_hazard)))


def log_hazard(cases: Caseload, week: int, visits: Visits) -> Floats:
    """Linear predictor of the complementary log-log hazard of leaving, for every visit of the week."""
    truth, people, who = cases.truth, cases.people, visits.who
    travel = standard_travel(np.where(visits.without_travel, 0.0, people.minutes[who]))
    level = cases.level(who)
    rides = people.ride[who] == RIDE_USED
    return np.asarray(
        baseline(truth, week)
        + cases.world.site_leaving[people.site[who]]
        + cases.world.therapist_leaving[cases.therapist[who]]
        + truth.alliance * level
        + truth.alliance_curve * level**2
        + truth.travel * travel
        + truth.alliance_by_travel * level * travel
        + truth.ride_used * rides
        + truth.alliance_by_ride * level * rides
        + truth.motivation * people.motivation[who]
        + truth.age * (people.age[who] - TYPICAL_AGE) / AGE_SD
        + truth.distress * cases.distress_seen[who]
        + truth.rare_condition * people.rare_condition[who]
        + truth.new_therapist * cases.new_therapist[who]
        + pressures(cases, visits, level)
    )


def pressures(cases: Caseload, visits: Visits, level: Floats) -> Floats:
    """Court order and family insistence together; both clocks run from the start of this stretch of care."""
    truth, people, who = cases.truth, cases.people, visits.who
    weeks = (visits.contact_day - cases.start[who]) / 7.0
    order = pressure_on_leaving(
        truth.court_order, people.court_order.take(who), order_over(cases, visits), weeks, level
    )
    never_over = np.zeros(len(who), np.bool_)
    family = people.family_insistence.take(who)
    return order + pressure_on_leaving(truth.family_insistence, family, never_over, weeks, level)


def order_over(cases: Caseload, visits: Visits) -> Flags:
    """The court order is over, or will be by the next planned session."""
    interval_days = 7 * cases.people.interval_weeks[visits.who]
    return is_over(cases.people.court_order.take(visits.who), visits.contact_day, interval_days)


def at_order_end(cases: Caseload, visits: Visits) -> Flags:
    """The first contact with the order over: some come only as long as they must."""
    return visits.contact & order_over(cases, visits) & ~cases.order_end_met[visits.who]


def hazard_of_leaving(cases: Caseload, week: int, visits: Visits) -> Leaving:
    """Both reasons for every visit of the week; they say something only where there was a contact."""
    because_over = -np.log1p(-cases.truth.court_order.leave_at_end) * at_order_end(cases, visits)
    return Leaving(log_hazard(cases, week, visits), because_over)


def remember_order_end(cases: Caseload, visits: Visits) -> None:
    cases.order_end_met[visits.who[at_order_end(cases, visits)]] = True
