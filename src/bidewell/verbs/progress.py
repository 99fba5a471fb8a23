"""How long work says, in a few words, what it is at."""

from collections.abc import Callable

Progress = Callable[[str], None]


def quietly(_words: str) -> None:
    """Say nothing."""
