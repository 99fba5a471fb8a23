"""What of the factors can be entered by hand, and how: a number, yes or no, how far a ride got, or a kind of order.

The alliance is rated and waiting is counted from the days themselves: neither is entered.
"""

from collections.abc import Mapping
from math import isfinite

from bidewell.factors.factor import Words
from bidewell.factors.table import FACTORS, kind_of

NOT_ENTERED = frozenset({"alliance", "wait_days"})
LARGEST_NUMBER = 100_000
YES_OR_NO: Mapping[str, Words] = {"1": {"en": "yes", "es": "sí"}, "0": {"en": "no", "es": "no"}}
RIDES: Mapping[str, Words] = {
    "none": {"en": "none needed or offered", "es": "no hace falta o no se ofreció"},
    "offered": {"en": "offered", "es": "ofrecido"},
    "accepted": {"en": "accepted", "es": "aceptado"},
    "used": {"en": "used", "es": "usado"},
}
PRESENT: Mapping[str, Words] = {"1": {"en": "yes", "es": "sí"}}
# The kind of an order matters as much as its presence; nothing more of it is kept.
ORDERS: Mapping[str, Mapping[str, Words]] = {
    "court_order": {
        "court": {"en": "ordered by a court", "es": "ordenado por un tribunal"},
        "diversion": {"en": "instead of a sentence (diversion)", "es": "en lugar de una condena (derivación)"},
        "probation": {"en": "a condition of probation", "es": "condición de la libertad vigilada"},
        "drug_court": {"en": "drug court", "es": "tribunal de drogas"},
    },
    "probation": {
        "probation": {"en": "probation", "es": "libertad vigilada"},
        "parole": {"en": "parole", "es": "libertad condicional"},
    },
}


def names_to_enter(program_kinds: Mapping[str, str]) -> tuple[str, ...]:
    """The table's names and the program's own, each once."""
    table = [factor.name for factor in FACTORS if factor.name not in NOT_ENTERED]
    return tuple(dict.fromkeys([*table, *(name for name in program_kinds if name not in NOT_ENTERED)]))


def kind_to_enter(name: str, program_kinds: Mapping[str, str]) -> str:
    """The program's word on its kind comes first."""
    return program_kinds.get(name) or kind_of(name) or "category"


def choices_for(name: str, program_kinds: Mapping[str, str]) -> Mapping[str, Words] | None:
    """The values to choose from, or None where a number or a word of the program's own is written."""
    kind = kind_to_enter(name, program_kinds)
    if kind == "pressure":
        return ORDERS.get(name, PRESENT)
    return {"binary": YES_OR_NO, "ride": RIDES}.get(kind)


def value_as_entered(name: str, text: str, program_kinds: Mapping[str, str]) -> str | None:
    """The value as the records hold it, or None where it cannot be entered for this factor."""
    if name not in names_to_enter(program_kinds):
        return None
    value = text.strip()
    choices = choices_for(name, program_kinds)
    if choices is not None:
        return value if value in choices else None
    return _number(value) if kind_to_enter(name, program_kinds) == "numeric" else _word(value)


def _number(text: str) -> str | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return f"{number:g}" if isfinite(number) and 0 <= number <= LARGEST_NUMBER else None


def _word(text: str) -> str | None:
    """A category of the program's own: short, so that it is a code and not a note about a person."""
    return text if 0 < len(text) <= 40 else None
