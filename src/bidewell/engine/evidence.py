"""What is known of clients as the recursion takes it in, a row a period, and digests that tell when rows have changed.

A digest is a sum over a client's rows of 64 mixed bits each, keyed by the row's number: new rows are added without
reading the old ones again, and a row changed, withdrawn or put in between gives another sum. It guards against records
that were corrected, not against forgery.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Flags, Floats, Integers, Panel
from bidewell.engine.recursion import Observed, observed_rows, rows_of
from bidewell.engine.terms.term import Rows

Digests = NDArray[np.uint64]
# Numbers are compared to eleven digits after the point: products of matrices differ in the sixteenth with their size.
_STEPS_OF_ONE = 2.0**36
_LARGEST = 2.0**26
# Of splitmix64 (Steele, Lea & Flood 2014).
_GOLDEN, _LAST_SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(31)
_MIXES = tuple((np.uint64(n), np.uint64(m)) for n, m in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)))


class Evidence(NamedTuple):
    """Rows of clients, each client's together and in the order of time: `client`, `period` [rows], then rows last.

    A client here is a person with all that came before; `returns` [rows] marks where time begins anew with a return.
    """

    client: Integers
    period: Floats
    observed: Observed
    quantities: Floats
    returns: Flags

    def only(self, rows: Flags | Integers) -> "Evidence":
        """Some of the rows."""
        observed, quantities = rows_of(self.observed, rows), self.quantities[..., rows]
        return Evidence(self.client[rows], self.period[rows], observed, quantities, self.returns[rows])


def evidence_of(model: FittedModel, panel: Panel, columns: Rows) -> Evidence:
    """A panel and its columns under the mode of a model. Time and memory: linear in rows."""
    quantities = model.quantities(model.blocks(columns), model.mode, panel.rows)
    observed = observed_rows(panel, model.channels, model.growth)
    bounded = model.with_bounds(quantities, panel, model.mode)
    return Evidence(panel.of_person, panel.period, observed, bounded, panel.returns)


def row_numbers(client: Integers, begin: Integers) -> Integers:
    """The number of each row within its client, `begin` [clients] being that of the first."""
    counts = np.bincount(client, minlength=begin.size)
    first = counts.cumsum() - counts
    return np.asarray(np.arange(client.size) - first[client] + begin[client])


def row_digests(evidence: Evidence, number: Integers) -> Digests:
    """Digest of each row, of all that moves a belief, `number` [rows] being the row's place in its client's history."""
    # What a row is after depends on the rows before it, which have digests of their own.
    seen = evidence.observed._replace(starts=evidence.period, periods=evidence.period)
    columns = np.concatenate([one if one.ndim == 2 else one[None] for one in (*seen, evidence.quantities)])
    columns.clip(-_LARGEST, _LARGEST, out=columns)
    columns *= _STEPS_OF_ONE
    whole = np.rint(columns, out=columns).astype(np.int64).view(np.uint64)
    mixed = np.add.reduce(_mixed(whole + _places(len(whole))), axis=0)
    return _mixed(mixed + number.astype(np.uint64) * _GOLDEN)


@cache
def _places(columns: int) -> Digests:
    """What tells the same number in one column from that in another."""
    return (np.arange(1, columns + 1, dtype=np.uint64) * _GOLDEN)[:, None]


def _mixed(bits: Digests) -> Digests:
    for shift, factor in _MIXES:
        bits = (bits ^ (bits >> shift)) * factor
    return np.asarray(bits ^ (bits >> _LAST_SHIFT))
