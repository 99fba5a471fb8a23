"""The array types the simulator passes around, and its named streams of chance."""

import zlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

# Later than any date in a simulated program: "has no end".
NEVER = 10**6


def stream(seed: int, part: str) -> np.random.Generator:
    """One independent stream per part of the world, so that a change in one leaves the others alone."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def pick(chance: np.random.Generator, shares: tuple[float, ...], n: int) -> Ints:
    """n draws of a position in `shares`, with these relative shares."""
    weights = np.asarray(shares) / sum(shares)
    return chance.choice(len(shares), size=n, p=weights).astype(np.int64)


def happens(chance: np.random.Generator, probability: Floats | float, n: int) -> Flags:
    """n independent yes/no draws."""
    return np.asarray(chance.random(n) < probability)
