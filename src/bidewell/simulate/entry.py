"""From referral to first session: how long it takes, and who never starts."""

from dataclasses import dataclass

import numpy as np

from bidewell.simulate.arrays import Flags, Ints, happens, stream
from bidewell.simulate.clients import SOURCES, People
from bidewell.simulate.truth import Truth

# How much likelier a start is by source, on the logit scale; made up, in the direction of the literature on entry.
SOURCE_EFFECTS = {"criminal_justice": 0.4, "self": 0.3, "health_care": -0.4, "other_treatment": -0.1, "family": -0.2}


@dataclass(frozen=True)
class Entry:
    """Whether and when referred people were offered a first session and started."""

    started: Flags
    referred_day: Ints
    offered_day: Ints

    def take(self, who: Ints) -> "Entry":
        return Entry(self.started[who], self.referred_day[who], self.offered_day[who])


def draw_entry(truth: Truth, people: People, seed: int) -> Entry:
    chance = stream(seed, "entry")
    n = len(people)
    source = np.array([SOURCE_EFFECTS[name] for name in SOURCES])[people.source]
    logit = truth.entry + truth.entry_travel * people.travel + truth.entry_source * source
    wait = np.minimum(np.round(np.exp(chance.normal(1.6, 0.7, n))), 60).astype(np.int64)
    postponed = np.where(happens(chance, 0.3, n), chance.integers(1, 8, size=n), 0)
    offered = people.start_day - postponed
    return Entry(happens(chance, 1 / (1 + np.exp(-logit)), n), offered - wait, offered)


def until_started(entry: Entry, clients: int) -> Ints:
    """The referred people up to the one who makes the number of started clients full."""
    before: Ints = np.cumsum(entry.started) - entry.started
    return np.flatnonzero(before < clients)
