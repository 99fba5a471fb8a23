"""Clients in lanes: nothing lost, no client cut, one shape for many data sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidewell.engine.packing import LANE_LENGTHS, EpisodeTooLong, pack, pack_for_width

rows_per_client = st.lists(st.integers(1, 150), max_size=120).map(lambda sizes: np.array(sizes, dtype=np.int64))


@given(rows_per_client, st.integers(1, 9))
def test_what_is_laid_out_comes_back_whole_and_in_pieces(rows: np.ndarray, pieces: int) -> None:
    values = np.arange(2.0 * rows.sum()).reshape(2, -1)
    for lanes in (pack(rows), pack_for_width(rows, 4)):
        back = np.full_like(values, np.nan)
        for piece in lanes.in_pieces(pieces):
            piece.put_back(piece.lay_out(values), back)
        assert (back == values).all()
        assert sum(piece.blocks for piece in lanes.in_pieces(pieces)) == lanes.blocks


@given(rows_per_client)
def test_a_client_stays_in_one_lane_in_order(rows: np.ndarray) -> None:
    lanes = pack(rows)
    slot = np.flatnonzero(lanes.holds)[np.argsort(lanes.row[lanes.holds])]
    position, lane = np.divmod(slot, lanes.lanes)
    block, period = np.divmod(position, lanes.length)
    client = np.repeat(np.arange(rows.size), rows)
    same = np.diff(client) == 0
    assert (np.diff(block * lanes.lanes + lane)[same] == 0).all()
    assert (np.diff(period)[same] == 1).all()


def test_a_block_reads_a_slot_of_every_lane_at_once() -> None:
    lanes = pack_for_width(np.array([40, 60]), 2)
    blocks = lanes.in_blocks(lanes.row)
    assert blocks.shape == (1, 64, 2) and sorted(blocks[0, 0].tolist()) == [0, 40]


def test_many_clients_fill_their_lanes() -> None:
    rows = np.random.default_rng(1).integers(1, 25, 50_000)
    lanes = pack(rows)
    assert lanes.shape[1:] == (64, 512)
    assert lanes.holds.mean() > 0.98


def test_where_any_shape_will_do_nearly_every_slot_is_used() -> None:
    rows = np.append(np.random.default_rng(2).integers(1, 25, 2_000), 1_500)
    lanes = pack_for_width(rows, 8)
    assert lanes.shape[1:] == (1_500, 8)
    assert lanes.holds.mean() > 0.7


def test_an_episode_longer_than_any_lane_is_refused() -> None:
    with pytest.raises(EpisodeTooLong, match="1025 periods"):
        pack(np.array([3, LANE_LENGTHS[-1] + 1]))
