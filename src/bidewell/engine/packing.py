"""Clients laid end to end in parallel lanes, which the compiled recursion moves along side by side.

A block is [periods, lanes]; a client never crosses a lane's end, and the state is reset where a client starts.
Machine code takes any shape (`pack_for_width`). JAX compiles anew for each, so `pack` knows few: five widths, and
longer lanes only where episodes need them.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.panel import Flags, Floats, Integers

Number = TypeVar("Number", np.float64, np.int64)

# The shapes of `pack`.
LANE_WIDTHS = (32, 64, 128, 256, 512)
LANE_LENGTHS = (64, 256, 1024)


class EpisodeTooLong(ValueError):
    """An episode has more informative periods than the longest lane holds."""


@dataclass(frozen=True)
class Lanes:
    """Blocks of lanes: `row` [blocks x length x lanes] says which row lies in each slot, -1: none."""

    blocks: int
    length: int
    lanes: int
    row: Integers

    @property
    def shape(self) -> tuple[int, int, int]:
        """(blocks, periods, lanes)."""
        return self.blocks, self.length, self.lanes

    @cached_property
    def holds(self) -> Flags:
        """Which slots hold a row."""
        return self.row >= 0

    def lay_out(self, values: NDArray[Number], fill: float = 0) -> NDArray[Number]:
        """Values of all rows [(k,) rows] in the order of the slots, [(k,) slots]; `fill` where there is no row."""
        found = np.full((*values.shape[:-1], self.row.size), fill, dtype=values.dtype)
        found[..., self.holds] = values[..., self.row[self.holds]]
        return found

    def put_back(self, laid: Floats, into: Floats) -> None:
        """Write what is laid out, [(k,) slots], to its places among all rows, [(k,) rows]."""
        into[..., self.row[self.holds]] = laid[..., self.holds]

    def in_blocks(self, laid: Floats) -> Floats:
        """What is laid out, [(k,) slots], as [blocks, (k,) periods, lanes]."""
        blocked = laid.reshape(*laid.shape[:-1], *self.shape)
        return blocked if laid.ndim == 1 else np.moveaxis(blocked, 0, 1)

    def in_pieces(self, pieces: int) -> list["Lanes"]:
        """The same, so many blocks to a piece that there are nearly so many pieces."""
        ends = np.unique(np.linspace(0, self.blocks, min(pieces, self.blocks) + 1).round().astype(int)).tolist()
        of_block = self.row.reshape(self.blocks, -1)
        return [
            Lanes(end - first, self.length, self.lanes, of_block[first:end].ravel())
            for first, end in zip(ends, ends[1:], strict=False)
        ]


def pack(rows_per_client: Integers) -> Lanes:
    """Lay clients [clients] of the given numbers of rows (each at least 1) into lanes, longest first, best fit.

    Raises EpisodeTooLong where a client has more than 1,024 rows. Time grows as clients x log(lane length).
    """
    longest = int(rows_per_client.max(initial=1))
    if longest > LANE_LENGTHS[-1]:
        raise EpisodeTooLong(f"an episode has {longest} periods with data; at most {LANE_LENGTHS[-1]} can be fitted")
    length = next(size for size in LANE_LENGTHS if size >= longest)
    lane, offset = _best_fit(rows_per_client, length)
    used = int(lane.max(initial=-1)) + 1
    # Two blocks where one would do: they run side by side.
    lanes = next((width for width in LANE_WIDTHS if 2 * width >= used), LANE_WIDTHS[-1])
    return _laid(rows_per_client, lane, offset, length, lanes)


def pack_for_width(rows_per_client: Integers, width: int) -> Lanes:
    """Lay clients [clients] into blocks of `width` lanes, as many as are needed, as long as the longest client needs.

    For code that takes any shape: nearly every slot is used.
    """
    length = max(LANE_LENGTHS[0], int(rows_per_client.max(initial=1)))
    lane, offset = _best_fit(rows_per_client, length)
    return _laid(rows_per_client, lane, offset, length, width)


def _laid(rows_per_client: Integers, lane: Integers, offset: Integers, length: int, lanes: int) -> Lanes:
    used = int(lane.max(initial=-1)) + 1
    blocks = max(1, -(-used // lanes))
    row = np.full(blocks * length * lanes, -1)
    slot = _slots(rows_per_client, lane, offset, length, lanes)
    row[slot] = np.arange(slot.size)
    return Lanes(blocks, length, lanes, row)


def _best_fit(rows_per_client: Integers, length: int) -> tuple[Integers, Integers]:
    """Lane and first position of every client: always the fullest lane that still has room."""
    lane = np.empty(rows_per_client.size, dtype=np.int64)
    offset = np.empty_like(lane)
    open_lanes: dict[int, list[int]] = {}
    rooms: list[int] = []  # room sizes for which some lane is open, ascending
    opened = 0
    for client in np.argsort(-rows_per_client, kind="stable").tolist():
        need = int(rows_per_client[client])
        where = bisect_left(rooms, need)
        if where == len(rooms):
            room, chosen, opened = length, opened, opened + 1
        else:
            room = rooms[where]
            chosen = open_lanes[room].pop()
            if not open_lanes[room]:
                rooms.pop(where)
        lane[client], offset[client] = chosen, length - room
        _reopen(open_lanes, rooms, room - need, chosen)
    return lane, offset


def _reopen(open_lanes: dict[int, list[int]], rooms: list[int], room: int, lane: int) -> None:
    if room == 0:
        return
    if not open_lanes.setdefault(room, []):
        rooms.insert(bisect_left(rooms, room), room)
    open_lanes[room].append(lane)


def _slots(rows_per_client: Integers, lane: Integers, offset: Integers, length: int, lanes: int) -> Integers:
    first_row = np.cumsum(rows_per_client) - rows_per_client
    within = np.arange(int(rows_per_client.sum())) - np.repeat(first_row, rows_per_client)
    row_lane = np.repeat(lane, rows_per_client)
    period = np.repeat(offset, rows_per_client) + within
    block, column = np.divmod(row_lane, lanes)
    return np.asarray((block * length + period) * lanes + column)
