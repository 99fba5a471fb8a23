"""A home folder of another version: no command works on its tables before `bidewell upgrade`."""

from collections.abc import Callable

import pytest

from tests.clinic.installations import Installation


@pytest.mark.parametrize("words", [("work", "--once"), ("audit", "verify"), ("audit", "seal")])
def test_nothing_works_on_tables_that_are_not_ready(
    install: Callable[..., Installation], words: tuple[str, ...]
) -> None:
    assert "Run: bidewell upgrade" in install().run(*words, exits=2)
