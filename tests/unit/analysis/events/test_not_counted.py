import polars as pl
import pytest

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.not_counted import REASONS
from bidewell.analysis.events.panel import build_panel
from tests.hand_worked import Client, clients, records_of


def test_a_client_who_is_counted_has_no_reason():
    panel = build_panel(records_of(Client("", ["2026-01-05 start", "2026-01-05 attended"])), DEFAULT_DEFINITION)
    assert panel.excluded.height == 0


@pytest.mark.parametrize(("column", "language"), [("words", "en"), ("words_es", "es")])
def test_the_answer_comes_in_words(column, language):
    panel = build_panel(records_of(Client("", ["2026-01-05 start"])), DEFAULT_DEFINITION)
    words = {reason.name: reason.words[language] for reason in REASONS}
    assert panel.excluded[column].to_list() == [words["no_attended_session"]]


def test_whoever_is_too_new_to_be_counted_still_has_periods():
    panel = build_panel(records_of(Client("", ["2026-06-08 start", "2026-06-08 attended"])), DEFAULT_DEFINITION)
    assert panel.excluded.select("reason", "in_panel").rows() == [("too_recent", True)]
    assert panel.rows.height > 0


def test_every_reason_has_a_client_on_the_page():
    assert {reason for client in clients().values() for reason in client.not_counted} == {one.name for one in REASONS}


def test_every_episode_is_counted_or_has_a_reason():
    for client in clients().values():
        records = records_of(client)
        panel = build_panel(records, DEFAULT_DEFINITION)
        counted = panel.rows.filter("at_risk").join(panel.episodes, on="episode")["record_episode"]
        explained = panel.excluded["episode"].str.replace(r"~\d+$", "")
        assert set(records.episodes["episode"]) <= set(pl.concat([counted, explained]))
