from datetime import UTC, date, datetime

import polars as pl

from bidewell.analysis.events import periods
from bidewell.domain.time import first_day_of_week, program_day, quarter_of, week_since


def test_a_late_evening_session_belongs_to_the_programs_own_day():
    assert program_day(datetime(2026, 3, 2, 3, 30, tzinfo=UTC), "America/New_York") == date(2026, 3, 1)


def test_a_naive_time_is_already_in_the_programs_zone():
    assert program_day(datetime(2026, 3, 2, 23, 30), "Asia/Tokyo") == date(2026, 3, 2)  # noqa: DTZ001


def test_the_day_before_admission_is_not_in_week_zero():
    assert [week_since(date(2026, 1, 5), date(2026, 1, day)) for day in (4, 5, 11, 12)] == [-1, 0, 0, 1]


def test_frames_count_weeks_and_quarters_as_single_days_do():
    start = date(2026, 1, 5)
    days = pl.DataFrame({"day": pl.date_range(date(2025, 12, 1), date(2027, 2, 1), eager=True)})
    found = days.select(
        week=periods.week_since(pl.lit(start), pl.col("day")),
        quarter=periods.quarter_of(pl.col("day")),
        first=periods.first_day_of(pl.lit(start), periods.week_since(pl.lit(start), pl.col("day"))),
    )
    weeks = [week_since(start, day) for day in days["day"]]
    assert found["week"].to_list() == weeks
    assert found["quarter"].to_list() == [quarter_of(day) for day in days["day"]]
    assert found["first"].to_list() == [first_day_of_week(start, week) for week in weeks]
