"""Columns and their values in words: what many programs write is said in both languages, a program's own stays its own."""

import pytest

from bidewell.factors.columns import column_words, recorded_words


@pytest.mark.parametrize(
    ("column", "value", "english", "spanish"),
    [
        ("level_of_care", "intensive_outpatient", "intensive outpatient", "ambulatorio intensivo"),
        ("sex", "Female", "female", "mujer"),
        ("level_of_care", "day_program_b", "day program b", "day program b"),
        ("site", "St. John's (north_wing)", "St. John's (north_wing)", "St. John's (north_wing)"),
        ("site", "female", "female", "female"),
    ],
)
def test_a_value_is_said_in_the_readers_language_where_it_is_known(
    column: str, value: str, english: str, spanish: str
) -> None:
    assert recorded_words(column, value) == {"en": english, "es": spanish}


def test_a_column_without_words_is_called_as_the_program_calls_it() -> None:
    assert column_words("prior_episodes")["es"] == "episodios anteriores"
    assert column_words("bus_line")["es"] == "bus line"
