"""Ratings in the language's own digits, chances as so many of 100, and days without their year."""

from datetime import date

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _


def rating_words(value: float) -> str:
    """One decimal, rounded. Django's own formatting cuts digits off, and a page with sixty rows would wait for it."""
    return f"{value:.1f}".replace(".", get_format("DECIMAL_SEPARATOR"))


def of_hundred(share: float) -> str:
    """A whole number; no rounding makes a chance certain."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "<1"
    return ">99" if whole == 100 and share < 1 else str(whole)


def range_words(low: str, high: str) -> str:
    """From one chance to another; a dash and a sign that meet would look like an arrow."""
    return f"{low} – {high}" if high.startswith(">") else f"{low}–{high}"


def day_words(day: date) -> str:
    """A day of a chart or a list, short: Spanish writes its months small."""
    return date_format(day, _("j M"))
