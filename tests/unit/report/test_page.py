"""The page: complete from the document alone, safe against what records may hold, clients only when asked for."""

import re
import time
from functools import cache
from html.parser import HTMLParser

import pytest

from bidewell.report.language import Language
from bidewell.report.page import fingerprint, render, stylesheet
from bidewell.report.sections import about, clients, endings, entry, going_with, records, retention
from bidewell.report.sections.told import Told
from tests.report_answers import strain
from tests.report_documents import ALL
from tests.report_full import full

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Structure(HTMLParser):
    """Headings, ids and unclosed elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.names: set[str] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@cache
def page(name: str) -> str:
    return render(ALL[name](), with_clients=True)


@pytest.fixture(params=list(ALL))
def html(request: pytest.FixtureRequest) -> str:
    return page(request.param)


def test_every_document_makes_a_well_formed_page(html: str) -> None:
    structure = Structure(html)
    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))


def test_headings_never_skip_a_level(html: str) -> None:
    levels = Structure(html).headings
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_nothing_runs_and_nothing_is_fetched(html: str) -> None:
    structure = Structure(html)
    assert structure.names.isdisjoint({"script", "iframe", "object", "embed", "img", "base"})
    assert re.findall(r"""(?:src|href|action)="(?!#|data:,)[^"]*""", html) == []
    assert re.findall(r"url\((?!#)|@import|\son\w+=\"|\sstyle=\"", html) == []


def test_the_policy_allows_the_pages_own_style_and_nothing_else(html: str) -> None:
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert style is not None and style.group(1) == stylesheet()
    assert f"default-src 'none'; style-src 'sha256-{fingerprint(style.group(1))}'" in html


def test_what_records_hold_is_never_markup() -> None:
    html = page("hostile")
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", html)[0]


def test_the_same_document_makes_the_same_page() -> None:
    assert render(full()) == render(full())


def test_a_full_page_is_made_in_time_and_is_not_large() -> None:
    began = time.perf_counter()
    html = render(full(), with_clients=True)
    assert time.perf_counter() - began < 8
    assert len(html.encode()) < 1_500_000


def test_every_tile_says_how_many_it_is_of() -> None:
    told = Told(full(), Language("en"))
    tiles = [tile for part in (entry, retention, endings) for tile in part.section(told).tiles]
    assert len(tiles) > 6 and all(re.search(r"\d", tile.counted) and tile.interval for tile in tiles)
    wait = next(tile for tile in tiles if tile.term == "Wait")
    assert (wait.number, wait.interval, wait.counted) == ("5", "4 to 6", "Referred: 968. Started: 800.")


def test_what_is_missing_says_of_how_many_where_the_document_knows() -> None:
    document = full()
    missing = records.section(Told(document, Language("en"))).tables[0]
    assert [row[1:] for row in missing.rows] == [("22", "12,480"), ("8", "1,000")]
    for row in document["records"]["missing"]:
        del row["of"]
    assert [row[-1] for row in records.section(Told(document, Language("en"))).tables[0].rows] == ["–", "–"]


def test_a_wait_whose_range_is_not_known_is_not_told() -> None:
    document = full()
    for row in (document["entry"], *document["entry"]["by_source"]):
        del row["median_days_low"], row["median_days_high"]
    found = entry.section(Told(document, Language("en")))
    assert [tile.term for tile in found.tiles] == ["Came at all"]
    assert [row[-1] for row in found.tables[0].rows] == ["–", "–", "–", "hidden"]


def test_a_part_of_care_counts_those_still_there_when_it_begins() -> None:
    document = full()
    last = [row for row in document["ranking"] if row["window"] == "13+"]
    for row in last:
        row["n"] = 412
    windows = next(one for one in going_with.section(Told(document, Language("en"))).figures if one.key == "windows")
    assert [row[-1] for row in windows.table.rows if row[1].startswith("Late")] == ["412"] * len(last)
    assert [fact.words for fact in windows.facts if fact.term == "Clients counted"] == ["named in each row"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "having left already, of 100: 44 (31 to 58)."), ("es", "haberse ido ya, de cada 100: 44 (de 31 a 58).")],
)
def test_the_chance_of_having_left_already_has_its_range(language: str, words: str) -> None:
    assert words in render(full(), language, with_clients=True)
    assert words[:20] not in render(full(), language)


@pytest.mark.parametrize("language", ["en", "es"])
def test_clients_are_left_out_unless_asked_for(language: str) -> None:
    client = full()["forecasts"][0]
    assert client["client"] not in render(full(), language) and client["episode"] not in render(full(), language)
    assert client["client"] in render(full(), language, with_clients=True)


@pytest.mark.parametrize(
    "language, told",
    [("en", "Court order: in force (no clear direction)"), ("es", "Court order: in force (sin dirección clara)")],
)
def test_a_clients_reason_has_no_number_and_a_direction_only_where_one_is_clear(language: str, told: str) -> None:
    document = full()
    first, second = document["forecasts"][0]["reasons"]
    second |= {"words": "Court order: in force", "direction": "neither"}
    html = render(document, language, with_clients=True)
    assert told in html and "11 of 100" not in html
    known = {"en": "(fewer stay with it; can be changed)", "es": "(con ello se quedan menos; se puede cambiar)"}[
        language
    ]
    assert f"{first['words']} {known}".replace("'", "&#39;") in html


@pytest.mark.parametrize("language, words", [("en", "counts as stayed"), ("es", "cuenta como que se quedó")])
def test_in_a_forecast_who_moved_or_was_put_out_is_said_to_count_as_stayed(language: str, words: str) -> None:
    told = Told(full(), Language(language))
    stayed = next(fact.words for fact in about.glossary(told) if fact.term == told.say("Stayed"))
    assert words in stayed and words in clients.section(told).lead[1]


def test_the_page_speaks_the_documents_language_unless_told_otherwise() -> None:
    assert '<html lang="es">' in page("spanish")


def test_sentences_of_a_document_in_another_language_are_marked() -> None:
    words = full()["verdict"]["words"]
    assert f'<span lang="en">{words}</span>' in render(full(), "es")


def test_strain_is_told_with_its_day_and_its_definition_where_there_is_one() -> None:
    document = full()
    first, second = document["forecasts"][:2]
    document["forecasts"] = [first | {"strain": strain(0.3)}, second | {"strain": strain(0.9)}]
    html = render(document, with_clients=True)
    assert html.count("June 24, 2026: The alliance lies below") == 1
    assert html.count("Strain: the alliance more than 0.4 points") == 1


def test_a_demo_says_so_and_real_records_do_not() -> None:
    real = full()
    real["program"]["demo"] = False
    assert "DEMO" in page("full") and "DEMO" not in render(real)


def test_the_answers_come_first() -> None:
    html = page("full")
    order = [html.index(f'<section id="{key}"') for key in ("answers", "staying", "leaving", "entry", "going-with", "pressure", "definitions", "endings", "records", "about")]  # fmt: skip
    assert order == sorted(order)


def test_staying_is_said_as_so_many_against_so_many() -> None:
    assert "65 against 51" in page("full")


def test_claims_of_which_nothing_could_be_estimated_are_folded_after_the_others() -> None:
    document = full()
    document["claims"][0].update(
        estimate=None, low=None, high=None, scale="none", verdict="cannot tell", why="Too few."
    )
    html = render(document)
    folded = re.search(
        r"<details>\s*<summary>Claims that could not be looked at: 1</summary>(.*?)</details>", html, re.S
    )
    assert folded and document["claims"][0]["words"] in folded[1]
    assert html.index(document["claims"][-1]["words"]) < folded.start()
    assert "could not be looked at" not in page("full")


def test_every_verdict_has_a_shape_and_a_word() -> None:
    html = page("full")
    badges = re.findall(r'<p class="badge">\s*<svg class="shape ([a-z-]+)".*?</svg>\s*(.*?)</p>', html, re.S)
    words = {
        "supported": ("Supported", "Use"),
        "contradicted": ("Contradicted", "Do not use"),
        "cannot-tell": ("Cannot tell", "For the order only"),
    }
    assert [(shape, word) for shape, word in badges if word.strip() not in words[shape]] == []
    assert {shape for shape, _ in badges} == set(words)


def test_every_figure_has_words_a_plot_a_table_its_definition_and_its_limits() -> None:
    figures = re.findall(r'<section class="figure".*?</section>', page("full"), re.S)
    assert len(figures) >= 13
    for figure in figures:
        parts = (
            'class="finding"',
            'role="img" aria-label="',
            "<table",
            "Definition",
            "Clients counted",
            "90 %",
            "What this cannot say:",
        )
        assert [part for part in parts if part not in figure] == []


def test_what_a_document_says_a_figure_cannot_say_is_printed() -> None:
    assert full()["cannot_say"]["staying"] in page("full")


def test_hidden_cells_show_no_number() -> None:
    html = page("suppressed")
    rows = re.findall(r'<th scope="row" role="rowheader">Site: South, stayed</th>(.*?)</tr>', html, re.S)
    assert rows and re.findall(r"\d+ \(", rows[0]) == [] and rows[0].count("hidden") == 5


def test_cannot_tell_is_an_answer_of_its_own() -> None:
    html = page("cannot_tell")
    assert "Cannot tell" in html and "is a finding" in html and "own check was not passed" in html


@pytest.mark.parametrize(
    "name, words",
    [
        ("no_ratings", "alliance is not among the factors"),
        ("ten_clients", "Nothing to compare yet"),
        ("ten_clients", "No model was fitted"),
        ("nothing_yet", "no client has attended a session"),
        ("by_session", "Of 100 clients still in care, how many leave per session"),
    ],
)
def test_a_program_with_less_gets_words_for_it(name: str, words: str) -> None:
    assert words in page(name)


def test_a_session_grid_never_speaks_of_weeks_in_its_windows() -> None:
    assert "weeks 0 to 4" not in page("by_session")
