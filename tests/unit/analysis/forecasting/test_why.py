"""Why is this client not counted?"""

from datetime import timedelta

import pytest

from bidewell.analysis.events.definitions import DEFINITIONS, definition
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.forecasting.why import Answer, UnknownEpisode, why
from bidewell.analysis.program import ProgramRecords
from tests.described_programs import EXTRACT, START, Chart, program


def answers(records: ProgramRecords, who: str, name: str = "loss_of_contact") -> tuple[Answer, ...]:
    return why(build_panel(records, definition(name)), records.episodes, who)


def test_someone_who_stopped_coming_is_counted_as_left_on_the_last_contact() -> None:
    (answer,) = answers(program(Chart(days=(0, 7, 14))), "E0")
    assert answer.words == "Counted as left"
    assert (answer.is_counted, answer.outcome_on, answer.contacts) == (True, START + timedelta(days=14), 3)


def test_someone_never_seen_is_not_counted_and_is_told_why() -> None:
    (answer,) = answers(program(Chart(), Chart(days=(0, 7))), "E0")
    assert not answer.is_counted
    assert "no attended session" in answer.words
    assert answer.last_contact_on is None


def test_someone_too_new_is_in_care_and_not_counted() -> None:
    (answer,) = answers(program(Chart(days=(0, 7), start=EXTRACT - timedelta(days=8)), Chart(days=(0,))), "E0")
    assert (answer.is_counted, answer.outcome) == (False, "in_care")
    assert "Too new" in answer.words


def test_a_return_has_an_answer_for_each_part_and_the_part_can_be_asked_for() -> None:
    records = program(Chart(days=(0, 7, 60, 67)))
    assert [answer.episode for answer in answers(records, "E0")] == ["E0", "E0~2"]
    assert [answer.episode for answer in answers(records, "E0~2")] == ["E0~2"]


def test_a_client_can_be_asked_for_as_well() -> None:
    records = program(Chart(days=(0, 7), client="Casey"), Chart(days=(0, 7), client="Dev"))
    assert [answer.episode for answer in answers(records, "Dev")] == ["E1"]


def test_an_unknown_id_is_refused_without_repeating_it() -> None:
    with pytest.raises(UnknownEpisode) as refused:
        answers(program(Chart(days=(0,))), "Casey-1980")
    assert "Casey" not in str(refused.value)


@pytest.mark.parametrize("name", [one.name for one in DEFINITIONS])
def test_every_definition_has_an_answer(name: str) -> None:
    (answer,) = answers(program(Chart(days=(0, 7), ending="completed")), "E0", name)
    assert answer.definition == name
    assert answer.words.startswith("Counted as")
