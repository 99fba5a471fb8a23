"""The truth behind every contact, for tests and for whoever asks what an analysis should have found."""

import polars as pl

from bidewell.simulate.endings import EXITS
from bidewell.simulate.lives import Lives
from bidewell.simulate.tables.columns import days, names, with_episode, words


def contacts_table(lives: Lives) -> pl.DataFrame:
    """One row per contact; weeks count from the start of the stretch of care, as they do after a return."""
    log = with_episode(lives, "contacts")
    return pl.DataFrame(
        {
            "episode": names("E", log["episode"], 6),
            "week": pl.Series(log["week"]),
            "day": days("day", log["day"]),
            "level": pl.Series(log["level"]),
            "log_hazard": pl.Series(log["log_hazard"]),
            "probability_left": pl.Series(log["probability_left"]),
            "exit": words("exit", ("", *EXITS[1:]), log["exit"]),
        }
    ).sort("episode", "day")
