"""Forecasts as a file."""

from datetime import date

from bidewell.analysis.forecasting.forecasts import Chance, Forecast, Reason
from bidewell.analysis.interval import Interval
from bidewell.exchange.forecast_file import forecast_table

CASEY = Forecast(
    episode="=E1",
    client="Casey",
    as_of=date(2026, 6, 30),
    state="steady",
    notes=(),
    chances=(Chance(None, 0.9, 0.8, 0.95), Chance(30, 0.7, 0.6, 0.8)),
    typical=0.6,
    days_since_contact=3,
    left_already=Interval(0.1, 0.05, 0.2),
    is_quiet=False,
    reasons=(Reason("alliance", "rated higher than usual", 4.0, True, True),),
    what_if=(),
    last_contact_on=date(2026, 6, 27),
    ratings_used=5,
    strain=None,
)


def test_each_chance_stands_in_columns_with_its_range() -> None:
    (row,) = forecast_table([CASEY]).to_dicts()
    assert (row["stayed_next_session"], row["stayed_30_days_low"], row["stayed_30_days_high"]) == (0.9, 0.6, 0.8)


def test_reasons_stand_in_words_with_their_points() -> None:
    assert forecast_table([CASEY])["reasons"].item() == "rated higher than usual (+4 of 100)"


def test_an_id_cannot_become_a_formula() -> None:
    assert forecast_table([CASEY])["episode"].item() == "'=E1"


def test_nobody_in_care_is_a_table_with_the_header_of_all() -> None:
    nobody = forecast_table([])
    assert nobody.is_empty() and nobody.schema == forecast_table([CASEY]).schema
    assert {"stayed_next_session", "stayed_30_days_low", "stayed_90_days_high"} < set(nobody.columns)
