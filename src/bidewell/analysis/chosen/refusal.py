"""Why a specification is refused: each thing wrong with the column it is about and what was expected."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """One thing wrong. `column` is the column or term meant, `table` where it was looked for ("" where nowhere)."""

    column: str
    words: str
    expected: str
    table: str = ""

    @property
    def sentence(self) -> str:
        """The whole refusal in one line."""
        place = f"{self.column} ({self.table})" if self.table and self.column else self.column or self.table
        return f"{place}: {self.words} Expected {self.expected}."


class SpecificationRefused(ValueError):
    """A model that would answer nothing, or something else than was asked. `refusals` lists everything wrong with it.

    Names of columns, factors and instruments are repeated; what any cell holds is not.
    """

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("\n".join(["This model cannot be fitted:", *(one.sentence for one in self.refusals)]))
