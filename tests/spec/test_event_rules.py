"""The page docs/event-rules.md, read as a test: every client on it comes out as the page says."""

import pytest

from bidewell.analysis.definitions import DEFINITIONS
from tests.hand_worked import clients, disagreements


@pytest.mark.parametrize("title", clients())
def test_the_client_comes_out_as_the_page_says(title):
    assert disagreements(clients()[title]) == []


def test_every_example_states_what_must_come_of_it():
    assert all(client.tables or client.not_counted for client in clients().values())


def test_every_definition_has_a_client_on_the_page():
    shown = {row.get("definition") for client in clients().values() for table in client.tables for row in table.rows}
    assert {one.name for one in DEFINITIONS} <= shown
