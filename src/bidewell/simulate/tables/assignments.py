"""The assignments table: which therapist an episode was with, and from when."""

import numpy as np
import polars as pl

from bidewell.analysis.program import ASSIGNMENTS_SCHEMA
from bidewell.simulate.lives import Lives
from bidewell.simulate.tables.columns import days, names


def assignments_table(lives: Lives) -> pl.DataFrame:
    """The first therapist of every started episode, and the second of those who changed."""
    cases = lives.first.cases
    changed = np.flatnonzero(cases.change_day >= 0)
    new = ~lives.returns.same_episode
    episode = np.concatenate([lives.first.episode, lives.again.episode[new], changed])
    therapist = np.concatenate([cases.people.therapist, lives.again.cases.therapist[new], cases.therapist[changed]])
    start = np.concatenate([cases.start, lives.again.cases.start[new], cases.change_day[changed]])
    until = lives.episodes.end[episode]
    until[changed] = cases.change_day[changed] - 1
    return pl.DataFrame(
        {
            "episode": names("E", episode, 6),
            "therapist": names("T", therapist, 3),
            "from": days("from", start),
            "to": days("to", until),
        },
        schema=ASSIGNMENTS_SCHEMA,
    ).sort("episode", "from")
