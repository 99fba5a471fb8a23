"""docs/retention-figures.md is true: its table of endings, and the program worked by hand."""

from pathlib import Path

import pytest

from bidewell.analysis.description.classes import CLASS_OF, NOT_STAYED
from bidewell.analysis.description.describe import Description
from bidewell.analysis.description.endings import TEDS_CODE
from bidewell.domain.endings import Ending
from tests.described_programs import Chart, described, program

PAGE = (Path(__file__).parents[2] / "docs" / "retention-figures.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the table that begins with this heading."""
    lines = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_ending_counts_as_the_page_says() -> None:
    told = {row[0]: tuple(row[1:]) for row in table("| ending | counts as")}
    true = {
        str(ending): (kind.name.lower(), "no" if kind in NOT_STAYED else "yes", TEDS_CODE[ending])
        for ending, kind in CLASS_OF.items()
    }
    assert told == true and set(told) == set(Ending)


@pytest.fixture(scope="module")
def worked() -> Description:
    charts = []
    for clients, days, ending in table("| clients | sessions on days"):
        contacts = range(0, 301, 7) if days.startswith("every") else [int(day) for day in days.split(",")]
        charts += [Chart(contacts, ending or None)] * int(clients)
    return described(program(*charts))


@pytest.mark.parametrize("figure, value", [(row[0], row[1]) for row in table("| figure | value")])
def test_the_program_worked_by_hand_has_the_figures_of_the_page(worked: Description, figure: str, value: str) -> None:
    assert figures(worked)[figure] == pytest.approx(float(value), abs=0.0005)


def figures(description: Description) -> dict[str, float]:
    kinds = {"stayed": "stayed", "in_care": "in care"}
    found = {
        f"{kinds[row.kind]}, {row.horizon.name}": row.estimate.probability
        for row in description.retention
        if row.group.column is None
    }
    left = description.incidence[0]
    found |= {f"left by day {day}": one.probability for day, one in zip(left.times, left.estimates, strict=True)}
    found["hazard in week 0"] = description.hazard.periods[0].hazard.probability
    found["hazard in weeks 5 to 8"] = description.hazard.periods[4].hazard.probability
    return found
