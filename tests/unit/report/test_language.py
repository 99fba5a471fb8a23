"""Spanish says all that English says, with the same placeholders; numbers and dates follow the language."""

from string import Formatter

import pytest
from babel.messages.pofile import read_po

from bidewell.report import page
from bidewell.report.language import Language, LanguageNotKnown, catalogue
from tests import report_documents
from tests.unit.report.messages import REPORT, said_in_the_report

EN, ES = Language("en"), Language("es")
FORBIDDEN = (
    "keeps ",
    "dropout",
    "drop-out",
    "failure",
    "intervention",
    "n/a",
    "because of",
    "causes ",
    "leads to",
    "—",
)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_sentence_has_a_spanish_one() -> None:
    translated = {message.id for message in catalogue("es") if message.id and message.string}
    assert said_in_the_report() - translated == set()


def test_no_spanish_sentence_is_left_over_or_fuzzy() -> None:
    with (REPORT / "messages" / "es.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    assert {message.id for message in messages} - said_in_the_report() == set()
    assert [message.id for message in messages if message.fuzzy] == []


def test_placeholders_match() -> None:
    messages = [message for message in catalogue("es") if message.id]
    assert [message.id for message in messages if placeholders(message.id) != placeholders(message.string)] == []


@pytest.mark.parametrize(
    "chance, english, spanish",
    [
        (0.0, "fewer than 1", "menos de 1"),
        (0.004, "fewer than 1", "menos de 1"),
        (0.006, "1", "1"),
        (0.994, "99", "99"),
        (0.996, "more than 99", "más de 99"),
        (1.0, "more than 99", "más de 99"),
    ],
)
def test_no_chance_is_told_as_certain(chance: float, english: str, spanish: str) -> None:
    assert (EN.chance(chance), ES.chance(chance)) == (english, spanish)


def test_every_sentence_asked_for_is_one_the_extraction_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence inside an f-string is said, but no extraction sees it."""
    asked: set[str] = set()
    say = Language.say
    monkeypatch.setattr(
        Language, "say", lambda self, message, **values: (asked.add(message), say(self, message, **values))[1]
    )
    for document in report_documents.ALL.values():
        page.render(document(), "es", with_clients=True)
    assert asked - said_in_the_report() == set()


@pytest.mark.parametrize("word", FORBIDDEN)
def test_the_page_never_says(word: str) -> None:
    assert [sentence for sentence in said_in_the_report() if word in sentence.lower()] == []


@pytest.mark.parametrize(
    "value, digits, english, spanish",
    [
        (14210, 0, "14,210", "14.210"),
        (0.715, 2, "0.71", "0,71"),
        (-0.2, 0, "0", "0"),
        (None, 0, "–", "–"),
        (1.0, 2, "1.00", "1,00"),
        (-0.5, 2, "−0.50", "−0,50"),
    ],
)
def test_numbers_are_written_as_in_the_language(value: float | None, digits: int, english: str, spanish: str) -> None:
    assert (EN.number(value, digits), ES.number(value, digits)) == (english, spanish)


def test_dates_are_written_as_in_the_language() -> None:
    assert (EN.date("2026-06-30"), ES.date("2026-06-30")) == ("June 30, 2026", "30 de junio de 2026")


def test_a_value_with_braces_stays_as_it_is() -> None:
    assert EN.say("{days} days", days="{0}") == "{0} days"


def test_a_language_without_catalogue_is_refused() -> None:
    with pytest.raises(LanguageNotKnown, match="en, es"):
        Language("xx")
