"""Arrays with clients along the last axis, in tuples that may hold tuples: some of the clients, or groups of them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


def each(change: Callable[..., Any], *several: Any) -> Any:
    """Tuples made alike, with what `change` gives of their arrays at each place; None stays None."""
    first = several[0]
    if isinstance(first, tuple):
        return tuple.__new__(type(first), [each(change, *parts) for parts in zip(*several, strict=True)])
    return None if first is None else change(*several)


def only(whole: T, chosen: Any) -> T:
    """Those of some of the clients; of all in their order it is the whole."""
    if isinstance(chosen, slice) and chosen == slice(None):
        return whole
    found: T = each(lambda part: part[..., chosen], whole)
    return found


def joined(groups: Sequence[T]) -> T:
    """Those of the clients of several groups, one group after the other."""
    found: T = groups[0] if len(groups) == 1 else each(lambda *parts: np.concatenate(parts, axis=-1), *groups)
    return found
