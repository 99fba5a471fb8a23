"""Clients who left and came back within 90 days, in the same episode or as a new one."""

from dataclasses import dataclass, replace

import numpy as np

from bidewell.domain.endings import Ending
from bidewell.simulate.arrays import NEVER, Flags, Ints, happens
from bidewell.simulate.caseload import Caseload, open_caseload
from bidewell.simulate.clients import to_weekday
from bidewell.simulate.endings import Chart, is_left

# Longer away than any definition's window, and back within 90 days.
AWAY_DAYS = (35, 86)
# A new episode needs the earlier one closed before it; its chart says so by then.
CLOSED_AFTER_DAYS = 20


@dataclass(frozen=True)
class Returns:
    """Which stretches have a second one, when it starts, and whether the same episode simply goes on."""

    stretch: Ints
    start: Ints
    same_episode: Flags


def draw_returns(cases: Caseload, chance: np.random.Generator) -> Returns:
    left = np.flatnonzero(is_left(cases.exit))
    back = left[happens(chance, cases.truth.returns_share, len(left))]
    start = to_weekday(cases.last_contact[back] + chance.integers(*AWAY_DAYS, size=len(back)))
    same_episode = happens(chance, 0.5, len(back))
    in_time = start <= cases.world.last_day
    return Returns(back[in_time], start[in_time], same_episode[in_time])


def chart_with_returns(chart: Chart, cases: Caseload, returns: Returns) -> Chart:
    """An episode that goes on has no ending yet; one followed by a new episode was closed before it."""
    ending, day = chart.ending.copy(), chart.day.copy()
    goes_on, closed = returns.stretch[returns.same_episode], returns.stretch[~returns.same_episode]
    ending[goes_on], day[goes_on] = "", NEVER
    ending[closed], day[closed] = Ending.LEFT.value, cases.last_contact[closed] + CLOSED_AFTER_DAYS
    return Chart(ending, day)


def open_returned(cases: Caseload, returns: Returns, chance: np.random.Generator) -> Caseload:
    """The same people with the same trait and therapist; the state of the relationship is drawn afresh."""
    people = cases.people.take(returns.stretch)
    orders = people.court_order.running_on(returns.start)
    people = replace(people, therapist=cases.therapist[returns.stretch], court_order=orders)
    stays_with = np.zeros(len(returns.stretch), np.bool_)
    return open_caseload(cases.truth, cases.world, people, returns.start, stays_with, chance)
