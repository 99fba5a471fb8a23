"""From arrays of days, numbers and positions to columns of the records."""

import numpy as np
import polars as pl

from bidewell.simulate.arrays import NEVER, Ints, Texts
from bidewell.simulate.lives import Lives
from bidewell.simulate.log import Columns, joined
from bidewell.simulate.world import TIME_ZONE


def days(name: str, day: Ints) -> pl.Series:
    """Days since 1970-01-01 as dates; NEVER is empty."""
    return pl.Series(name, day.astype(np.int32)).replace({NEVER: None}).cast(pl.Date)


def moments(name: str, day: Ints, minute: Ints) -> pl.Series:
    """Days and minutes of the day as moments in the program's zone."""
    microseconds = (day * 24 * 60 + minute) * 60 * 1_000_000
    return pl.Series(name, microseconds).cast(pl.Datetime("us")).dt.replace_time_zone(TIME_ZONE)


def names(prefix: str, number: Ints, width: int) -> pl.Series:
    """Identifiers such as E00001, counted from one."""
    return pl.select(prefix + pl.Series(number + 1).cast(pl.String).str.zfill(width)).to_series()


def words(name: str, vocabulary: tuple[str, ...], position: Ints) -> pl.Series:
    """The word at each position; an empty word is no value."""
    return texts(name, np.array([str(word) for word in vocabulary], dtype=object)[position])


def texts(name: str, values: Texts) -> pl.Series:
    return pl.Series(name, list(values), dtype=pl.String).replace({"": None})


def with_episode(lives: Lives, part: str) -> Columns:
    """One log over both stretches of care, with the episode each row is recorded in and one numbering of sessions."""
    both = []
    for stretch, offset in zip(lives.stretches, (0, lives.first.log.numbered), strict=True):
        columns = joined(getattr(stretch.log, part))
        if columns:
            both.append(_recorded(columns, stretch.episode, offset))
    return joined(both)


def _recorded(columns: Columns, episode: Ints, offset: int) -> Columns:
    recorded = {**columns, "episode": episode[columns["stretch"]]}
    for number in {"number", "session"} & columns.keys():
        recorded[number] = columns[number] + offset
    return recorded
