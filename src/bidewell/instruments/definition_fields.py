"""Reads fields of plain data (a table of TOML or JSON) one by one; an error names the field and what belongs there."""

import math
from collections.abc import Mapping, Set
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from bidewell.instruments.definition_error import DefinitionError

Code = TypeVar("Code", bound=StrEnum)


class Fields:
    """The fields of one table. `path` is where the table stands, as in `scales.1`: counted from 1, as people do."""

    def __init__(self, values: object, path: str, known: Set[str]) -> None:
        self._path = path
        if not isinstance(values, Mapping):
            raise DefinitionError(path or "definition", "a table is expected")
        self._values = values
        unknown = sorted(str(name) for name in values.keys() - known)
        if unknown:
            raise DefinitionError(self.at(unknown[0]), f"is not a field here; there are {', '.join(sorted(known))}")

    def at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def refuse(self, name: str, says: str) -> DefinitionError:
        return DefinitionError(self.at(name), says)

    def text(self, name: str) -> str:
        return _text(self._values.get(name), self.at(name))

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(_text(one, f"{self.at(name)}.{place}") for place, one in enumerate(self._list(name), start=1))

    def words(self, name: str) -> dict[str, str]:
        """A text by language; at least one language, and no blank text."""
        values = self._values.get(name)
        if not isinstance(values, Mapping) or not values:
            raise self.refuse(name, 'a text by language is expected, as in {en = "..."}')
        return {str(language): _text(text, f"{self.at(name)}.{language}") for language, text in values.items()}

    def number(self, name: str) -> float:
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refuse(name, "a number is expected")
        return float(value)

    def whole_number(self, name: str) -> int:
        value = self.number(name)
        if value != int(value):
            raise self.refuse(name, "a whole number is expected")
        return int(value)

    def flag(self, name: str) -> bool:
        value = self._values.get(name)
        if not isinstance(value, bool):
            raise self.refuse(name, "true or false is expected")
        return value

    def code(self, name: str, codes: type[Code]) -> Code:
        value = self._values.get(name)
        if not isinstance(value, str) or value not in set(codes):
            raise self.refuse(name, f"one of {', '.join(codes)} is expected")
        return codes(value)

    def day(self, name: str) -> date:
        """A date of TOML, or as text in JSON."""
        value = self._values.get(name)
        try:
            if isinstance(value, date) and not isinstance(value, datetime):
                return value
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self.refuse(name, "a day is expected, as in 2026-01-31") from None

    def tables(self, name: str, known: Set[str]) -> tuple["Fields", ...]:
        rows = enumerate(self._list(name), start=1)
        return tuple(Fields(row, f"{self.at(name)}.{place}", known) for place, row in rows)

    def table(self, name: str, known: Set[str]) -> "Fields":
        return Fields(self._values.get(name), self.at(name), known)

    def _list(self, name: str) -> list[object]:
        values = self._values.get(name)
        if not isinstance(values, list) or not values:
            raise self.refuse(name, "a list is expected")
        return values


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DefinitionError(path, "a text is expected")
    return value.strip()
