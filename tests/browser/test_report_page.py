"""The report as a reader meets it: no accessibility violation, no request, nothing cut off, on a phone, a desk and paper."""

import pytest
from playwright.sync_api import Page

from tests.accessibility import violations
from tests.browser.conftest import Opener
from tests.report_documents import ALL


def unfolded(page: Page) -> Page:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    return page


def test_what_is_wrong_would_be_seen(opened: Opener) -> None:
    page = opened("nothing_yet")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any(found.startswith("html-has-lang") for found in violations(page))


@pytest.mark.parametrize("name", list(ALL))
def test_no_accessibility_violation_in_any_state(opened: Opener, name: str) -> None:
    assert violations(unfolded(opened(name))) == []


@pytest.mark.parametrize("width, scheme, media", [(1280, "dark", "screen"), (390, "light", "screen"), (390, "dark", "screen"), (800, "light", "print")])  # fmt: skip
def test_no_accessibility_violation_in_the_dark_on_a_phone_or_on_paper(
    opened: Opener, width: int, scheme: str, media: str
) -> None:
    assert violations(unfolded(opened("spanish", width, scheme, media))) == []


def test_the_page_asks_for_nothing_and_complains_of_nothing(opened: Opener) -> None:
    page = opened("full")
    page.wait_for_load_state("networkidle")
    assert [url for url in opened.requests if not url.startswith("data:")] == [page.url]
    assert opened.complaints == []


@pytest.mark.parametrize("name", ["full", "hostile", "spanish", "nothing_yet"])
def test_nothing_is_wider_than_the_screen(opened: Opener, name: str) -> None:
    page = unfolded(opened(name))
    for width in (320, 390, 840, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["full", "spanish"])
@pytest.mark.parametrize("width", [320, 390, 700, 720, 800, 900, 961, 1280])
def test_no_table_is_moved_sideways(opened: Opener, name: str, width: int) -> None:
    wider = """() => [...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth)
        .map(one => one.getAttribute('aria-label'))"""
    page = unfolded(opened(name, width))
    assert page.locator(".scroll").count() > 20
    assert page.evaluate(wider) == []


def test_on_a_phone_each_value_of_a_broad_table_stands_beside_its_columns_name(opened: Opener) -> None:
    shown = """() => [...document.querySelectorAll('table.cards td')].map(
        cell => [getComputedStyle(cell, '::before').content, cell.closest('table').rows[0].cells[cell.cellIndex].innerText])"""
    named = unfolded(opened("spanish", 390)).evaluate(shown)
    assert len(named) > 200 and all(column and before.startswith(f'"{column}"') for before, column in named)
    side_by_side = opened("spanish", 1280).evaluate(shown)
    assert {before for before, _ in side_by_side} == {"none"}


def test_on_a_tablet_only_a_table_of_six_columns_and_more_is_cards(opened: Opener) -> None:
    shown = """() => [...document.querySelectorAll('table.cards')].map(
        one => [one.rows[0].cells.length > 5, getComputedStyle(one).display === 'block'])"""
    found = unfolded(opened("full", 800)).evaluate(shown)
    assert {is_wide for is_wide, _ in found} == {True, False}
    assert all(is_wide == is_cards for is_wide, is_cards in found)


def test_a_row_named_by_a_number_says_of_what(opened: Opener) -> None:
    page = unfolded(opened("full", 390))
    before = page.evaluate("getComputedStyle(document.querySelector('#staying .cards tbody th'), '::before').content")
    assert before.startswith('"Days since the first session"')


def test_a_table_laid_out_as_cards_is_read_as_a_table(opened: Opener) -> None:
    """Some browsers forget what a table is where its rows are laid out otherwise; the names of columns stay with it."""
    broad = unfolded(opened("full", 390)).locator("table.cards").first
    wide = unfolded(opened("full", 1280)).locator("table.cards").first
    assert broad.aria_snapshot() == wide.aria_snapshot()
    assert "columnheader" in broad.aria_snapshot() and "rowheader" in broad.aria_snapshot()


@pytest.mark.parametrize("width, shown, other", [(390, "narrow", "wide"), (1280, "wide", "narrow")])
def test_one_drawing_of_each_chart_is_shown(opened: Opener, width: int, shown: str, other: str) -> None:
    page = opened("full", width)
    assert all(drawing.is_visible() for drawing in page.locator(f".drawing.{shown}").all())
    assert not any(drawing.is_visible() for drawing in page.locator(f".drawing.{other}").all())


@pytest.mark.parametrize("name, width", [("full", 390), ("suppressed", 1280), ("spanish", 390), ("spanish", 1280)])
def test_no_text_of_a_chart_lies_outside_it(opened: Opener, name: str, width: int) -> None:
    """What would be cut off by the drawing's edge, wherever the machine's type is a little wider."""
    script = """() => [...document.querySelectorAll('.drawing svg')].flatMap(svg => {
        const edge = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter(text => {
            const box = text.getBoundingClientRect();
            return box.width && edge.width && (box.left < edge.left - 2 || box.right > edge.right + 2);
        }).map(text => text.textContent);
    })"""
    page = opened(name, width)
    assert page.locator(".drawing text:visible").count() > 50
    assert page.evaluate(script) == []


def test_the_first_tab_leads_to_the_answers(opened: Opener) -> None:
    page = opened("full")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_paper_has_every_table_that_is_folded_on_screen(opened: Opener) -> None:
    page = opened("full", 800, media="print")
    folded = page.locator("details table").all()
    assert folded and all(table.is_visible() for table in folded)


def test_paper_is_grey(opened: Opener) -> None:
    script = """() => [...document.querySelectorAll('body *')].flatMap(one => {
        const style = getComputedStyle(one);
        return [style.color, style.fill, style.stroke, style.backgroundColor];
    }).filter(colour => { const [r, g, b] = (colour.match(/\\d+/g) || [0, 0, 0]).map(Number); return r !== g || g !== b; })"""
    assert opened("full", 800, media="print").evaluate(script) == []
