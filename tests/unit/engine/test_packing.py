"""Clients in lanes: nothing lost, no client cut, one shape for many data sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidewell.engine.packing import LANE_LENGTHS, EpisodeTooLong, pack, pack_for_width

rows_per_client = st.lists(st.integers(1, 150), max_size=120).map(lambda sizes: np.array(sizes, dtype=np.int64))


@given(rows_per_client)
def test_what_is_laid_out_comes_back(rows: np.ndarray) -> None:
    values = np.arange(2.0 * rows.sum()).reshape(2, -1)
    for packing in (pack(rows), pack_for_width(rows, 4)):
        laid = packing.lay_out(values)
        assert (packing.read_back(laid) == values).all()
        assert (packing.from_blocks(packing.in_blocks(laid)) == laid).all()
        assert (packing.from_blocks(packing.in_blocks(laid[0])) == laid[0]).all()


@given(rows_per_client)
def test_a_client_stays_in_one_lane_in_order(rows: np.ndarray) -> None:
    packing = pack(rows)
    position, lane = np.divmod(packing.slot, packing.lanes)
    block, period = np.divmod(position, packing.length)
    client = np.repeat(np.arange(rows.size), rows)
    same = np.diff(client) == 0
    assert (np.diff(block * packing.lanes + lane)[same] == 0).all()
    assert (np.diff(period)[same] == 1).all()


def test_many_clients_fill_their_lanes() -> None:
    rows = np.random.default_rng(1).integers(1, 25, 50_000)
    packing = pack(rows)
    assert packing.shape[1:] == (64, 512)
    assert rows.sum() / np.prod(packing.shape) > 0.98


def test_where_any_shape_will_do_nearly_every_slot_is_used() -> None:
    rows = np.append(np.random.default_rng(2).integers(1, 25, 2_000), 1_500)
    packing = pack_for_width(rows, 8)
    assert packing.shape[1:] == (1_500, 8)
    assert rows.sum() / np.prod(packing.shape) > 0.7


def test_an_episode_longer_than_any_lane_is_refused() -> None:
    with pytest.raises(EpisodeTooLong, match="1025 periods"):
        pack(np.array([3, LANE_LENGTHS[-1] + 1]))
