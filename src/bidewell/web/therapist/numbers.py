"""Ratings in the language's own digits."""

from django.utils.formats import get_format


def rating_words(value: float) -> str:
    """One decimal, rounded. Django's own formatting cuts digits off, and a page with sixty rows would wait for it."""
    return f"{value:.1f}".replace(".", get_format("DECIMAL_SEPARATOR"))
