"""Which items of a form are asked this time: the lasting ones always, two of the others in turn."""

from dataclasses import replace

from bidewell.instruments.instrument import Instrument
from bidewell.instruments.item import Item

ROTATING_AT_ONCE = 2  # five lasting items and two more are seven taps after "start": under a minute


def items_asked(
    instrument: Instrument, number: int, *, telehealth: bool = False, group: bool = False
) -> tuple[Item, ...]:
    """The items of a client's check-in by its number, counted from 1, in the order of the form.

    The same number always asks the same, so that paper, phone and a page opened twice agree.
    """
    if number < 1:
        raise ValueError("check-ins of a client are counted from 1")
    items = [item for item in instrument.items if not (telehealth and item.in_person_only)]
    turn = _turn([item.code for item in items if item.rotates], number)
    asked = [item for item in items if not item.rotates or item.code in turn]
    return tuple(_for_group(item) if group else item for item in asked)


def _turn(rotating: list[str], number: int) -> set[str]:
    """Neighbours in a circle, one step on each time. Every item comes equally often, and also for a client whose every
    second session is by telehealth; in steps of two, that client would never be asked about getting there."""
    return {rotating[(number - 1 + step) % len(rotating)] for step in range(ROTATING_AT_ONCE) if rotating}


def _for_group(item: Item) -> Item:
    return replace(item, wording={**item.wording, **item.group_wording})
