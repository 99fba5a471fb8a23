"""Each event rule against its naive version: put back, the naive one must contradict a client of the page."""

from dataclasses import replace

import polars as pl
import pytest

from bidewell.analysis.events import (
    leaving,
    lookback,
    outcomes,
    panel,
    periods,
    ratings,
    returns,
    service_days,
    therapists,
)
from bidewell.analysis.model import pressure
from bidewell.domain.endings import Ending
from bidewell.domain.sessions import CheckInStatus, SessionStatus
from tests.hand_worked import clients, disagreements

NAIVE_RULES = {}


def naive(*titles):
    """Register a naive version together with the numbers of the clients it gets wrong."""

    def register(put_back):
        NAIVE_RULES[put_back.__name__] = (put_back, titles)
        return put_back

    return register


def altered(monkeypatch, module, name, alter):
    """Let a rule's own result be altered before anyone sees it."""
    rule = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given: alter(rule(*given)))


@naive(1, 3)
def bookings_count_as_contacts(monkeypatch):
    facts = service_days._session_facts
    every = [SessionStatus(status) for status in SessionStatus]
    monkeypatch.setattr(service_days, "KEPT_OR_MISSED", every)
    monkeypatch.setattr(service_days, "_session_facts", lambda: [pl.lit(True).alias("attended"), *facts()[1:]])


@naive(13)
def episodes_end_when_the_chart_is_closed(monkeypatch):
    late = pl.coalesce("recorded_on", "last_contact_on").alias("outcome_on")
    altered(monkeypatch, outcomes, "_dated", lambda episodes: episodes.with_columns(late))


@naive(2)
def every_week_asks_the_question(monkeypatch):
    asked = pl.col("scored") & (pl.col("reference_on") <= pl.col("complete_through"))
    altered(monkeypatch, panel, "_judged", lambda rows: rows.with_columns(asked.alias("at_risk")))


@naive(2)
def sessions_the_program_cancelled_count_as_missed(monkeypatch):
    counted = (*service_days.KEPT_OR_MISSED, SessionStatus.CANCELLED_BY_PROGRAM)
    monkeypatch.setattr(service_days, "KEPT_OR_MISSED", counted)


@naive(4)
def every_service_is_a_contact(monkeypatch):
    def one_row_per_session(records, cut):
        days = rule(records, cut).drop("attended")
        sessions = records.sessions.select(record_episode="episode", day="day", attended=pl.col("status") == "attended")
        return days.join(sessions, on=["record_episode", "day"], maintain_order="left")

    rule = service_days.service_days
    monkeypatch.setattr(service_days, "service_days", one_row_per_session)
    monkeypatch.setattr(pl.Expr, "n_unique", pl.Expr.count)


@naive(4)
def a_missed_session_explains_the_contact_before_it(monkeypatch):
    monkeypatch.setattr(periods, "_by_week", lambda days, cut: days.with_columns(pl.col("week").alias("period")))


@naive(4)
def the_group_leader_counts_like_anyone(monkeypatch):
    leader_first = pl.coalesce("led_group", "seen_alone").alias("seen_alone")
    altered(monkeypatch, panel, "_services_by_period", lambda rows: rows.with_columns(leader_first))


@naive(5)
def at_least_the_window_coded_for_more_than_the_window(monkeypatch):
    altered(monkeypatch, outcomes, "with_window", lambda charts: charts.with_columns(pl.col("window_days") - 1))


@naive(7)
def a_day_too_long_coded_at_the_cut(monkeypatch):
    altered(monkeypatch, outcomes, "with_window", lambda charts: charts.with_columns(pl.col("window_days") + 1))


@naive(6, 33)
def a_return_undoes_the_leaving(monkeypatch):
    rule = outcomes.number_stretches
    monkeypatch.setattr(outcomes, "number_stretches", lambda days, charts, splits: rule(days, charts, False))


@naive(8, 9, 31)
def the_last_month_is_counted(monkeypatch):
    to_the_cut = pl.lit(pl.Series([None], dtype=pl.Date)).fill_null(pl.date(2026, 6, 30)).alias("complete_through")
    altered(monkeypatch, outcomes, "_dated", lambda episodes: episodes.with_columns(to_the_cut))


def with_bounds(monkeypatch, opens_on=None, closes_on=None):
    """Let the leaving question go by other days than the first and the last of a period."""
    rule = panel.bounds_of_period

    def other(day, grid, continuous):
        first, last = rule(day, grid, continuous)
        return first if opens_on is None else opens_on, last if closes_on is None else closes_on

    monkeypatch.setattr(panel, "bounds_of_period", other)


@naive(36, 40)
def the_week_of_the_cut_is_asked_by_its_last_contact(monkeypatch):
    with_bounds(monkeypatch, closes_on=pl.col("reference_on"))


@naive(36, 37)
def the_week_of_the_cut_is_asked_by_its_first_day(monkeypatch):
    first_day = periods.first_day_of(pl.col("start"), pl.col("period"))
    with_bounds(monkeypatch, closes_on=first_day)


@naive(36)
def a_session_waits_for_its_week_to_end(monkeypatch):
    rule = panel.bounds_of_period
    monkeypatch.setattr(panel, "bounds_of_period", lambda day, grid, continuous: rule(day, "week", continuous))


@naive(38, 39)
def the_week_in_which_recording_began_is_counted_by_its_last_contact(monkeypatch):
    with_bounds(monkeypatch, opens_on=pl.col("reference_on"))


@naive(10)
def one_window_for_everyone(monkeypatch):
    thirty = pl.lit(30, pl.Int32).alias("window_days")
    altered(monkeypatch, outcomes, "with_window", lambda charts: charts.with_columns(thirty))


@naive(11)
def a_closed_chart_is_an_ending_of_its_own(monkeypatch):
    monkeypatch.setattr(leaving, "CHART_CLOSING", frozenset())


@naive(13)
def every_agreed_ending_had_a_final_session(monkeypatch):
    monkeypatch.setattr(leaving, "_closed_long_after", lambda: pl.lit(False))


@naive(12, 16)
def being_taken_away_counts_as_leaving_early(monkeypatch):
    monkeypatch.setattr(leaving, "_MAY_BE_LEAVING", frozenset(Ending))


@naive(17)
def a_leaving_once_written_stands(monkeypatch):
    written = pl.coalesce("recorded", pl.when(pl.col("stretch") == 0).then("ending")).alias("recorded")
    altered(monkeypatch, outcomes, "_endings", lambda stretches: stretches.with_columns(written))


@naive(18)
def the_ending_belongs_to_whatever_came_last(monkeypatch):
    last = pl.when(pl.col("next_start").is_null()).then("ending").alias("recorded")
    altered(monkeypatch, outcomes, "_endings", lambda stretches: stretches.with_columns(last))


@naive(19, 20)
def a_new_chart_is_a_new_client(monkeypatch):
    altered(monkeypatch, outcomes, "_continuations", lambda all: all.with_columns(continued=pl.lit(False)))


@naive(21, 22)
def ratings_are_filed_by_calendar_week(monkeypatch):
    def by_own_week(answers, episodes, days, grid, continuous):
        own_week = periods.week_since(pl.col("start"), pl.col("day")).alias("period")
        return ratings._in_stretches(answers, episodes).with_columns(own_week)

    monkeypatch.setattr(ratings, "_decided", by_own_week)


@naive(21)
def the_answer_after_the_last_contact_predicts_it(monkeypatch):
    last_week = periods.week_since(pl.col("start"), pl.col("last_contact_on"))
    monkeypatch.setattr(ratings, "_period_after_last_contact", lambda *given: last_week)


@naive(22)
def a_late_answer_stays_in_the_week_that_was_asked(monkeypatch):
    monkeypatch.setattr(
        ratings, "_period_after_last_contact", lambda *given: periods.week_since(pl.col("start"), pl.col("day"))
    )


@naive(23)
def undelivered_counts_as_offered(monkeypatch):
    monkeypatch.setattr(ratings, "_REACHED", tuple(CheckInStatus))


@naive(24)
def attendance_includes_the_contact_itself(monkeypatch):
    rule = lookback._as_of
    monkeypatch.setattr(
        lookback, "_as_of", lambda rows, running, days_before, suffix: rule(rows, running, days_before - 1, suffix)
    )


@naive(24)
def assignments_do_not_matter(monkeypatch):
    rule = therapists._assigned
    monkeypatch.setattr(therapists, "_assigned", lambda rows, assignments: rule(rows, assignments.clear()))


@naive(25)
def an_order_counts_until_its_last_day(monkeypatch):
    over = (pl.col("to") < pl.col("reference_on")).fill_null(False)
    monkeypatch.setattr(pressure, "_over_by_next_contact", lambda: over)


@naive(26, 32)
def everyone_is_counted_from_the_start(monkeypatch):
    rule = panel._judged
    unknown = pl.lit(None, pl.Date).alias("observed_from")
    monkeypatch.setattr(
        panel, "_judged", lambda rows, episodes, *given: rule(rows, episodes.with_columns(unknown), *given)
    )


@naive(27)
def the_first_recorded_session_is_the_first(monkeypatch):
    monkeypatch.setattr(returns, "_sessions_numbered", lambda: pl.lit(True))


@naive(33)
def looking_back_cuts_off_only_the_sessions(monkeypatch):
    def sessions_only(records, as_of):
        as_of = as_of or records.settings.extract_date
        settings = replace(records.settings, extract_date=as_of)
        return replace(records, settings=settings, sessions=records.sessions.filter(pl.col("day") <= as_of))

    monkeypatch.setattr(service_days, "as_known_on", sessions_only)


@naive(35)
def every_dose_is_a_session(monkeypatch):
    monkeypatch.setattr(returns, "week_since", lambda start, day: day)


@naive(41)
def a_return_keeps_the_weeks_of_its_chart(monkeypatch):
    chart_start = pl.col("chart_start")
    monkeypatch.setattr(returns, "week_since", lambda start, day: periods.week_since(chart_start, day))


@pytest.mark.parametrize(
    ("put_back", "number"), [(rule, number) for rule, numbers in NAIVE_RULES.values() for number in numbers]
)
def test_the_naive_rule_is_caught_by_the_page(monkeypatch, put_back, number):
    client = next(client for title, client in clients().items() if title.startswith(f"{number}. "))
    put_back(monkeypatch)
    assert disagreements(client)
