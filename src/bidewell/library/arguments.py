"""Arguments held to their form at the library's door: refused by name, with what was given as a kind and what is meant.

What is not refused here comes out as an error from inside, or as an empty table that looks like an answer. TypeError
says that something is of the wrong kind, ValueError that it is none of those there are.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from numbers import Integral
from pathlib import Path
from types import UnionType
from typing import Any


def of_kind(name: str, given: Any, kind: type | UnionType, expected: str) -> None:
    """Raise TypeError where it is not of that kind."""
    if not isinstance(given, kind):
        raise wrong_kind(name, given, expected)


def wrong_kind(name: str, given: Any, expected: str) -> TypeError:
    """What to raise where an argument is of another kind; its value is not repeated."""
    return TypeError(f"{name}: expected {expected}, not {type(given).__name__}")


def whole(name: str, given: Any, least: int) -> int:
    """A whole number from `least` on, Python's or NumPy's; True is none."""
    if isinstance(given, bool) or not isinstance(given, Integral):
        raise wrong_kind(name, given, "a whole number")
    if given < least:
        raise ValueError(f"{name}: expected a whole number, {least} or more")
    return int(given)


def seeded(given: Any) -> int:
    """A seed. None would draw anew each time, and no number could be had again."""
    return whole("seed", given, 0)


def truth(name: str, given: Any) -> bool:
    """True or False. A text is neither, and "no" would be taken for True."""
    of_kind(name, given, bool, "True or False")
    return bool(given)


def place(name: str, given: Any) -> Path:
    """Where a file or a folder is, or is to be."""
    of_kind(name, given, str | os.PathLike, "a path, as a text or a pathlib.Path")
    return Path(given)


def one_of(name: str, given: Any, there_are: Sequence[str], otherwise: str = "") -> None:
    """Raise ValueError where it is none of those there are."""
    if not (isinstance(given, str) and given in there_are):
        raise ValueError(f"{name}: expected one of {', '.join(there_are)}{otherwise}")


def columns(name: str, given: Any) -> tuple[str, ...]:
    """Names of columns. One text would be taken for as many columns as it has letters."""
    if isinstance(given, str):
        raise TypeError(f"{name}: expected a list of columns, like [{given!r}], not one text")
    if not isinstance(given, Iterable):
        raise wrong_kind(name, given, "a list of columns")
    named = tuple(given)
    for one in named:
        of_kind(name, one, str, "a list of columns, each a text")
    return named


def day(name: str, given: Any) -> None:
    """Raise TypeError where it is no day; a time is none."""
    if isinstance(given, datetime) or not isinstance(given, date):
        raise wrong_kind(name, given, "a datetime.date, like date(2026, 6, 30)")
