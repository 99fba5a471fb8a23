"""The page docs/instruments.md, read as a test: every row of answers is scored as the page says."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from bidewell.instruments.attested import FIELDS, attested
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.registry import INSTRUMENTS
from bidewell.instruments.rotation import items_asked
from bidewell.instruments.scoring import Score, score

PAGE = (Path(__file__).parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")
OWN_DEFINITION = "A program's own definition"


@dataclass(frozen=True)
class Row:
    """Answers in the page's words, and by scale what must come of them."""

    instrument: Instrument
    answers: str
    expected: dict[str, str]


def title(instrument: Instrument) -> str:
    return f"{instrument.code} {instrument.version}, {instrument.rater}"


def section(heading: str) -> str:
    parts = re.split(r"^#{2,3} ", PAGE, flags=re.M)
    return next(part for part in parts if part.startswith(heading + "\n"))


def tables(text: str) -> list[list[dict[str, str]]]:
    """The tables of a section, each as its rows."""
    found = []
    for lines in re.findall(r"(?:^\|.*\n?)+", text, flags=re.M):
        header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines.splitlines()]
        found.append([dict(zip(header, row, strict=True)) for row in rows])
    return found


def own_definition() -> Instrument:
    return attested(tomllib.loads(re.findall(r"```toml\n(.*?)```", PAGE, flags=re.S)[0]))


def rows_of(instrument: Instrument, heading: str) -> list[Row]:
    worked = next(table for table in tables(section(heading)) if "answers" in table[0])
    scales = [scale.code for scale in instrument.scales]
    return [Row(instrument, row["answers"], {scale: row[scale] for scale in scales}) for row in worked]


def all_rows() -> list[Row]:
    shipped = [row for instrument in INSTRUMENTS for row in rows_of(instrument, title(instrument))]
    return [*shipped, *rows_of(own_definition(), OWN_DEFINITION)]


def answers_in(words: str, instrument: Instrument) -> dict[str, float | None]:
    """`all 4; 2, 3 = 0; 5 blank` as answers."""
    first, *changes = words.split("; ")
    how, *values = first.split()
    assert how in ("all", "alternating")
    codes = [item.code for item in instrument.items]
    answers: dict[str, float | None] = {code: float(values[place % len(values)]) for place, code in enumerate(codes)}
    for change in changes:
        items, _, value = change.removesuffix(" blank").partition(" = ")
        changed = dict.fromkeys(items.split(", "), float(value) if value else None)
        assert changed.keys() <= answers.keys()
        answers |= changed
    return answers


def as_written(one: Score, expected: str) -> str:
    """The score in the page's words, to as many places as the page gives."""
    if one.value is None:
        return f"none, {one.answered} of {one.asked}"
    places = len(expected.split()[0].partition(".")[2])
    return f"{one.value:.{places}f}" + (f" ({one.answered} of {one.asked})" if one.prorated else "")


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: f"{title(row.instrument)}: {row.answers}")
def test_the_answers_are_scored_as_the_page_says(row):
    found = score(row.instrument, answers_in(row.answers, row.instrument))
    assert {one.scale: as_written(one, row.expected[one.scale]) for one in found.scores} == row.expected


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=title)
def test_every_instrument_has_its_extremes_an_alternating_row_and_blanks(instrument):
    rows = [row.answers for row in rows_of(instrument, title(instrument))]
    low, high = f"{instrument.minimum:g}", f"{instrument.maximum:g}"
    assert {f"all {low}", f"all {high}", f"alternating {low} {high}"} <= set(rows)
    assert any(re.search(r"; \w+ blank$", row) for row in rows)
    too_many = [
        row for row in rows_of(instrument, title(instrument)) if all("none" in one for one in row.expected.values())
    ]
    assert too_many


def facts(instrument: Instrument) -> dict[str, str]:
    """A row of the page's first table."""
    return {
        "code": f"`{instrument.code}`",
        "version": instrument.version,
        "rater": str(instrument.rater),
        "measures": str(instrument.role),
        "items": str(len(instrument.items)),
        "answers": f"{instrument.minimum:g} to {instrument.maximum:g}",
        "reversed": ", ".join(item.code for item in instrument.items if item.reverse) or "none",
        "scales": ", ".join(f"{scale.code} {scale.minimum:g} to {scale.maximum:g}" for scale in instrument.scales),
        "text": str(instrument.licence.status),
        "scoring facts read": "on a secondary page" if instrument.source.secondary else "at the source",
    }


def test_the_page_lists_exactly_what_is_shipped():
    assert tables(section("What is shipped"))[0] == [facts(instrument) for instrument in INSTRUMENTS]


@pytest.mark.parametrize("row", tables(section("bidewell_checkin 1, client"))[1], ids=lambda row: row["check-in"])
def test_the_items_asked_in_turn_are_those_of_the_page(row):
    number = int(row["check-in"])
    asked, by_telehealth = (
        ", ".join(item.code for item in items_asked(BIDEWELL_CHECKIN, number, telehealth=telehealth) if item.rotates)
        for telehealth in (False, True)
    )
    assert (asked, by_telehealth) == (row["asked in turn"], row["by telehealth"])


def test_every_cut_point_is_on_the_page():
    shipped = [
        f"{point.value:g} and {'above' if point.side == 'at_least' else 'below'}"
        for instrument in INSTRUMENTS
        for scale in instrument.scales
        for point in scale.cut_points
    ]
    stated = re.search(r"\*\*Cut-points\*\* that are shipped: (.*)", PAGE)
    assert re.findall(r"\d+ and \w+", stated[1]) == shipped


def test_the_page_explains_every_field_of_a_programs_own_definition_and_every_role():
    text = section(OWN_DEFINITION)
    assert [name for names in FIELDS.values() for name in names if f"`{name}`" not in text] == []
    assert [role for role in Role if f"`{role}`" not in text] == []


@pytest.mark.parametrize("row", tables(section("Not shipped"))[0], ids=lambda row: row["instrument"])
def test_what_is_not_shipped_has_a_reason_and_no_scorer(row):
    assert row["why not"]
    shipped = {name for instrument in INSTRUMENTS for name in instrument.names.values()}
    assert row["instrument"] not in shipped
