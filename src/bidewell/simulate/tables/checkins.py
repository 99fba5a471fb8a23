"""The check-ins table: the client's ratings after sessions, and the offers nobody took."""

from dataclasses import replace

import numpy as np
import polars as pl

from bidewell.analysis.program import RatingSource, checkins_schema
from bidewell.domain.sessions import Rater
from bidewell.simulate.arrays import Floats, stream
from bidewell.simulate.lives import Lives
from bidewell.simulate.log import Columns
from bidewell.simulate.ratings import ANSWERED, HIGHEST, LOWEST, STATUSES
from bidewell.simulate.tables.columns import days, moments, names, with_episode, words
from bidewell.simulate.truth import Truth
from bidewell.simulate.world import TIME_ZONE

ALLIANCE = RatingSource("alliance", "alliance", Rater.CLIENT, "1", "total", LOWEST, HIGHEST)


def rating_sources(truth: Truth) -> tuple[RatingSource, ...]:
    """The alliance's questionnaire and those of further ratings."""
    return ALLIANCE, *(replace(ALLIANCE, name=one.role, role=one.role) for one in truth.further)


MODES = ("kiosk", "text_link")


def checkins_table(lives: Lives, truth: Truth, seed: int) -> pl.DataFrame:
    """One row per check-in: the total, or how far it got without one. Each questionnaire is a check-in of its own."""
    log = with_episode(lives, "checkins")
    values = (log["value"], *log["further"].T)
    asked = zip(rating_sources(truth), values, strict=True)
    tables = [_asked(log, source, value, place, seed) for place, (source, value) in enumerate(asked)]
    return pl.concat(tables).sort("episode", "at", "checkin")


def _asked(log: Columns, source: RatingSource, value: Floats, place: int, seed: int) -> pl.DataFrame:
    n = len(log["episode"])
    answered = pl.Series(log["status"] == ANSWERED)
    mode = stream(seed, "modes").integers(0, len(MODES), size=n)
    table = pl.DataFrame(
        {
            "checkin": names("K", place * n + np.arange(n), 7),
            "episode": names("E", log["episode"], 6),
            "session": names("S", log["session"], 7),
            "at": moments("at", log["day"], log["minute"]),
            "day": days("day", log["day"]),
            "rater": pl.repeat(Rater.CLIENT.value, n, eager=True),
            "instrument": pl.repeat(source.name, n, eager=True),
            "version": pl.repeat(source.version, n, eager=True),
            "mode": words("mode", MODES, mode),
            "status": words("status", STATUSES, log["status"]),
            "sharing": pl.repeat(None, n, dtype=pl.String(), eager=True),
            "item": pl.repeat(source.item, n, eager=True),
            "value": pl.Series(value).round(1),
        },
        schema=checkins_schema(TIME_ZONE),
    )
    given = pl.when(answered)
    return table.with_columns(given.then("item").alias("item"), given.then("value").alias("value"))
