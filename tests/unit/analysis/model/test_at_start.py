"""What a fit that explains may know of factors on the alliance's path."""

import pytest

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.model.at_start import as_at_start
from bidewell.analysis.model.factor_values import factor_reliability, factor_values, factors_in
from tests.hand_worked import Client, records_of

WEEKLY = ["2026-01-05 start", "2026-01-05, 01-12, 01-19, 02-02 attended"]


def values_at_start(*events: str) -> dict[str, list[object]]:
    records = records_of(Client("", [*WEEKLY, *events]))
    factors = factors_in(records)
    known = as_at_start(records, factors)
    assert factor_reliability(known) == dict.fromkeys(known.factors["name"].unique().sort(), 1.0)
    return factor_values(known, build_panel(records, DEFAULT_DEFINITION), factors).to_dict(as_series=False)


@pytest.mark.parametrize(
    ("events", "value"),
    [
        (["2026-01-01 motivation = 3", "2026-01-05 motivation = 4", "2026-01-06 motivation = 5"], 4.0),
        (["2026-01-01 to 2026-01-19 motivation = 3", "2026-01-20 motivation = 5"], 3.0),
        (["2025-11-01 to 2026-01-04 motivation = 3", "2026-01-06 motivation = 5"], None),
        (["2026-01-06 motivation = 5"], None),
    ],
)
def test_the_value_care_began_with_holds_throughout(events: list[str], value: float | None) -> None:
    assert values_at_start(*events)["motivation"] == [value] * 5


def test_what_the_alliance_does_not_bring_about_is_read_as_it_changes() -> None:
    assert values_at_start("2026-01-01 travel_minutes = 25", "2026-01-12 travel_minutes = 40")["travel_minutes"] == [
        25.0, 40.0, 40.0, 40.0, 40.0,
    ]  # fmt: skip
