"""Days to stand on: who was in care as known then, and what is known by now of what came after."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.program import ProgramRecords
from bidewell.analysis.validation.origins import Standpoint, Timeline, days_back, stand_on
from bidewell.domain.endings import Ending
from bidewell.domain.sharing import Sharing
from tests.fitted_programs import program
from tests.forecasted_programs import in_care

RECORDS = program("demo", 200, 5)
EXTRACT = RECORDS.settings.extract_date
DAY = EXTRACT - timedelta(days=130)


def standpoint(records: ProgramRecords = RECORDS, day: date = DAY) -> Standpoint:
    return stand_on(records, DEFAULT_DEFINITION, "week", day)


def after(days: int, day: date = DAY) -> pl.DataFrame:
    return standpoint(day=day).after(build_panel(RECORDS, DEFAULT_DEFINITION), days)


def test_the_last_day_is_the_last_whose_month_ahead_is_known() -> None:
    days = days_back(RECORDS, DEFAULT_DEFINITION)
    assert days[0] + timedelta(days=30 + DEFAULT_DEFINITION.window_days) == EXTRACT
    assert {one - other for one, other in zip(days, days[1:], strict=False)} == {timedelta(days=30)}
    assert days[-1] > RECORDS.sessions["day"].min()


def test_without_sessions_there_is_no_day() -> None:
    assert days_back(replace(RECORDS, sessions=RECORDS.sessions.clear()), DEFAULT_DEFINITION) == ()


def test_the_clients_are_those_in_care_as_known_on_the_day() -> None:
    assert set(standpoint().clients["episode"]) == in_care(RECORDS, DAY)


def test_nothing_later_than_the_day_is_used() -> None:
    assert standpoint().clients.equals(standpoint(as_known_on(RECORDS, DAY)).clients)


def test_the_last_rating_is_the_last_answered_by_the_day() -> None:
    rated = RECORDS.checkins.filter((pl.col("day") <= DAY) & pl.col("value").is_not_null())
    found = dict(standpoint().clients.select("record_episode", "last_rating").iter_rows())
    assert sum(rating is not None for rating in found.values()) > 10
    assert {one for one, rating in found.items() if rating is not None} <= set(rated["episode"])


def test_answers_kept_from_the_therapist_are_no_rating() -> None:
    kept = RECORDS.checkins.with_columns(sharing=pl.lit(Sharing.COUNTED.value))
    assert standpoint(replace(RECORDS, checkins=kept)).clients["last_rating"].is_null().all()


def test_who_was_never_seen_again_had_left_and_who_came_later_had_not() -> None:
    told = after(30)
    seen = RECORDS.sessions.filter((pl.col("status") == "attended") & (pl.col("day") > DAY + timedelta(days=30)))
    came = told.filter(pl.col("record_episode").is_in(seen["episode"].implode()))
    assert came.height > 10
    # Back after a month: still in care, or back in a new episode after having left.
    assert came.filter(pl.col("stayed") == 0)["ended_on"].max() <= DAY + timedelta(days=30)
    gone = told.filter((pl.col("came_to") == Ending.LEFT) & (pl.col("ended_on") <= DAY))
    assert gone.height > 0 and gone["stayed"].sum() == 0


def test_ending_another_way_is_not_leaving_and_is_counted_apart() -> None:
    told = after(90)
    otherwise = told.filter("ended_otherwise")
    assert otherwise.height > 0 and otherwise["stayed"].min() == 1
    assert otherwise["came_to"].is_in([Ending.LEFT.value]).sum() == 0


def test_an_outcome_is_known_once_the_window_after_the_horizon_has_passed_whatever_it_is() -> None:
    late = EXTRACT - timedelta(days=30 + DEFAULT_DEFINITION.window_days)
    assert after(30, late)["is_known"].all()
    assert not after(31, late).filter("is_known").height
    left_before = after(31, late).filter(pl.col("stayed") == 0)
    assert left_before.height > 0 and not left_before["is_known"].any()


def test_a_client_who_came_back_later_is_judged_by_the_stretch_of_care_seen_then() -> None:
    everyone = after(90)
    assert everyone["episode"].is_unique().all()
    assert set(everyone["episode"]) == set(standpoint().clients["episode"])
    assert (everyone["began_on"] <= everyone["last_contact_on"]).all()
    assert (everyone["ended_on"] >= everyone["last_contact_on"]).all()


def test_a_timeline_goes_back_beyond_its_first_origin() -> None:
    timeline = Timeline.of(RECORDS, DEFAULT_DEFINITION, "week", origins=2)
    assert len(timeline.origins) == 2
    assert len(timeline.standpoints) > 5
    assert all(one.day < timeline.origins[-1] for one in timeline.before(timeline.origins[-1]))
