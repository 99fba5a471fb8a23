"""The sessions table: what was scheduled and what became of it."""

import numpy as np
import polars as pl

from bidewell.analysis.program import sessions_schema
from bidewell.domain.sessions import Modality
from bidewell.simulate.arrays import Flags, Ints, pick, stream
from bidewell.simulate.attendance import BY_CLIENT, BY_PROGRAM, STATUSES
from bidewell.simulate.clients import LEVELS_OF_CARE
from bidewell.simulate.lives import Lives
from bidewell.simulate.log import Columns
from bidewell.simulate.tables.columns import days, moments, names, with_episode, words
from bidewell.simulate.world import SITE_NAMES, TIME_ZONE, colleague

REASONS = ("", "illness", "transport", "work", "childcare", "staff_absence", "closure")
SHARES_BY_CLIENT = (0.3, 0.25, 0.15, 0.2, 0.1, 0.0, 0.0)
SHARES_BY_PROGRAM = (0.2, 0.0, 0.0, 0.0, 0.0, 0.6, 0.2)


def sessions_table(lives: Lives, seed: int) -> pl.DataFrame:
    """Every session, by episode and time."""
    log, chance = with_episode(lives, "sessions"), stream(seed, "sessions table")
    people = lives.people.take(lives.episodes.person[log["episode"]])
    telehealth = log["telehealth"].astype(np.int64)
    table = pl.DataFrame(
        {
            "session": names("S", log["number"], 7),
            "episode": names("E", log["episode"], 6),
            "scheduled_at": moments("scheduled_at", log["day"], log["minute"]),
            "day": days("day", log["day"]),
            "status": words("status", STATUSES, log["status"]),
            "staff": staff(lives, log),
            "group": groups(people.site, log["group"]),
            "level_of_care": words("level_of_care", LEVELS_OF_CARE, people.level_of_care),
            "modality": words("modality", (Modality.IN_PERSON, Modality.TELEHEALTH), telehealth),
            "reason": reasons(log["status"], chance),
            "planned_interval_days": pl.repeat(None, len(people), dtype=pl.Float64, eager=True),
        },
        schema=sessions_schema(TIME_ZONE),
    )
    return table.sort("episode", "scheduled_at", "session")


def staff(lives: Lives, log: Columns) -> pl.Series:
    """The client's therapist; a colleague leads some groups with them."""
    own = names("T", log["therapist"], 3)
    second = names("T", colleague(lives.world, log["therapist"]), 3)
    led_by_two = pl.Series(log["group"] & (log["day"] % 2 == 0)) & (own != second)
    frame = pl.DataFrame({"own": own, "second": second, "two": led_by_two})
    both = pl.when("two").then(pl.concat_list("own", "second")).otherwise(pl.concat_list("own"))
    return frame.select(both.alias("staff"))["staff"]


def groups(site: Ints, is_group: Flags) -> pl.Series:
    """One evening group a site."""
    names_of_groups = ("", *(f"{name} evening group" for name in SITE_NAMES))
    return words("group", names_of_groups, np.where(is_group, site + 1, 0))


def reasons(status: Ints, chance: np.random.Generator) -> pl.Series:
    """Cancellations often come with a reason, no-shows never."""
    by_client, by_program = pick(chance, SHARES_BY_CLIENT, len(status)), pick(chance, SHARES_BY_PROGRAM, len(status))
    return words("reason", REASONS, np.select([status == BY_CLIENT, status == BY_PROGRAM], [by_client, by_program], 0))
