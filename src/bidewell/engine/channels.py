"""Which channels a model observes its clients through, and what the row quantities of each are called.

The first rating is the alliance; others are named. A channel is in a model only if something speaks into it, so a
program without agreed endings, bookings or offers pays for none of them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Kind = Literal["gaussian", "censored", "ordinal"]

# What the first rating is called wherever ratings are told apart by name.
FIRST = "alliance"
# The row quantities that every model has, in the order of a quantities array's leading axis.
QUANTITIES = ("rating", "level", "leaving", "loading", "patch_loading", "agreed", "agreed_loading")
# Of each further rating, followed by ":" and its name.
OF_A_RATING = ("rating", "level", "loading", "agreed_loading")
# Channels of which a row counts how many of so many: sessions attended of those booked, check-ins answered of offered.
COUNTED = ("attended", "answered")


@dataclass(frozen=True)
class Channels:
    """What is observed beside leaving.

    kinds     how each rating is read, the alliance's first
    more      names of the ratings after it
    agreed    care may also end by agreement
    counted   which of COUNTED are observed
    growth    a client's alliance also has a slope of its own
    curved    the alliance's effect on leaving bends with its level
    caseload  what a therapist's clients share of the alliance has an effect of its own
    """

    kinds: tuple[Kind, ...] = ("gaussian",)
    more: tuple[str, ...] = ()
    agreed: bool = True
    counted: tuple[str, ...] = ()
    growth: bool = False
    curved: bool = False
    caseload: bool = False

    @classmethod
    def spoken(
        cls, quantities: Collection[str], kinds: Iterable[Kind], more: Iterable[str], *, grows: bool
    ) -> "Channels":
        """Those that something speaks into: the row `quantities` that a model has blocks of."""
        return cls(
            kinds=tuple(kinds),
            more=tuple(more),
            agreed="agreed" in quantities,
            counted=tuple(channel for channel in COUNTED if channel in quantities),
            growth=grows,
            curved="curve" in quantities,
            caseload="caseload_loading" in quantities,
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ratings by name, the alliance first."""
        return FIRST, *self.more

    @cached_property
    def traits(self) -> tuple[str, ...]:
        """What lasts of a client: a level of each rating and, if alliances grow, a slope."""
        return (*self.names, "growth") if self.growth else self.names

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """The row quantities, in the order of a quantities array's leading axis."""
        of_ratings = [f"{quantity}:{name}" for name in self.more for quantity in OF_A_RATING]
        of_counts = [part for channel in self.counted for part in (channel, *self.loadings(f"{channel}_loading"))]
        of_effect = (name for name, is_on in (("curve", self.curved), ("caseload_loading", self.caseload)) if is_on)
        return (*QUANTITIES, *of_ratings, *of_counts, *of_effect)

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each quantity lies."""
        return {name: place for place, name in enumerate(self.quantities)}

    def loadings(self, quantity: str) -> tuple[str, ...]:
        """The quantities that say how much each rating's level counts, for one of the alliance's."""
        return quantity, *(f"{quantity}:{name}" for name in self.more)

    @cached_property
    def bounded(self) -> tuple[int, ...]:
        """The ratings that are known by bounds, which follow the quantities, two rows each."""
        return tuple(number for number, kind in enumerate(self.kinds) if kind != "gaussian")

    def named(self, quantities: Any) -> dict[str, Any]:
        """Row quantities by name, for rows given along the leading axis; the bounds are left out."""
        return {name: quantities[place] for name, place in self.place.items()}

    def bounds(self, quantities: Any, rating: int) -> tuple[Any, ...]:
        """The bounds of a rating, lower and upper; none of one that is a measurement."""
        if rating not in self.bounded:
            return ()
        first = len(self.quantities) + 2 * self.bounded.index(rating)
        return quantities[first], quantities[first + 1]


ALLIANCE_ALONE = Channels()
