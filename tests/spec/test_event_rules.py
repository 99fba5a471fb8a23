"""The page docs/event-rules.md, read as a test: every client on it comes out as the page says."""

import pytest

from bidewell.analysis.events.definitions import DEFINITIONS
from bidewell.analysis.events.not_counted import REASONS
from bidewell.analysis.events.panel import ROW_COLUMNS
from tests.hand_worked import PAGE, clients, disagreements


@pytest.mark.parametrize("title", clients())
def test_the_client_comes_out_as_the_page_says(title):
    assert disagreements(clients()[title]) == []


def test_every_example_states_what_must_come_of_it():
    assert all(client.tables or client.not_counted for client in clients().values())


def test_every_definition_has_a_client_on_the_page():
    shown = {row.get("definition") for client in clients().values() for table in client.tables for row in table.rows}
    assert {one.name for one in DEFINITIONS} <= shown


@pytest.mark.parametrize("row", [*DEFINITIONS, *REASONS], ids=lambda row: row.name)
def test_the_page_gives_every_definition_and_reason_in_its_own_words(row):
    assert f"| `{row.name}` | {row.words['en']} |" in PAGE.read_text(encoding="utf-8")


def test_the_page_explains_every_column_of_the_rows():
    explained = PAGE.read_text(encoding="utf-8").split("## The columns of the panel")[1]
    checkins = {column for column in ROW_COLUMNS if column.startswith("checkins_")}
    assert [column for column in ROW_COLUMNS if f"`{column}`" not in explained and column not in checkins] == []
