"""The episodes table: referral, start, ending, and what is known of the client."""

import numpy as np
import polars as pl

from bidewell.domain.endings import Ending
from bidewell.simulate.arrays import NEVER, Ints
from bidewell.simulate.clients import LEVELS_OF_CARE, PAYERS, SOURCES
from bidewell.simulate.lives import Lives
from bidewell.simulate.tables.columns import days, names, texts, words
from bidewell.simulate.world import SITE_NAMES

# A return is quick: the client calls, and is offered a session within the week.
DAYS_FROM_CALL_TO_RETURN = 4


def episodes_table(lives: Lives, program: str) -> pl.DataFrame:
    episodes, person = lives.episodes, lives.episodes.person
    people = lives.people.take(person)
    referred, offered = referral_days(lives)
    return pl.DataFrame(
        {
            "episode": names("E", np.arange(len(person)), 6),
            "client": names("C", person, 6),
            "program": pl.repeat(program, len(person), eager=True),
            "site": words("site", SITE_NAMES, people.site),
            "level_of_care": words("level_of_care", LEVELS_OF_CARE, people.level_of_care),
            "payer": words("payer", PAYERS, people.payer),
            "referral_source": words("referral_source", SOURCES, people.source),
            "referred_on": days("referred_on", referred),
            "first_offered_on": days("first_offered_on", offered),
            "observed_from": pl.repeat(None, len(person), dtype=pl.Date, eager=True),
            "start": days("start", episodes.start),
            "end": days("end", episodes.end),
            "ending": texts("ending", episodes.ending),
            "ending_judged_by": judged_by(lives),
            "prior_episodes": pl.Series(people.prior_episodes),
            "planned_interval_days": pl.Series(7.0 * people.interval_weeks),
            "age": pl.Series(people.age),
            "sex": words("sex", ("male", "female"), people.female.astype(np.int64)),
        }
    )


def referral_days(lives: Lives) -> tuple[Ints, Ints]:
    """First episodes as entry says; a new episode of someone who returned begins with their call."""
    person, start = lives.episodes.person, lives.episodes.start
    is_return = np.arange(len(person)) >= len(lives.first.cases)
    is_return &= start != NEVER
    referred = np.where(is_return, start - DAYS_FROM_CALL_TO_RETURN, lives.entry.referred_day[person])
    offered = np.where(is_return, start, lives.entry.offered_day[person])
    return referred, offered


def judged_by(lives: Lives) -> pl.Series:
    """Counselors judge endings, the office closes charts."""
    by_office = {Ending.ADMINISTRATIVE.value, Ending.UNKNOWN.value, Ending.COVERAGE_ENDED.value}
    said = ["" if not name else "office" if name in by_office else "counselor" for name in lives.episodes.ending]
    return texts("ending_judged_by", np.array(said, dtype=object))
