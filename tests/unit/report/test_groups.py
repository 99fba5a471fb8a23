"""Groups side by side: no first and last place, and no difference made of chance."""

from typing import Any

from bidewell.report.language import Language
from bidewell.report.sections import groups
from bidewell.report.sections.told import Told
from tests.report_figures import HORIZONS, stayed
from tests.report_full import full


def finding(chances: list[float]) -> str:
    document = full()
    whole = [row for row in document["retention"] if row["group"]["column"] is None]
    document["retention"] = whole + [row for number, chance in enumerate(chances) for row in group(number, chance)]
    figure = groups.figure(Told(document, Language("en")))
    assert figure is not None
    return figure.finding


def group(number: int, chance: float) -> list[dict[str, Any]]:
    return [stayed({"column": "site", "value": f"Site {number}"}, HORIZONS[3][0], chance, 100)]


def test_groups_like_the_program_are_not_said_to_differ() -> None:
    assert "0 of 3 groups" in finding([0.58, 0.60, 0.55]) and "fewer than 1 would" in finding([0.58, 0.60, 0.55])


def test_with_many_groups_the_page_says_how_many_stand_apart_by_chance() -> None:
    assert "3 of 30 groups" in finding([0.58] * 27 + [0.75] * 3)
    assert "by chance alone about 3 would" in finding([0.58] * 27 + [0.75] * 3)


def test_the_chart_draws_the_largest_groups_and_the_table_holds_all() -> None:
    document = full()
    document["retention"] += [row for number in range(40) for row in group(number, 0.6)]
    figure = groups.figure(Told(document, Language("en")))
    assert figure is not None and len(figure.table.rows) == 43
    assert "Site 39" not in figure.drawing and "North" in figure.drawing
