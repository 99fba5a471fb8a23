"""A model in one line, like `leaving ~ alliance + travel_minutes + alliance:travel_minutes`.

A name that is no plain word stands in backquotes. `a:b` is a product, `a * b` both terms and their product, and a dot
everything the records hold. Nothing is computed in a formula: how a factor enters is the factor table's matter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bidewell.analysis.chosen.refusal import Refusal, SpecificationRefused

OUTCOME = "leaving"
_TOKEN = re.compile(r"\s*(?:`(?P<quoted>[^`]+)`|(?P<word>[^\W\d]\w*)|(?P<sign>\S))")
_ITEM = "a name, a product like alliance:travel_minutes, or a dot"
_HINTS = {
    "-": "a term is left out by not naming it",
    "(": "a factor enters as the factor table says, and therapists and sites are always in",
    "|": "therapists and sites are always in",
    "^": "a product is written with a colon, and whether the alliance's effect bends is among the claims",
}


@dataclass(frozen=True)
class Formula:
    """What was asked. `terms` as they were written, `products` with their parts in order; `everything` for a dot."""

    terms: tuple[str, ...]
    products: tuple[tuple[str, str], ...]
    everything: bool


def parsed(text: str) -> Formula:
    """Read a formula. Raises SpecificationRefused with the place where it stops being one."""
    outcome, tilde, side = text.partition("~")
    if not tilde:
        raise _refused(text.strip(), "there is no ~ in it.", f"{OUTCOME} ~ and the terms")
    if outcome.strip() != OUTCOME:
        raise _refused(outcome.strip() or text.strip(), "this is not what the model is of.", f"{OUTCOME} before the ~")
    tokens = list(_tokens(side))
    terms: list[str] = []
    products: list[tuple[str, str]] = []
    everything = False
    for place, item in enumerate(_items(tokens)):
        match item:
            case ["."]:
                everything = True
            case [name] if _is_name(name):
                terms.append(_named(name))
            case [one, (":" | "*") as sign, other] if _is_name(one) and _is_name(other):
                pair = (_named(one), _named(other))
                products.append(pair)
                terms += [name for name in pair if name not in terms] if sign == "*" else []
            case _:
                raise _not_an_item(item, place)
    return Formula(tuple(terms), tuple(products), everything)


def _tokens(side: str) -> Iterator[str]:
    """Names with a backquote before them, signs as they are."""
    for found in _TOKEN.finditer(side):
        name = found["quoted"] or found["word"]
        yield f"`{name}" if name else found["sign"]


def _items(tokens: list[str]) -> Iterator[list[str]]:
    item: list[str] = []
    for token in tokens:
        if token == "+":
            yield item
            item = []
        else:
            item.append(token)
    yield item


def _is_name(token: str) -> bool:
    return token.startswith("`") and len(token) > 1


def _named(token: str) -> str:
    return token[1:].strip()


def _not_an_item(item: list[str], place: int) -> SpecificationRefused:
    if not item:
        return _refused(f"term {place + 1}", "there is nothing there.", _ITEM)
    between = "a + stands between two terms" if all(map(_is_name, item)) else ""
    hint = next((hint for sign, hint in _HINTS.items() if sign in item), between)
    return _refused(_written(item), f"this is no term{f': {hint}' if hint else ''}.", _ITEM)


def _written(item: list[str]) -> str:
    """What stands there, without its blanks but for those between names, which would read as one."""
    parted = (" " if _is_name(before) and _is_name(token) else "" for before, token in pairwise(["", *item]))
    return "".join(
        part + (_named(token) if _is_name(token) else token) for part, token in zip(parted, item, strict=True)
    )


def _refused(place: str, words: str, expected: str) -> SpecificationRefused:
    return SpecificationRefused([Refusal(place, words, expected, "formula")])
