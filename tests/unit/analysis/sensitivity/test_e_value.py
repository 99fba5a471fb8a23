"""E-values against published numbers: VanderWeele & Ding 2017, and the documentation of the R package tipr."""

import pytest

from bidewell.analysis.interval import Interval
from bidewell.analysis.sensitivity.e_value import as_risk_ratio, e_value, nearer_end


@pytest.mark.parametrize(
    "ratio, value",
    [
        (3.9, 7.26),  # the paper's example: breast feeding and respiratory death
        (1.8, 3.0),  # and the lower end of its interval
        (0.9, 1.462475),  # https://r-causal.github.io/tipr/reference/e_value.html
        (1.3, 1.9245),
        (1.0, 1.0),
    ],
)
def test_published_numbers(ratio: float, value: float) -> None:
    assert e_value(ratio) == pytest.approx(value, abs=5e-3)


def test_a_ratio_and_its_inverse_need_the_same_to_be_explained() -> None:
    assert e_value(0.4) == pytest.approx(e_value(2.5))


@pytest.mark.parametrize(
    "interval, value",
    [
        (Interval(3.9, 1.8, 8.7), e_value(1.8)),
        (Interval(0.5, 0.3, 0.8), e_value(0.8)),
        (Interval(0.9, 0.7, 1.1), 1.0),
        (Interval(1.2, 1.0, 1.5), 1.0),
    ],
)
def test_of_an_interval_the_end_nearer_to_no_difference_counts(interval: Interval, value: float) -> None:
    assert nearer_end(interval) == pytest.approx(value)


def test_a_hazard_ratio_is_a_risk_ratio_only_where_leaving_is_rare() -> None:
    assert as_risk_ratio(0.56, is_common=False) == 0.56
    # (1 - 0.5^sqrt(0.56)) / (1 - 0.5^sqrt(1/0.56)), by hand: (1 - 0.59529) / (1 - 0.39603)
    assert as_risk_ratio(0.56, is_common=True) == pytest.approx(0.4047 / 0.6040, abs=2e-3)
    assert as_risk_ratio(1.0, is_common=True) == pytest.approx(1.0)
    assert as_risk_ratio(2.0, is_common=True) * as_risk_ratio(0.5, is_common=True) == pytest.approx(1.0)
