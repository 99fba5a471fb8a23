"""The check-ins table: the client's alliance rating after sessions, and the offers nobody took."""

import numpy as np
import polars as pl

from bidewell.analysis.program import RatingSource, checkins_schema
from bidewell.domain.sessions import Rater
from bidewell.simulate.arrays import stream
from bidewell.simulate.lives import Lives
from bidewell.simulate.ratings import ANSWERED, HIGHEST, LOWEST, STATUSES
from bidewell.simulate.tables.columns import days, moments, names, with_episode, words
from bidewell.simulate.world import TIME_ZONE

ALLIANCE = RatingSource("alliance", "alliance", Rater.CLIENT, "1", "total", LOWEST, HIGHEST)
MODES = ("kiosk", "text_link")


def checkins_table(lives: Lives, seed: int) -> pl.DataFrame:
    """One row per check-in: the total, or how far it got without one."""
    log = with_episode(lives, "checkins")
    n = len(log["episode"])
    answered = pl.Series(log["status"] == ANSWERED)
    mode = stream(seed, "modes").integers(0, len(MODES), size=n)
    table = pl.DataFrame(
        {
            "checkin": names("K", np.arange(n), 7),
            "episode": names("E", log["episode"], 6),
            "session": names("S", log["session"], 7),
            "at": moments("at", log["day"], log["minute"]),
            "day": days("day", log["day"]),
            "rater": pl.repeat(Rater.CLIENT.value, n, eager=True),
            "instrument": pl.repeat(ALLIANCE.name, n, eager=True),
            "version": pl.repeat(ALLIANCE.version, n, eager=True),
            "mode": words("mode", MODES, mode),
            "status": words("status", STATUSES, log["status"]),
            "sharing": pl.repeat(None, n, dtype=pl.String(), eager=True),
            "item": pl.repeat(ALLIANCE.item, n, eager=True),
            "value": pl.Series(log["value"]).round(1),
        },
        schema=checkins_schema(TIME_ZONE),
    )
    given = pl.when(answered)
    return table.with_columns(given.then("item").alias("item"), given.then("value").alias("value")).sort(
        "episode", "at", "checkin"
    )
