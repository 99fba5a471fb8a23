"""The texts people read are easy to read, in both languages, and the ruler itself is right."""

import pytest

from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.bidewell_checkin_therapist import BIDEWELL_CHECKIN_THERAPIST
from tests.unit.instruments.reading_grade import (
    GRADES,
    SYLLABLES,
    english_syllables,
    spanish_grade,
    spanish_syllables,
    words_of,
)

LANGUAGES = ("en", "es")


def texts_of(instrument, language):
    wordings = [item.wording for item in instrument.items] + [prompt.wording for prompt in instrument.prompts]
    groups = [item.group_wording for item in instrument.items if item.group_wording]
    return [wording[language] for wording in wordings + groups]


CLIENT_TEXTS = [(language, text) for language in LANGUAGES for text in texts_of(BIDEWELL_CHECKIN, language)]
THERAPIST_TEXTS = [
    (language, text) for language in LANGUAGES for text in texts_of(BIDEWELL_CHECKIN_THERAPIST, language)
]


@pytest.mark.parametrize(("language", "text"), CLIENT_TEXTS)
def test_every_text_for_clients_reads_at_grade_6_or_below(language, text):
    assert GRADES[language](text) <= 6


@pytest.mark.parametrize(("language", "text"), THERAPIST_TEXTS)
def test_every_text_for_therapists_reads_at_grade_8_or_below(language, text):
    assert GRADES[language](text) <= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_labels_read_as_one_text_and_have_no_long_word(language):
    # The formulas are made for sentences: a button with a single word of two syllables would be "grade 8".
    labels = [choice.labels[language] for choice in BIDEWELL_CHECKIN.choices]
    assert GRADES[language](". ".join(labels) + ".") <= 6
    assert max(SYLLABLES[language](word) for label in labels for word in words_of(label)) <= 2
    assert max(len(words_of(label)) for label in labels) <= 3


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("understood", 3), ("treatment", 2), ("life", 1), ("client's", 2), ("engagement", 3), ("fully", 2)],
)
def test_english_syllables_are_those_that_are_spoken(word, syllables):
    assert english_syllables(word) == syllables


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("qué", 1),
        ("hasta", 2),
        ("siente", 2),
        ("persona", 3),
        ("quien", 1),
        ("reunió", 2),
        ("preocupa", 4),
        ("día", 2),
        ("decisión", 3),
        ("y", 1),
        ("soy", 1),
        ("ayuda", 3),
        ("tratamiento", 4),
        ("guerra", 2),
        ("pingüino", 3),
        ("ahora", 3),
        ("suya", 2),
        ("página", 3),
        ("ciudad", 2),
    ],
)
def test_spanish_syllables_follow_from_the_spelling(word, syllables):
    assert spanish_syllables(word) == syllables


def test_the_spanish_formula_by_hand():
    # 2 sentences, 10 words, 16 syllables: mi ca-sa es-tá le-jos (7), ven-go en un au-to-bús con él (9)
    assert spanish_grade("Mi casa está lejos. Vengo en un autobús con él.") == pytest.approx(
        -0.205 * 20 + 0.049 * 160 - 3.407
    )
