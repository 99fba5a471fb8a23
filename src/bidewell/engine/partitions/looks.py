"""Where sites' own effects are looked at, to integrate them out, and where they are drawn: standard values of each.

A therapist's two effects, made independent and of spread 1, are looked at from opposite sides at a distance of the root
of 2, and those of the draw that is this one's mirror image from the two sides between them. Looks at one distance all
tell the same of how wide the likelihood is: what thousands of therapists add up to has little noise. Every therapist
is turned by an angle of their own, anew for every pair of draws: where effects are far from normal, looks disagree.
"""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.panel import Floats, Integers
from bidewell.engine.partitions.split import Part

DISTANCE = float(np.sqrt(2.0))
QUARTER = 0.5 * np.pi


@dataclass(frozen=True)
class Looks:
    """The sites of a part; each has streams of random numbers of its own, the same in any partition."""

    part: Part

    def sides(self, seed: int, stream: int, number: int) -> Floats:
        """Two of four sides, [number, 2, size]: the others lie opposite. Nothing for shared parameters."""
        found = np.zeros((number, 2, self.part.model.size))
        for site, places in zip(self.part.sites, self.part.own, strict=True):
            pair, second, rank = self._paired(places)
            drawn = np.random.default_rng([seed, stream, site]).random((number, int(pair.max()) + 1, places.size))
            angle = 2.0 * np.pi * drawn[:, pair, rank] + QUARTER * second
            found[:, :, places] = DISTANCE * np.stack([np.cos(angle), np.cos(angle + QUARTER)], axis=1)
        return found

    def standard(self, seed: int, stream: int, number: int) -> Floats:
        """Standard normal values, [number, size]. Nothing for shared parameters."""
        found = np.zeros((number, self.part.model.size))
        for site, places in zip(self.part.sites, self.part.own, strict=True):
            found[:, places] = np.random.default_rng([seed, stream, site]).standard_normal((number, places.size))
        return found

    def _paired(self, places: Integers) -> tuple[Integers, Integers, Integers]:
        """Of a site's effects: which two blocks make a pair, whether in its second, and their place in the block."""
        starts = np.sort([where.start for where in self.part.model.layout.values()])
        block = np.searchsorted(starts, places, side="right")
        ordinal = np.unique(block, return_inverse=True)[1]
        return ordinal // 2, ordinal % 2, np.arange(places.size) - np.searchsorted(block, block)
