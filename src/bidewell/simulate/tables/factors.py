"""The factors table: travel, rides, outside pressure, motivation, and what a scenario records besides."""

import numpy as np
import polars as pl

from bidewell.analysis.program import FACTORS_SCHEMA
from bidewell.simulate.arrays import NEVER, Flags, Floats, Ints, happens, stream
from bidewell.simulate.clients import MOTIVATION_RELIABILITY, RIDES, People
from bidewell.simulate.lives import Lives
from bidewell.simulate.pressure import ORDER_TYPES
from bidewell.simulate.tables.columns import days, names, with_episode, words
from bidewell.simulate.truth import Truth

MISSING_TRAVEL, MISSING_MOTIVATION = 0.03, 0.05


def factors_table(lives: Lives, truth: Truth, seed: int) -> pl.DataFrame:
    """All factors; travel is known of everyone referred, the rest of those who started."""
    chance = stream(seed, "factors table")
    person, started = lives.episodes.person, lives.episodes.start != NEVER
    people = lives.people.take(person)
    everyone = np.ones(len(person), np.bool_)
    tables = [
        numbers("travel_minutes", everyone & ~happens(chance, MISSING_TRAVEL, len(person)), people.minutes),
        rides(started, lives.episodes.start, people),
        court_orders(started, lives.episodes.start, people),
        numbers("family_insistence", started & people.family_insistence.present, np.ones(len(person))),
        motivation(started & ~happens(chance, MISSING_MOTIVATION, len(person)), people),
    ]
    if truth.rare_condition_share > 0:
        tables.append(numbers("rare_condition", started, people.rare_condition.astype(np.float64)))
    if truth.records_distress:
        tables.append(distress(lives))
    return pl.concat(tables).sort("episode", "name", "from", nulls_last=False)


def rows(
    name: str, episode: Ints, value: pl.Series, first: Ints | None = None, last: Ints | None = None
) -> pl.DataFrame:
    """Rows of one factor. Without a first day it was known before treatment, without a last one it still holds."""
    n = len(episode)
    return pl.DataFrame(
        {
            "episode": names("E", episode, 6),
            "name": pl.repeat(name, n, eager=True),
            "value": value.cast(pl.String).str.strip_suffix(".0"),
            "number": value.cast(pl.Float64, strict=False),
            "from": days("from", np.full(n, NEVER) if first is None else first),
            "to": days("to", np.full(n, NEVER) if last is None else last),
            "reliability": pl.repeat(None, n, dtype=pl.Float64, eager=True),
        },
        schema=FACTORS_SCHEMA,
    )


def numbers(name: str, known: Flags, value: Floats) -> pl.DataFrame:
    episode = np.flatnonzero(known)
    return rows(name, episode, pl.Series(value[episode]))


def rides(started: Flags, start: Ints, people: People) -> pl.DataFrame:
    """The furthest each client got: offered, accepted or used."""
    episode = np.flatnonzero(started & (people.ride > 0))
    return rows("ride_support", episode, words("value", RIDES, people.ride[episode]), start[episode])


def court_orders(started: Flags, start: Ints, people: People) -> pl.DataFrame:
    """Orders that still ran when the episode started."""
    orders = people.court_order
    episode = np.flatnonzero(started & orders.present & (orders.to_day >= start))
    order = orders.take(episode)
    return rows("court_order", episode, words("value", ORDER_TYPES, order.type), order.from_day, order.to_day)


def motivation(known: Flags, people: People) -> pl.DataFrame:
    """Asked before treatment, with error: points from 10 to 50."""
    points = np.clip(np.round(30 + 6 * people.motivation_seen, 1), 10, 50)
    return numbers("motivation", known, points).with_columns(reliability=pl.lit(MOTIVATION_RELIABILITY))


def distress(lives: Lives) -> pl.DataFrame:
    """Measured before treatment and every other week; each value holds until the next."""
    log = with_episode(lives, "distress")
    firsts = [(one.episode, one.cases.start, one.cases.people.distress_at_start) for one in lives.stretches]
    episode = np.concatenate([log["episode"], *(first[0] for first in firsts)])
    day = np.concatenate([log["day"], *(first[1] for first in firsts)])
    value = np.concatenate([log["value"], *(first[2] for first in firsts)])
    order = np.lexsort((day, episode))
    episode, day, points = episode[order], day[order], np.round(20 + 6 * value[order], 1)
    before_treatment = np.r_[True, episode[1:] != episode[:-1]]
    until = np.where(np.r_[before_treatment[1:], True], NEVER, np.r_[day[1:], 0] - 1)
    return rows("distress", episode, pl.Series(points), np.where(before_treatment, NEVER, day), until)
