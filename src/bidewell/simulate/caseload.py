"""Clients in care while the weeks go by: one stretch of care each, with what changes from week to week.

A *stretch* is care without a leaving in it. A client who left and came back has two; the second may be recorded in the
same episode or in a new one.
"""

from dataclasses import dataclass

import numpy as np

from bidewell.simulate.arrays import Flags, Floats, Ints
from bidewell.simulate.clients import People
from bidewell.simulate.further import a_week_later, drawn_states, pull_on_alliance
from bidewell.simulate.truth import Truth
from bidewell.simulate.world import World, colleague

IN_CARE = 0  # no exit yet; the other exits are positions in endings.EXITS


@dataclass
class Caseload:
    """The changing part. Everything is one array over stretches; `people` has one row per stretch too.

    `further` is what passes of each further rating, [stretches, further ratings].
    """

    truth: Truth
    world: World
    people: People
    start: Ints
    changes_therapist: Flags
    therapist: Ints
    state: Floats
    further: Floats
    distress: Floats
    distress_seen: Floats
    active: Flags
    exit: Ints
    last_contact: Ints
    next_due_week: Ints
    last_contact_week: Ints
    order_end_met: Flags
    change_day: Ints
    new_therapist: Flags

    def __len__(self) -> int:
        return len(self.start)

    def level(self, who: Ints) -> Floats:
        """The alliance as it is, in SDs: therapist, trait, state and, in one scenario, distress."""
        rating = self.truth.rating
        latent = (
            self.world.therapist_rating[self.therapist[who]]
            + rating.trait_sd * self.people.trait[who]
            + self.state[who]
            + rating.distress * self.distress_seen[who]
        )
        return latent / rating.level_sd


def open_caseload(
    truth: Truth, world: World, people: People, start: Ints, changes_therapist: Flags, chance: np.random.Generator
) -> Caseload:
    """Everyone before their first contact. States start where they settle in the long run."""
    n = len(people)
    return Caseload(
        truth=truth,
        world=world,
        people=people,
        start=start,
        changes_therapist=changes_therapist,
        therapist=people.therapist.copy(),
        state=chance.normal(0, truth.rating.state_sd, n),
        further=drawn_states(truth, n, chance),
        distress=people.distress_at_start.copy(),
        distress_seen=people.distress_at_start.copy(),
        active=start <= world.last_day,
        exit=np.full(n, IN_CARE, np.int64),
        last_contact=start.copy(),
        next_due_week=np.zeros(n, np.int64),
        last_contact_week=np.zeros(n, np.int64),
        order_end_met=np.zeros(n, np.bool_),
        change_day=np.full(n, -1, np.int64),
        new_therapist=np.zeros(n, np.bool_),
    )


def move_on(cases: Caseload, week: int, who: Ints, chance: np.random.Generator) -> None:
    """A week passes: states drift, some clients meet a new therapist and begin the relationship afresh."""
    rating = cases.truth.rating
    step = np.sqrt(1 - rating.weekly_persistence**2) * rating.state_sd
    before, further = cases.state[who], cases.further[who]
    pull = pull_on_alliance(cases.truth, further)
    cases.state[who] = rating.weekly_persistence * before + chance.normal(0, step, len(who)) + pull
    cases.further[who] = a_week_later(cases.truth, further, before, chance)
    changing = who[cases.changes_therapist[who] & (cases.people.therapist_change_week[who] == week)]
    cases.state[changing] = chance.normal(0, rating.state_sd, len(changing))
    cases.therapist[changing] = colleague(cases.world, cases.therapist[changing])
    cases.change_day[changing] = cases.start[changing] + 7 * week
    cases.new_therapist[changing] = True
    drift_of_distress(cases, week, who, chance)


def drift_of_distress(cases: Caseload, week: int, who: Ints, chance: np.random.Generator) -> None:
    """Distress lasts long and slowly falls; it is measured every other week and known from that measurement on."""
    persistence = 0.9
    noise = chance.normal(0, np.sqrt(1 - persistence**2), len(who))
    cases.distress[who] = persistence * cases.distress[who] + noise - 0.02
    if week % 2 == 0:
        cases.distress_seen[who] = cases.distress[who]
