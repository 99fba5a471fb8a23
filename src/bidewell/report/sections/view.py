"""What the templates print: sections made of words, figures and tables."""

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True)
class Table:
    """The first cell of each row names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    row_language: str = ""  # of the row names, where it is not the page's
    is_folded: bool = False


@dataclass(frozen=True)
class Fact:
    """A term and what it is here: definition, clients counted, how sure."""

    term: str
    words: str


@dataclass(frozen=True)
class Figure:
    """Words first, then the plot, the same numbers as a table, and what they cannot say."""

    key: str
    title: str
    finding: str
    drawing: Markup
    table: Table
    facts: tuple[Fact, ...]
    cannot_say: str


@dataclass(frozen=True)
class Tile:
    """One number worth a glance, with its interval and how many it is of."""

    term: str
    number: str
    words: str
    interval: str
    counted: str


@dataclass(frozen=True)
class Section:
    """A part of the page. `nothing` is said where there is nothing to show, and why."""

    key: str
    title: str
    lead: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    facts: tuple[Fact, ...] = ()
    cannot_say: str = ""
    nothing: str = ""
    template: str = "plain"
    more: dict[str, Any] = field(default_factory=dict)
