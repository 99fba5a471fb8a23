"""What kind of thing a factor's values are, judged from the values where nobody said."""

from collections.abc import Iterable

from bidewell.domain.numbers import is_number

KINDS = ("numeric", "binary", "category", "pressure", "ride")

RIDE_STEPS = ("none", "offered", "accepted", "used")
YES = frozenset({"1", "1.0", "yes", "true", "sí", "si"})
NO = frozenset({"0", "0.0", "no", "false", "none", "ninguno", "ninguna"})


def inferred_kind(values: Iterable[str]) -> str:
    """Yes and no make a binary factor, numbers a numeric one, ride steps a ride, anything else a category."""
    seen = {value.strip().lower() for value in values}
    if seen <= YES | NO:
        return "binary"
    if all(is_number(value) for value in seen):
        return "numeric"
    if seen <= {*RIDE_STEPS, *NO}:
        return "ride"
    return "category"
