"""The value of a factor in words of the page's language, never as a code."""

import pytest
from django.utils import translation

from bidewell.web.therapist.factor_words import value_words

OWN = {"phase": "category"}


@pytest.mark.parametrize(
    ("name", "value", "english", "spanish"),
    [
        ("court_order", "probation", "a condition of probation", "condición de la libertad vigilada"),
        ("court_order", "TRUE", "yes", "sí"),
        ("court_order", "county program", "county program", "county program"),
        ("family_insistence", "1", "yes", "sí"),
        ("ride_support", "used", "used", "usado"),
        ("travel_minutes", "25.5", "25.5 minutes", "25,5 minutos"),
        ("motivation", "25.2", "25.2", "25,2"),
        ("phase", "second_step", "second step", "second step"),
    ],
)
def test_a_value_is_told_in_the_readers_language(name: str, value: str, english: str, spanish: str) -> None:
    said = []
    for language in ("en", "es"):
        with translation.override(language):
            said.append(value_words(name, value, OWN))
    assert said == [english, spanish]
