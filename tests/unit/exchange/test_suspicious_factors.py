"""Codes for "missing", slips among numbers, and an extract date nobody was exported on are told, and nothing else is."""

import pytest

from bidewell.exchange.check import check_records
from tests.unit.exchange.conftest import GOOD, MakeFolder

SCALE = [f"{value / 2:g}" for value in range(2, 11)] * 3  # 1 to 5, three times


def told_of(folder_with: MakeFolder, values: list[str], name: str = "hope") -> dict[str, tuple[int, ...]]:
    rows = "".join(f"E1,{name},{value},2026-01-{1 + number:02},,\n" for number, value in enumerate(values))
    folder = folder_with({"factors.csv": "episode,name,value,from,to,reliability\n" + rows})
    return {problem.code: problem.rows for problem in check_records(folder).problems}


@pytest.mark.parametrize("wild", [["-9"], ["99"], ["9999", "99"], ["1e9"]])
def test_a_number_far_from_all_others_is_told(folder_with: MakeFolder, wild: list[str]) -> None:
    assert told_of(folder_with, [*SCALE, *wild]) == {"far_from_the_rest": tuple(range(29, 29 + len(wild)))}


@pytest.mark.parametrize(
    "values", [[*SCALE, "8"], ["0", "1"] * 12, ["5"] * 24, [str(2**n) for n in range(24)], ["1", "999"]]
)
def test_numbers_as_they_may_well_be_are_not_told(folder_with: MakeFolder, values: list[str]) -> None:
    assert told_of(folder_with, values) == {}


@pytest.mark.parametrize("slip", ["n/a", "3,5", "inf", "nan", "1_000"])
def test_text_among_numbers_is_told_since_it_makes_them_categories(folder_with: MakeFolder, slip: str) -> None:
    assert told_of(folder_with, [*SCALE, f'"{slip}"']) == {"nearly_numbers": (29,)}


def test_categories_that_are_partly_numbers_are_not_told(folder_with: MakeFolder) -> None:
    assert told_of(folder_with, [*SCALE[:10], *["west"] * 10]) == {}


@pytest.mark.parametrize("day, told", [("2026-04-01", False), ("2026-04-02", True), ("2026-12-31", True)])
def test_an_extract_date_after_which_nobody_could_be_in_care_is_told(
    folder_with: MakeFolder, day: str, told: bool
) -> None:
    settings = GOOD["program.toml"].replace("2026-03-31", day)
    codes = {problem.code for problem in check_records(folder_with({"program.toml": settings})).problems}
    assert ("extract_long_after" in codes) == told


@pytest.mark.parametrize(("name", "told"), [("court_order", set()), ("hope", {"contradicting_factor"})])
def test_only_a_pressure_may_have_several_values_from_one_day(
    folder_with: MakeFolder, name: str, told: set[str]
) -> None:
    rows = "".join(f"E1,{name},{value},2026-01-01,,\n" for value in ("probation", "parole"))
    folder = folder_with({"factors.csv": "episode,name,value,from,to,reliability\n" + rows})
    assert {problem.code for problem in check_records(folder).problems} == told
