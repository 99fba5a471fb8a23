"""The document together with the language it is told in: the ways of saying that every section shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bidewell.report.charts.dots import Span
from bidewell.report.language import Language
from bidewell.report.sections import names
from bidewell.report.sections.view import Fact
from bidewell.report.wording.groups import horizon_words


@dataclass(frozen=True)
class Told:
    """A report document on its way to becoming a page."""

    document: dict[str, Any]
    language: Language

    def say(self, message: str, **values: object) -> str:
        return self.language.say(message, **values)

    def number(self, value: float | None, digits: int = 0) -> str:
        return self.language.number(value, digits)

    def of_hundred(self, row: dict[str, Any], key: str = "probability") -> str:
        """ "58 (55 to 61)", of 100; "hidden" where the cell is."""
        if row.get("suppressed"):
            return self.hidden
        if row[key] is None:
            return "–"
        return f"{self.language.of_hundred(row[key])} ({self.interval(row)})"

    def interval(self, row: dict[str, Any]) -> str:
        return self.language.interval(self.language.of_hundred(row["low"]), self.language.of_hundred(row["high"]))

    def chance(self, row: dict[str, Any], key: str = "probability") -> str:
        """ "98 (95 to more than 99)": a chance, of 100, with its interval."""
        chance, low, high = (self.language.chance(row[end]) for end in (key, "low", "high"))
        return f"{chance} ({self.language.interval(low, high)})"

    @property
    def rating(self) -> str:
        """The rating followed, within a sentence: the alliance, or another that stands in for it."""
        # Documents kept by earlier versions do not say.
        called: str = self.document["ratings"].get("called", self.say("the alliance"))
        return called

    @property
    def hidden(self) -> str:
        """Said of a cell: it may be small itself, or cover one that is."""
        return self.say("hidden")

    def count(self, row: dict[str, Any], key: str = "n") -> str:
        """A cell of a table that hides small ones."""
        return self.hidden if row.get("suppressed") and row[key] is None else self.number(row[key])

    def counted(self, n: int | None) -> str:
        """A number that stands alone, and so is withheld only where it is small itself."""
        return self.say("fewer than 11") if n is None else self.number(n)

    def measure(self, found: dict[str, Any] | None, digits: int, times: float = 1.0) -> str:
        """A measured value with its interval; a dash where it does not exist."""
        if found is None:
            return "–"
        value, low, high = (self.number(times * found[end], digits) for end in ("value", "low", "high"))
        return f"{value} ({self.language.interval(low, high)})"

    def ratio(self, estimate: dict[str, Any] | None) -> str:
        """A hazard ratio with its interval, or "not enough data yet"."""
        if estimate is None or estimate["mean"] is None:
            return self.say("not enough data yet")
        low, high = self.number(estimate["low"], 2), self.number(estimate["high"], 2)
        return f"{self.number(estimate['mean'], 2)} ({self.language.interval(low, high)})"

    def horizon(self, row: dict[str, Any]) -> str:
        """In the page's language, whichever the document's is."""
        return horizon_words(row["horizon_days"], row["horizon_session"], self.language)

    def facts(self, definition: str, n: int | None) -> tuple[Fact, ...]:
        """What stands beside every figure: the definition by name, how many, and how sure."""
        return (
            Fact(self.say("Definition"), names.definition(definition, self.language)),
            Fact(self.say("Clients counted"), self.counted(n)),
            Fact(self.say("Ranges"), self.say("90 % intervals")),
        )

    def cannot_say(self, key: str) -> str:
        given: dict[str, str] = self.document["cannot_say"]
        return given.get(key) or names.cannot_say(key, self.language)

    @property
    def is_by_session(self) -> bool:
        return bool(self.document["grid"] == "session")


def hundred_span(estimate: dict[str, Any], key: str = "mean") -> Span:
    """An estimate between 0 and 1 (or a difference of such) on the scale "of 100"."""
    return span(estimate, key, 100)


def span(estimate: dict[str, Any], key: str = "mean", times: float = 1) -> Span:
    """An estimate without interval is drawn as a dot alone."""
    mean = estimate[key]
    low, high = (mean if estimate[end] is None else estimate[end] for end in ("low", "high"))
    return Span(times * mean, times * low, times * high)


def hidden_note(told: Told, rows: Iterable[tuple[str, ...]]) -> str:
    """Why cells of these rows are hidden; nothing where none is."""
    if not any(told.hidden in row[1:] for row in rows):
        return ""
    return told.say("Hidden: cells of fewer than 11 clients, and larger ones that would give such a cell away.")
