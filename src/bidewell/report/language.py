"""The page's words, numbers and dates in English and Spanish.

English sentences are the keys; Spanish ones stand in `messages/es.po`, read when first needed. Placeholders are named
and in braces, as in `say("{n} clients", n=...)`: a translator may reorder them, and "90 %" stays a plain percent.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("en", "es")
MINUS = "\N{MINUS SIGN}"  # which screen readers read as one, and no line breaks after


class LanguageNotKnown(ValueError):
    """Asked for a language that has no catalogue."""


@cache
def catalogue(code: str) -> Catalog:
    """The translations of one language."""
    with files("bidewell.report").joinpath("messages", f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


@dataclass(frozen=True)
class Language:
    """How one language says things. Everything returned is plain text; the templates escape it."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in LANGUAGES:
            raise LanguageNotKnown(f"no language {self.code!r}; there are: {', '.join(LANGUAGES)}")

    def say(self, message: str, **values: object) -> str:
        return self._translated(message).format(**values)

    def _translated(self, message: str) -> str:
        if self.code == "en":
            return message
        found = catalogue(self.code).get(message)
        return str(found.string) if found and found.string else message

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number as people write it here, below 0 with a real minus; a dash for one that is not known."""
        if value is None:
            return "–"
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        written: str = format_decimal(round(value, digits) + 0.0, format=pattern, locale=self._locale)
        return written.replace("-", MINUS)

    def of_hundred(self, probability: float | None) -> str:
        return self.number(None if probability is None else 100 * probability)

    def chance(self, probability: float | None) -> str:
        """A chance, of 100: a few hundred draws make nothing certain, nor may rounding."""
        if probability is None:
            return self.number(None)
        whole = round(100 * probability)
        if whole < 1:
            return self.say("fewer than 1")
        return self.say("more than 99") if whole > 99 else self.number(whole)

    def date(self, iso: str | None) -> str:
        if iso is None:
            return "–"
        return str(format_date(date.fromisoformat(iso), "long", locale=self._locale))

    def interval(self, low: str, high: str) -> str:
        return self.say("{low} to {high}", low=low, high=high)

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.code)
