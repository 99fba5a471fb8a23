"""What a form asks, and what may be answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bidewell.instruments.scale import Words


@dataclass(frozen=True)
class Choice:
    """One labelled answer."""

    value: float
    labels: Words


@dataclass(frozen=True)
class Item:
    """One question. A licensed instrument's items have no wording until a program loads it.

    `safety_from`: an answer this high, as given and before any turning, calls for a safety note whatever the total.
    `rotates`: not asked every time. `in_person_only`: makes no sense after a session by telehealth.
    """

    code: str
    wording: Words = field(default_factory=dict)
    reverse: bool = False
    safety_from: float | None = None
    rotates: bool = False
    in_person_only: bool = False
    group_wording: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Prompt:
    """A text of the form that has no value: an introduction, an open question, a notice beside it."""

    code: str
    wording: Words


def numbered_items(count: int, reverse: Collection[int] = ()) -> tuple[Item, ...]:
    """Items known by their number on the form, without wording."""
    return tuple(Item(str(number), reverse=number in reverse) for number in range(1, count + 1))


def numbers(*given: int) -> tuple[str, ...]:
    """Item codes from the numbers a manual gives."""
    return tuple(str(number) for number in given)


def languages_of(texts: Collection[Mapping[str, str]]) -> frozenset[str]:
    """The languages in which every one of these texts exists."""
    return frozenset.intersection(*(frozenset(text) for text in texts)) if texts else frozenset()
