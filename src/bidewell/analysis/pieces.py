"""Work on many clients a piece at a time, on all cores: memory stays bounded, and arrays within a processor's cache."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import numpy as np

from bidewell.analysis.days_ahead import Columns
from bidewell.analysis.engine_rows import EngineRows
from bidewell.analysis.in_care import InCare

T = TypeVar("T")


def in_pieces(work: Callable[[slice], T], clients: int, at_once: int) -> list[T]:
    """The work's results for the clients' places, so many at once, in their order. NumPy lets threads run together."""
    pieces = [slice(begin, min(begin + at_once, clients)) for begin in range(0, clients, at_once)]
    if len(pieces) == 1:
        return [work(pieces[0])]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(work, pieces))


def piece_of(clients: InCare, piece: slice) -> InCare:
    """Some clients that stand together, with their histories."""
    if (piece.start, piece.stop) == (0, clients.clients):
        return clients
    history = _history(clients.history, piece)
    begin = int(np.searchsorted(clients.history.panel.of_person, piece.start))
    return replace(
        clients,
        episodes=clients.episodes[piece],
        history=history,
        rows_on=clients.rows_on[begin : begin + history.panel.rows],
        last=clients.last[piece] - begin,
        ahead=columns_of(clients.ahead, clients.clients, piece),
        steps=type(clients.steps)(clients.steps.contacts[:, piece], clients.steps.periods[:, piece]),
        days_since_contact=clients.days_since_contact[piece],
        missed_since_contact=clients.missed_since_contact[piece],
        still_away=clients.still_away[piece],
    )


def columns_of(ahead: Columns, clients: int, piece: slice) -> Columns:
    """Of columns that hold steps x clients, some of the clients."""
    return {name: values.reshape(-1, clients)[:, piece].ravel() for name, values in ahead.items()}


def _history(history: EngineRows, piece: slice) -> EngineRows:
    begin, end = np.searchsorted(history.panel.of_person, [piece.start, piece.stop])
    episodes = np.unique(history.panel.client[begin:end])
    return replace(
        history,
        panel=history.panel.only(slice(begin, end)),
        columns={name: values[begin:end] for name, values in history.columns.items()},
        kept=history.kept[begin:end],
        episodes=history.episodes[episodes[0] : episodes[-1] + 1],
    )
