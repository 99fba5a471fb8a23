"""Where a CSV's records and cells begin and end, found in one pass over the bytes without reading a cell.

A CSV reader forgives: it fills short rows and cuts long ones, and a lost quotation mark swallows the rest of the file.
Records must not be lost that way, so the layout is counted first. Rows are numbered as a spreadsheet does: a quoted
line break does not begin a row.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_QUOTE, _NEWLINE, _RETURN = 34, 10, 13
_CHUNK = 1 << 24


@dataclass(frozen=True)
class Layout:
    """`cells` per record; records `blank`; those with a `stray` quotation mark; whether one stays open."""

    cells: NDArray[np.int64]
    blank: NDArray[np.bool_]
    stray: NDArray[np.int64]
    open_quote: bool


def layout_of(text: bytes, separator: str) -> Layout:
    """Lay out CSV bytes that end in a line break."""
    view = np.frombuffer(text, dtype=np.uint8)
    ends, before, stray, inside = [np.array([-1])], [np.array([0])], [], False
    separators = 0
    for start in range(0, len(view), _CHUNK):
        chunk = view[start : start + _CHUNK]
        outside = _outside_quotes(chunk, inside)
        chunk_ends = np.flatnonzero((chunk == _NEWLINE) & outside)
        chunk_separators = np.flatnonzero((chunk == ord(separator)) & outside)
        ends.append(chunk_ends + start)
        before.append(np.searchsorted(chunk_separators, chunk_ends) + separators)
        stray.append(_stray_quotes(view, chunk, outside, start, ord(separator)))
        separators += len(chunk_separators)
        inside = bool(len(chunk)) and not outside[-1]
    record_ends = np.concatenate(ends)
    return Layout(
        cells=np.diff(np.concatenate(before)) + 1,
        blank=_blank_records(view, record_ends),
        stray=np.unique(np.searchsorted(record_ends[1:], np.concatenate(stray))) if stray else np.array([], np.int64),
        open_quote=inside,
    )


def _outside_quotes(chunk: NDArray[np.uint8], inside: bool) -> NDArray[np.bool_]:
    """True where a byte is outside quotes; a closing quote is outside, an opening one inside."""
    quotes = chunk == _QUOTE
    if not quotes.any():
        return np.full(len(chunk), not inside)
    open_marks: NDArray[np.uint8] = np.bitwise_xor.accumulate(quotes.view(np.uint8))
    return np.asarray(open_marks == inside)


def _stray_quotes(
    view: NDArray[np.uint8], chunk: NDArray[np.uint8], outside: NDArray[np.bool_], start: int, separator: int
) -> NDArray[np.int64]:
    """Places of quotation marks that neither begin nor end a cell nor are doubled."""
    places = np.flatnonzero(chunk == _QUOTE)
    opening = ~outside[places]
    neighbour = np.where(opening, places + start - 1, places + start + 1)
    known = (neighbour >= 0) & (neighbour < len(view))
    byte = view[np.clip(neighbour, 0, len(view) - 1)]
    proper = np.isin(byte, [separator, _NEWLINE, _QUOTE]) | (~opening & (byte == _RETURN))
    return np.asarray(places[known & ~proper] + start)


def _blank_records(view: NDArray[np.uint8], record_ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    lengths = np.diff(record_ends) - 1
    ends_in_return = (lengths > 0) & (view[np.maximum(record_ends[1:] - 1, 0)] == _RETURN)
    return np.asarray(lengths == ends_in_return)
