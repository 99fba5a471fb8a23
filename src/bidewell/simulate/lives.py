"""From referral to the extract date: everyone's first stretch of care, and the second one of those who came back."""

from dataclasses import dataclass

import numpy as np

from bidewell.simulate.arrays import NEVER, Ints, Texts, stream
from bidewell.simulate.bookings import log_bookings_not_kept
from bidewell.simulate.caseload import Caseload, open_caseload
from bidewell.simulate.clients import People, draw_people
from bidewell.simulate.course import follow
from bidewell.simulate.endings import Chart, write_charts
from bidewell.simulate.entry import Entry, draw_entry, until_started
from bidewell.simulate.log import Log
from bidewell.simulate.returns import Returns, chart_with_returns, draw_returns, open_returned
from bidewell.simulate.truth import Truth
from bidewell.simulate.world import World

# More people are referred than start; this many per started client is enough under every truth in use.
REFERRED_PER_CLIENT = 3
ROOM_FOR_FEW_CLIENTS = 50


@dataclass(frozen=True)
class Stretches:
    """Stretches of care lived to their end or to the extract date; `episode` is where each is recorded."""

    cases: Caseload
    log: Log
    chart: Chart
    episode: Ints


@dataclass(frozen=True)
class Episodes:
    """One row per recorded episode: the person, the days (NEVER: none), the ending as charted (empty: none)."""

    person: Ints
    start: Ints
    end: Ints
    ending: Texts


@dataclass(frozen=True)
class Lives:
    """All that happened. `episodes.person` is a row of `people`."""

    world: World
    people: People
    entry: Entry
    episodes: Episodes
    first: Stretches
    again: Stretches
    returns: Returns

    @property
    def stretches(self) -> tuple[Stretches, Stretches]:
        return self.first, self.again


def live(truth: Truth, world: World, clients: int, seed: int) -> Lives:
    """Everyone referred until this many have started, from referral to the extract date."""
    pool = draw_people(truth, world, REFERRED_PER_CLIENT * clients + ROOM_FOR_FEW_CLIENTS, seed)
    entry = draw_entry(truth, pool, seed)
    referred = until_started(entry, clients)
    people, entry = pool.take(referred), entry.take(referred)
    first = first_stretches(truth, world, people.take(np.flatnonzero(entry.started)), seed)
    returns = draw_returns(first.cases, stream(seed, "returns"))
    again = second_stretches(first, returns, seed)
    return Lives(world, people, entry, all_episodes(entry, first, returns, again), first, again, returns)


def first_stretches(truth: Truth, world: World, people: People, seed: int) -> Stretches:
    """Each started person's first stretch; it is the episode of the same number."""
    changes = people.therapist_change_week > 0
    cases = open_caseload(truth, world, people, people.start_day, changes, stream(seed, "first states"))
    log = follow(cases, stream(seed, "first stretches"))
    log_bookings_not_kept(log, cases, stream(seed, "bookings"))
    return Stretches(cases, log, write_charts(cases, stream(seed, "charts")), np.arange(len(people)))


def second_stretches(first: Stretches, returns: Returns, seed: int) -> Stretches:
    """Care after a return: recorded where the first stretch is, or in further episodes after all the first ones."""
    cases = open_returned(first.cases, returns, stream(seed, "second states"))
    log = follow(cases, stream(seed, "second stretches"))
    log_bookings_not_kept(log, cases, stream(seed, "second bookings"))
    new = np.cumsum(~returns.same_episode) - 1 + len(first.cases)
    episode = np.where(returns.same_episode, returns.stretch, new)
    return Stretches(cases, log, write_charts(cases, stream(seed, "second charts")), episode)


def all_episodes(entry: Entry, first: Stretches, returns: Returns, again: Stretches) -> Episodes:
    """Started episodes, then the new ones of people who returned, then those of people who never started."""
    started, waiting = np.flatnonzero(entry.started), np.flatnonzero(~entry.started)
    new = ~returns.same_episode
    chart = chart_with_returns(first.chart, first.cases, returns)
    never = np.full(len(waiting), NEVER)
    end = np.concatenate([chart.day, again.chart.day[new], never])
    ending = np.concatenate([chart.ending, again.chart.ending[new], np.full(len(waiting), "", dtype=object)])
    goes_on = returns.stretch[returns.same_episode]
    end[goes_on], ending[goes_on] = again.chart.day[~new], again.chart.ending[~new]
    return Episodes(
        person=np.concatenate([started, started[returns.stretch[new]], waiting]),
        start=np.concatenate([first.cases.start, returns.start[new], never]),
        end=end,
        ending=ending,
    )
