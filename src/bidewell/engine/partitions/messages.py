"""What passes between the optimiser and the rows: parameters one way, sums over clients the other.

Nothing here has an entry a client. Sizes depend on the shared parameters (a few dozen), the estimated scales and, where
draws are weighed, the number of draws.
"""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from bidewell.engine.panel import Floats


@dataclass(frozen=True)
class Sums:
    """Every field adds: the message of two partitions is the sum of their messages."""

    def __add__(self, other: Self) -> Self:
        """Field by field."""
        return type(self)(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Parameters:
    """Where the optimiser asks: shared parameters [shared] and log scales [scales].

    The effects a partition keeps to itself move along: `step` is the share of their own correction they take (0: they
    stay). `onward` says that the place asked about last was accepted; otherwise they set out from the one before.
    """

    shared: Floats
    log_scales: Floats
    step: float = 1.0
    onward: bool = True


@dataclass(frozen=True)
class Summary(Sums):
    """What a partition's clients say at a place, its own effects eliminated.

    log_likelihood  of its clients
    own_prior       log prior density of its own effects
    slope           gradient [shared] of both along the path on which its own effects follow
    own_gain        twice the rise its own effects still promise (Newton's decrement)
    own_effects     how many
    moved           squared distance, in posterior standard deviations, from where curvature was measured last
    """

    clients: int
    rows: int
    log_likelihood: float
    own_prior: float
    slope: Floats
    own_gain: float
    own_effects: int
    moved: float


@dataclass(frozen=True)
class Expansion(Sums):
    """The quadratic about the place asked about last for given scales, own effects integrated out.

    As a function of the step d of the shared parameters: constant + slope'd - d' information d / 2. The log-likelihood
    itself is left out of the constant: it is the same for all scales, and large.
    """

    constant: float
    slope: Floats
    information: Floats


@dataclass(frozen=True)
class Change(Sums):
    """Derivatives of an expansion in each log scale: [scales], [scales, shared], [scales, shared, shared]."""

    constant: Floats
    slope: Floats
    information: Floats


@dataclass(frozen=True)
class Draws:
    """Places to be weighed, in mirrored pairs: shared parameters [2 x pairs, shared], log scales [pairs, scales]."""

    shared: Floats
    log_scales: Floats
    seed: int


@dataclass(frozen=True)
class OwnEffects:
    """The effects a partition kept: positions in the whole model's parameters, where they are [own], draws [n, own]."""

    positions: np.ndarray
    here: Floats
    draws: Floats
