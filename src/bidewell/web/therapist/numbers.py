"""Ratings in the language's own digits, and chances as so many of 100."""

from django.utils.formats import get_format


def rating_words(value: float) -> str:
    """One decimal, rounded. Django's own formatting cuts digits off, and a page with sixty rows would wait for it."""
    return f"{value:.1f}".replace(".", get_format("DECIMAL_SEPARATOR"))


def of_hundred(share: float) -> str:
    """A whole number; no rounding makes a chance certain."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "<1"
    return ">99" if whole == 100 and share < 1 else str(whole)
