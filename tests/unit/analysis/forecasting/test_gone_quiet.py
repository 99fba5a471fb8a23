"""Days without a contact: from the chance at the last contact to certainty at the window."""

import numpy as np
import pytest

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.forecasting.expected_contacts import Cadence, Cadences, Gaps
from bidewell.analysis.forecasting.gone_quiet import chance_left_already
from tests.described_programs import Chart, program

# Weekly and fortnightly clients of a program that misses every fifth session.
GAPS = Gaps((7, 7, 7, 14, 14), (7, 14, 21, 14, 28), (7, 14, 21, 14, 28), (8000, 1600, 400, 4000, 1000), 0.25)


def _left_already(days: int, hazard: float = 0.05, interval: int = 7) -> float:
    still_away = Cadence.of(GAPS, interval, 30).still_away[days]
    return float(chance_left_already(np.array(hazard), np.array(still_away)))


def test_on_the_day_of_the_contact_it_is_the_chance_of_leaving_there() -> None:
    assert _left_already(0) == pytest.approx(0.05)


def test_at_the_window_it_is_certain() -> None:
    assert _left_already(30) == pytest.approx(1.0, abs=1e-12)


def test_every_day_of_silence_makes_it_likelier() -> None:
    chances = [_left_already(days) for days in range(31)]
    assert (np.diff(chances) > 0).all()


def test_a_week_of_silence_says_little_of_who_comes_every_other_week() -> None:
    assert _left_already(9, interval=14) < 0.07 < 0.15 < _left_already(9, interval=7)


def test_the_odds_follow_the_share_of_returning_clients_who_were_away_as_long() -> None:
    odds = _left_already(10) / (1.0 - _left_already(10))
    away = float(Cadence.of(GAPS, 7, 30).still_away[10])
    assert odds == pytest.approx(0.05 / 0.95 / away) and away == pytest.approx(0.2, abs=0.01)


def test_a_program_without_gaps_of_its_own_still_has_an_answer() -> None:
    nothing_yet = Cadence.of(Gaps((), (), (), (), 0.0), 7, 30)
    assert nothing_yet.chances.sum() == pytest.approx(1.0)
    assert 0.2 < nothing_yet.still_away[10] < 0.5


def test_gaps_scale_with_the_planned_interval_where_few_are_planned_alike() -> None:
    chances = GAPS.chances(10, 40)
    assert chances.argmax() + 1 == 10
    assert chances[8:11].sum() == pytest.approx(0.8, abs=0.02)


def test_every_client_is_looked_up_at_the_cadence_of_its_own_plan() -> None:
    interval, away = np.array([14, 7, 7, 28, 14]), np.array([3, 12, 40, 0, 20])
    together = Cadences(GAPS, interval, np.maximum(30, 2 * interval))
    for client, (days, gone) in enumerate(zip(interval, away, strict=True)):
        alone = Cadence.of(GAPS, int(days), max(30, 2 * int(days)))
        assert together.still_away(away)[client] == alone.still_away[min(gone, alone.chances.size)]
        ahead = np.cumsum(alone.contacts_ahead[min(gone, alone.chances.size - 1)])
        assert together.contacts(away, (30, 90))[:, client] == pytest.approx(
            np.minimum([ahead[29], ahead[89] - ahead[29]], 1.0)
        )


def test_contacts_ahead_come_at_the_cadence_of_the_program() -> None:
    cadence = Cadence.of(GAPS, 7, 30)
    usual_gap = cadence.chances @ np.arange(1, 31)
    assert cadence.contacts_ahead[0, 27:].mean() == pytest.approx(1.0 / usual_gap, rel=0.02)


def test_who_is_due_is_expected_sooner_than_who_has_just_been() -> None:
    ahead = Cadence.of(GAPS, 7, 30).contacts_ahead
    assert ahead[5, :3].sum() > 0.6 > 0.1 > ahead[0, :3].sum()


def test_only_gaps_are_counted_whose_end_would_show() -> None:
    records = program(Chart(days=(0, 7, 14, 35)), Chart(days=(0, 7, 295, 302)))
    gaps = Gaps.of(build_panel(records, DEFAULT_DEFINITION))
    assert dict(zip(gaps.gap_days, gaps.count, strict=True)) == {7: 3, 21: 1}
    assert gaps.renewal_days == gaps.gap_days


def _three_a_week() -> list[Chart]:
    """Sixty clients for half a year, each of three sessions a week kept by 85 of 100."""
    kept = np.random.default_rng(1).random((60, 26, 3)) < 0.85
    kept[:, 0, 0] = True
    days = 7 * np.arange(26)[:, None] + np.array([0, 2, 4])
    return [Chart(days=tuple(days[own].tolist())) for own in kept]


def _until_the_next_contact(charts: list[Chart]) -> np.ndarray:
    """From each week's last session to the next one, counted from the days themselves."""
    days = [np.array(chart.days) for chart in charts]
    return np.concatenate([np.diff(own)[np.diff(own // 7) > 0] for own in days])


def test_who_comes_three_times_a_week_is_away_until_the_next_session_only() -> None:
    charts = _three_a_week()
    gaps, known = Gaps.of(build_panel(program(*charts), DEFAULT_DEFINITION)), _until_the_next_contact(charts)
    assert np.sort(np.repeat(gaps.gap_days, gaps.count)).tolist() == np.sort(known).tolist()
    assert known.mean() < 4.0 < 6.9 < np.average(gaps.renewal_days, weights=gaps.count) < 7.1
    away = Cadence.of(gaps, 7, 30).still_away[7]
    assert away == pytest.approx((known > 7).mean(), abs=0.01)
    assert chance_left_already(np.array(0.05), away) > 0.7


def test_weeks_ahead_hold_one_contact_each_however_often_a_client_comes_within_them() -> None:
    gaps = Gaps.of(build_panel(program(*_three_a_week()), DEFAULT_DEFINITION))
    ahead = Cadence.of(gaps, 7, 30).contacts_ahead
    assert ahead[0, 20:].mean() == pytest.approx(1 / 7, rel=0.03)
