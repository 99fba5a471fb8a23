"""Work on many clients a piece at a time, on all cores: memory stays bounded, and arrays within a processor's cache."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import numpy as np

from bidewell.analysis.forecasting.days_ahead import Columns
from bidewell.analysis.forecasting.in_care import InCare
from bidewell.engine.panel import Integers

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
    begin, end = np.searchsorted(clients.history.panel.of_person, [piece.start, piece.stop]).tolist()
    rows, last = slice(begin, end), clients.last[piece] - begin
    return _ahead_of(_with_history(clients, rows, last), piece)


def without_history(clients: InCare, chosen: Integers) -> InCare:
    """Some of the clients, for a question that concerns only them and whose beliefs stand already."""
    return _ahead_of(_with_history(clients, slice(0, 0), clients.last[:0]), chosen)


def columns_of(ahead: Columns, clients: int, chosen: slice | Integers) -> Columns:
    """Of columns that hold steps x clients, some of the clients."""
    return {name: values.reshape(-1, clients)[:, chosen].ravel() for name, values in ahead.items()}


def _ahead_of(clients: InCare, chosen: slice | Integers) -> InCare:
    return replace(
        clients,
        episodes=clients.episodes[chosen],
        ahead=columns_of(clients.ahead, clients.clients, chosen),
        steps=type(clients.steps)(clients.steps.contacts[:, chosen], clients.steps.periods[:, chosen]),
        days_since_contact=clients.days_since_contact[chosen],
        missed_since_contact=clients.missed_since_contact[chosen],
        still_away=clients.still_away[chosen],
    )


def _with_history(clients: InCare, rows: slice, last: Integers) -> InCare:
    history = clients.history
    of_rows = history.panel.client[rows]
    episodes = history.episodes[of_rows[0] : of_rows[-1] + 1] if of_rows.size else ()
    own = replace(
        history,
        panel=history.panel.only(rows),
        columns={name: values[rows] for name, values in history.columns.items()},
        kept=history.kept[rows],
        episodes=episodes,
    )
    return replace(clients, history=own, rows_on=clients.rows_on[rows], last=last)
