"""The notebooks are run from their first block to their last, and print and draw what the pages show."""

from pathlib import Path

import pytest

from tests.docs import notebooks
from tests.docs.documents import NOTEBOOKS, name_of


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name_of)
def test_a_notebook_prints_and_draws_what_its_page_shows(notebook: Path, tmp_path: Path) -> None:
    done = notebooks.run(notebook, tmp_path)
    for place, (wanted, got) in enumerate(zip(notebooks.shown(notebook), done.printed, strict=True), 1):
        refresh = "python -m tests.docs.notebooks writes it anew"
        assert notebooks.is_as_shown(wanted, got), f"block {place} of {notebook.name} printed:\n{got}\n{refresh}"
    page = notebook.read_text(encoding="utf-8")
    for figure in done.figures():
        beside = notebook.parent / figure.name
        assert f"]({figure.name})" in page, f"{figure.name} is drawn and not shown"
        assert notebooks.is_drawn_alike(beside.read_text(encoding="utf-8"), figure.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("wanted", "got", "alike"),
    [
        ("62 of 100 (55.1 to 68.9)", "62 of 100 (55.2 to 68.8)", True),
        ("62 of 100", "63 of 100", True),
        ("520 left", "530 left", False),
        ("ratio 0.61", "ratio 0.70", False),
        ("│ a   ┆ 1.0 │", "│ a ┆ 1.0 │", True),
        ("supported", "cannot tell", False),
        ("+1.2", "−1.2", False),
        ("1 of 2", "1", False),
    ],
)
def test_numbers_may_differ_in_the_last_digit_and_words_may_not(wanted: str, got: str, alike: bool) -> None:
    assert notebooks.is_as_shown(wanted, got) is alike
