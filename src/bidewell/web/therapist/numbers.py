"""Ratings in the language's own digits."""

from django.utils.formats import number_format


def rating_words(value: float) -> str:
    """One decimal. Django's own formatting cuts digits off instead of rounding."""
    return number_format(round(value, 1), 1)
