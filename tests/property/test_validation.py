"""The backtest on a simulated program: every rule on the same clients, and nothing later than the day is used."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.validation.backtest import MODEL, Backtest, Question, Told, backtest
from bidewell.analysis.validation.baselines import BASELINES
from bidewell.analysis.validation.origins import Timeline
from bidewell.analysis.validation.validate import validate
from tests.fitted_programs import program
from tests.telling_ratings import DISTRESS, with_distress

RECORDS = program("nothing", 220, 7)


def backtested(records: ProgramRecords) -> Backtest:
    question = Question(records, DEFAULT_DEFINITION, "week", Choices(purpose="forecast"), seed=1)
    return backtest(question, Timeline.of(records, DEFAULT_DEFINITION, "week", origins=1))


@cache
def as_it_was() -> Told:
    return backtested(RECORDS).told[0]


def test_the_model_and_every_rule_are_told_of_the_same_clients() -> None:
    told = as_it_was()
    assert set(told.chances) == {MODEL, *BASELINES}
    assert all(chances.size == told.stayed.size > 20 for chances in told.chances.values())
    assert all(((chances > 0) & (chances < 1)).all() for chances in told.chances.values())


def test_nothing_later_than_the_day_is_used() -> None:
    """After the day everybody stops coming: the outcomes turn, and no chance told moves."""
    told = as_it_was()
    day = told.rows["day"][0]
    settings = replace(as_known_on(RECORDS, day).settings, extract_date=RECORDS.settings.extract_date)
    stopped = replace(as_known_on(RECORDS, day), settings=settings)
    other = backtested(stopped).told[0]
    assert other.rows["day"].unique().to_list() == [day]
    assert other.rows["episode"].equals(told.rows["episode"])
    assert all(np.array_equal(other.chances[name], chances) for name, chances in told.chances.items())
    assert other.stayed.sum() < told.stayed.sum()


def test_what_is_judged_are_forecasts_that_know_every_rating() -> None:
    """Distress tells who leaves: with it asked for, forecasts of the same clients are better."""
    records = with_distress(program("demo", 350, 5), tells=0.6)
    alone = tuple(one for one in records.settings.instruments if one != DISTRESS)
    of_alliance = replace(records, settings=replace(records.settings, instruments=alone))
    told, without = (backtested(one).told[0] for one in (records, of_alliance))
    assert told.rows["episode"].equals(without.rows["episode"])
    misses, misses_without = (np.square(one.chances[MODEL] - one.stayed) for one in (told, without))
    assert misses.mean() < 0.9 * misses_without.mean()


def test_records_too_short_for_any_day_cannot_tell() -> None:
    first = RECORDS.sessions["day"].min()
    short = as_known_on(RECORDS, first + timedelta(days=70))
    found = validate(Question(short, DEFAULT_DEFINITION, "week", Choices(purpose="forecast"), seed=1))
    assert [one.verdict.reason for one in found.horizons] == ["nothing_known", "nothing_known"]
    assert {origin.why for origin in found.origins} <= {"too_little_past", "nothing_to_fit", "nobody_known"}
