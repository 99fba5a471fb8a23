"""A page in Spanish, of a real description: no word of it is English but what is marked so."""

import re
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest

from bidewell.analysis.description.describe import describe
from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.events.periods import Grid
from bidewell.analysis.program import ProgramRecords
from bidewell.report.document import Material, report_document
from bidewell.report.language import Language
from bidewell.report.page import render
from bidewell.report.wording.groups import value_words
from tests.fitted_programs import program

WARNING = {"code": "naive_time", "words": "Times without a zone were read in the program's zone.", "count": 3}
ENGLISH = re.compile(
    r"\b(the|of|and|to|days?|weeks?|sessions?|clients?|not recorded|other|left|stayed|fewer|range|warnings?)\b"
)


def records() -> ProgramRecords:
    """With gaps, with more values than are shown apart, and with numbers that are shown in bands; names in Spanish."""
    found = program("demo", 400, 3)
    row = pl.int_range(pl.len())
    episodes = found.episodes.with_columns(
        payer=pl.when(row % 3 == 0).then(pl.lit("Seguro")),
        referral_source=pl.when(row % 2 == 0).then(pl.lit("Juzgado")),
        site=pl.when(row % 4 > 0).then(pl.lit("Centro")).otherwise(pl.format("Calle {}", row)),
        level_of_care=pl.lit("Ambulatorio"),
        edad=18.5 + row % 50,
    )
    return replace(found, episodes=episodes)


@cache
def document(grid: Grid, language: str = "es") -> dict[str, Any]:
    found = records()
    panel = build_panel(found, definition("loss_of_contact"), grid)
    material = Material(found, panel, describe(found, panel, ("edad",)), None, warnings=[WARNING])
    return report_document(material, Language(language))


def words_of(html: str) -> str:
    """What a reader sees or hears, less what is marked as English and what the program is called."""
    body = re.sub(r'<(\w+)[^>]* lang="en">.*?</\1>', "", html[html.index("<body") :], flags=re.S)
    spoken = " ".join(re.findall(r'aria-label="([^"]*)"', body))
    return (re.sub(r"<[^>]*>", " ", body) + spoken).replace(program("demo", 400, 3).settings.name, "").lower()


@pytest.mark.parametrize("grid", ["week", "session"])
def test_no_english_word_is_on_the_page(grid: Grid) -> None:
    html = render(document(grid))
    assert ENGLISH.findall(words_of(html)) == []
    for words in ("no registrado", "otros", "sesión 4", r"de \d\d,5 a \d\d,5"):
        assert re.search(words, words_of(html))


def test_the_document_holds_spanish_words_and_its_codes() -> None:
    rows = document("week")["retention"]
    assert {row["horizon"] for row in rows} >= {"90 días", "sesión 2"}
    assert all((row["horizon_days"] is None) != (row["horizon_session"] is None) for row in rows)
    assert {"no registrado", "otros"} <= {row["group"]["value"] for row in rows}
    assert "no registrado" in {row["source"] for row in document("week")["entry"]["by_source"]}


def test_warnings_are_marked_as_english() -> None:
    html = render(document("week"))
    assert f'<th scope="row" role="rowheader" lang="en">{WARNING["words"]}</th>'.replace("'", "&#39;") in html
    assert "Aviso (en inglés)" in html
    assert "(in English)" not in render(document("week"), "en")


def test_horizons_are_worded_for_the_reader_whatever_the_documents_language() -> None:
    assert "en atención o terminaron bien (90 días)" in render(document("week", "en"), "es")


@pytest.mark.parametrize(
    "value, spanish",
    [
        ("18 to 29", "de 18 a 29"),
        ("-1.5 to 1000.5", "de −1,5 a 1.000,5"),
        ("Back to work", "Back to work"),
        (None, None),
    ],
)
def test_only_groups_that_bidewell_names_are_worded(value: str | None, spanish: str | None) -> None:
    assert value_words(value, Language("es")) == spanish
