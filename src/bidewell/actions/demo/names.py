"""Names that nobody bears: plants and things. The same for the same client every time."""

from collections.abc import Iterator
from itertools import product
from random import Random

FIRST = (
    "Alder", "Aster", "Basil", "Briar", "Clover", "Dill", "Fern", "Flax", "Ginger", "Hazel", "Heather", "Ivy",
    "Juniper", "Laurel", "Linden", "Maple", "Moss", "Myrtle", "Olive", "Reed", "Rowan", "Saffron", "Sage", "Tansy",
    "Thyme", "Willow",
)  # fmt: skip
LAST = (
    "Anchor", "Almanac", "Bellows", "Button", "Candle", "Compass", "Cupboard", "Ferry", "Fiddle", "Harbor", "Kettle",
    "Ladder", "Lantern", "Mitten", "Paddle", "Pebble", "Pencil", "Quilt", "Ribbon", "Saddle", "Teapot", "Thimble",
    "Umbrella", "Wagon",
)  # fmt: skip
SEED = 7


def made_up_names() -> Iterator[str]:
    """Each once, in an order of their own."""
    names = [f"{first} {last}" for first, last in product(FIRST, LAST)]
    Random(SEED).shuffle(names)
    return iter(names)


def made_up_password(chance: Random) -> str:
    """Three words that can be typed from one screen to another."""
    return "-".join(word.lower() for word in chance.sample(LAST, 3))
