"""Long work says in a few words what it is at, to whoever asked for it. Every layer may import it; it imports none."""

from collections.abc import Callable

Progress = Callable[[str], None]


def quietly(_words: str) -> None:
    """Nobody watches."""
