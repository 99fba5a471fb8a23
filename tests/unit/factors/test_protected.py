"""Attributes that law protects are known by their words, and nothing else is."""

import pytest

from bidewell.factors.protected import is_protected
from bidewell.factors.table import FACTORS


@pytest.mark.parametrize(
    "name", ["age", "client_age", "Sex", "race_ethnicity", "birth_year", "disability-status", "national_origin", "edad"]
)
def test_protected_attributes_are_known_in_other_words(name: str) -> None:
    assert is_protected(name)


@pytest.mark.parametrize("name", ["stage", "message_count", "average_wait", "traced", "language", "origin"])
def test_a_word_inside_another_is_not_meant(name: str) -> None:
    assert not is_protected(name)


def test_no_factor_of_the_table_is_protected() -> None:
    assert [factor.name for factor in FACTORS if is_protected(factor.name)] == []
