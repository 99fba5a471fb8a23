from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.model.factor_values import factor_reliability, factor_values, factors_in
from tests.hand_worked import Client, records_of

WEEKLY = ["2026-01-05 start", "2026-01-05, 01-12, 01-19, 02-02 attended"]


def values_of(name, *events, as_of=None):
    records = records_of(Client("", [*WEEKLY, *events]))
    panel = build_panel(records, DEFAULT_DEFINITION, as_of=as_of)
    return factor_values(records, panel)[name].to_list()


def test_a_value_without_dates_holds_throughout():
    records = records_of(Client("", [*WEEKLY, "2026-01-01 travel_minutes = 25"]))
    undated = replace(records, factors=records.factors.with_columns(pl.lit(None, pl.Date).alias("from")))
    values = factor_values(undated, build_panel(undated, DEFAULT_DEFINITION))
    assert values["travel_minutes"].to_list() == [25.0] * 5


def test_the_latest_value_that_is_valid_on_the_day_counts():
    events = [
        "2026-01-01 travel_minutes = 25",
        "2026-01-10 travel_minutes = 40",
        "2026-01-19 to 2026-01-27 travel_minutes = 5",
    ]
    assert values_of("travel_minutes", *events) == [25.0, 40.0, 5.0, 5.0, 40.0]


def test_of_two_values_from_the_same_day_the_later_row_counts():
    assert values_of("hope", "2026-01-01 hope = 9", "2026-01-01 hope = 2") == [2.0] * 5


def test_a_value_not_yet_measured_is_missing():
    assert values_of("distress", "2026-01-12 distress = 3") == [None, 3.0, 3.0, 3.0, 3.0]


@pytest.mark.parametrize(("written", "value"), [("yes", 1.0), ("No", 0.0), ("1", 1.0)])
def test_yes_and_no_are_one_and_nought(written, value):
    assert values_of("has_phone", f"2026-01-01 has_phone = {written}") == [value] * 5


def test_a_ride_nobody_wrote_down_was_not_offered():
    assert values_of("ride_support", "2026-01-19 ride_support = Used") == ["none", "none", "used", "used", "used"]


def test_categories_keep_their_own_writing():
    assert values_of("housing", "2026-01-01 housing = Shelter") == ["Shelter"] * 5


def test_a_telehealth_contact_needs_no_travel():
    records = records_of(Client("", [*WEEKLY, "2026-01-01 travel_minutes = 25"]))
    by_video = pl.when(pl.col("day") == date(2026, 1, 12)).then(pl.lit("telehealth")).alias("modality")
    records = replace(records, sessions=records.sessions.with_columns(by_video))
    values = factor_values(records, build_panel(records, DEFAULT_DEFINITION))
    assert values["travel_minutes"].to_list() == [25.0, 0.0, 25.0, 25.0, 25.0]


def test_the_clock_of_an_order_made_during_care_starts_at_the_order():
    assert values_of("court_order.weeks", "2026-01-12 court_order = court") == [0.0, 0.0, 1.0, 2.0, 3.0]
    assert values_of("court_order.active", "2026-01-12 court_order = court") == [0.0, 1.0, 1.0, 1.0, 1.0]


def test_an_order_over_before_admission_is_no_pressure():
    for column in ("active", "after", "weeks"):
        assert values_of(f"court_order.{column}", "2025-06-01 to 2025-12-01 court_order = court") == [0.0] * 5


def test_the_next_order_takes_over_from_the_last():
    events = ["2025-12-01 to 2026-01-14 court_order = court", "2026-01-15 court_order = diversion"]
    assert values_of("court_order.active", *events) == [1.0, 0.0, 1.0, 1.0, 1.0]
    assert values_of("court_order.after", *events) == [0.0, 1.0, 0.0, 0.0, 0.0]
    assert values_of("court_order.type", *events) == ["court", None, "diversion", "diversion", "diversion"]


def test_an_order_that_ends_on_the_next_expected_day_is_still_in_force_then():
    assert values_of("court_order.after", "2026-01-01 to 2026-01-12 court_order = court") == [0.0, 1.0, 1.0, 1.0, 1.0]


def test_a_recorded_no_is_no_order():
    assert values_of("court_order.active", "2026-01-01 court_order = no") == [0.0] * 5


def test_looking_back_hides_when_an_order_was_going_to_end():
    events = ["2025-12-01 to 2026-02-03 court_order = court"]
    assert values_of("court_order.active", *events) == [1.0, 1.0, 1.0, 1.0, 0.0]
    assert values_of("court_order.active", *events, as_of=date(2026, 2, 2)) == [1.0] * 5


def test_reliability_is_the_recorded_one_or_one():
    records = records_of(Client("", [*WEEKLY, "2026-01-01 motivation = 3", "2026-01-01 distress = 2"]))
    known = pl.when(pl.col("name") == "motivation").then(0.8).alias("reliability")
    assert factor_reliability(replace(records, factors=records.factors.with_columns(known))) == {
        "distress": 1.0,
        "motivation": 0.8,
    }


def test_the_program_has_the_last_word_on_a_kind():
    records = records_of(Client("", [*WEEKLY, "2026-01-01 stage = 2"]))
    told = replace(records, settings=replace(records.settings, factor_kinds={"stage": "category"}))
    assert [factor.kind for factor in factors_in(records)] == ["numeric"]
    assert factor_values(told, build_panel(told, DEFAULT_DEFINITION))["stage"].to_list() == ["2"] * 5
