"""The filter's state, kept: what is believed of clients after some of their rows, and what that stands on.

A new event is taken in without replaying the history: `advance` costs the new rows alone. A state knows the model it
was filtered under and the digest of the rows it has taken in; `brought_up_to` compares these with the rows as they are
now and begins anew wherever they differ, so a state that is wrong is never used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bidewell.engine import by_client, cell
from bidewell.engine.cell import Belief
from bidewell.engine.evidence import Digests, Evidence, row_digests, row_numbers
from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.prediction import Following, current_beliefs, stacked
from bidewell.engine.process import dynamics_on_numpy
from bidewell.engine.strain import Strained
from bidewell.engine.strain_rule import strain_rule


class StateOutdated(ValueError):
    """A state cannot be advanced by these rows: it is of another model, or the rows do not come after it."""


class Rated(NamedTuple):
    """Over a client's rows with a rating: how many, the sum of the level believed there, and the latest, [clients].

    Since the client came, or came back, the last time.
    """

    rows: Floats
    total: Floats
    latest: Floats

    def adding(self, client: Integers, level: Floats, is_rated: Flags, returns: Flags) -> "Rated":
        """The same after more rows, at some of which the client `returns`; everything given is [rows]."""
        size, times = self.rows.size, returns.cumsum()
        of_last = np.zeros(size, dtype=np.int64)
        of_last[client] = times  # the last one stands
        counts = is_rated & (times == of_last[client])
        of, levels = client[counts], level[counts]
        has_stayed = np.bincount(client, weights=returns, minlength=size) == 0
        rows, total, latest = (has_stayed * part for part in self)
        latest[of] = levels
        more = np.bincount(of, minlength=size), np.bincount(of, weights=levels, minlength=size)
        return Rated(rows + more[0], total + more[1], latest)


@dataclass(frozen=True)
class FilterState:
    """Arrays [clients], those of `belief` with clients last. `model` is the digest of the model it was filtered under.

    `rows` says how many rows each client's belief has taken in, `period` (0 before the first) the last one's, `digest`
    the sum of their digests; `strained` is how each stands with strain.
    """

    model: str
    rows: Integers
    period: Floats
    digest: Digests
    rated: Rated
    belief: Belief
    strained: Strained

    @classmethod
    def of_newcomers(cls, model: FittedModel, clients: int) -> "FilterState":
        """The state of clients of whom no row has been taken in."""
        zero = np.zeros(clients)
        dynamics = dynamics_on_numpy(model.scalars(model.mode), model.channels)
        belief = stacked(cell.newcomer(dynamics, zero, np))
        rows, digest = np.zeros(clients, dtype=np.int64), np.zeros(clients, dtype=np.uint64)
        strained = Strained.of_newcomers(len(belief.mean), dynamics.patches, clients)
        return cls(model.digest, rows, zero, digest, Rated(zero, zero, zero), belief, strained)

    def only(self, chosen: Integers | Flags | slice) -> "FilterState":
        """The state of some of the clients."""
        return FilterState(self.model, *by_client.only(self._arrays, chosen))

    def or_else(self, is_kept: Flags, other: "FilterState") -> "FilterState":
        """This state where `is_kept` [clients], the other one's elsewhere."""
        chosen = by_client.each(lambda one, another: np.where(is_kept, one, another), self._arrays, other._arrays)
        return FilterState(self.model, *chosen)

    @property
    def _arrays(self) -> tuple[Any, ...]:
        return self.rows, self.period, self.digest, self.rated, self.belief, self.strained


def joined(parts: Sequence[FilterState]) -> FilterState:
    """The states of several groups of clients, filtered under the same model, as one."""
    return FilterState(parts[0].model, *by_client.joined([part._arrays for part in parts]))


def advance(model: FittedModel, state: FilterState, new: Evidence) -> FilterState:
    """Take in rows that come after those taken in before; clients are numbered as in the state, and may have none.

    Equals filtering the whole history. Raises StateOutdated. Time and memory: linear in the new rows and clients, and
    a step of the recursion for each row of the client with the most new ones.
    """
    if state.model != model.digest:
        raise StateOutdated("the state was filtered under another model; filter the whole history")
    client, size = new.client, state.rows.size
    if not client.size:
        return state
    number = row_numbers(client, state.rows)
    before = np.where(number == state.rows[client], state.period[client], np.concatenate(([0.0], new.period[:-1])))
    starts = number == 0
    is_anew = starts | new.returns
    periods = np.where(is_anew, 0.0, new.period - before)
    if (periods[~is_anew] <= 0.0).any():
        raise StateOutdated("period: expected rows after those taken in; filter the whole history")
    observed = new.observed._replace(starts=starts.astype(float), periods=periods)
    scalars = model.scalars(model.mode)
    following = Following(state.strained, number, strain_rule(model))
    found = current_beliefs(
        client, observed, new.quantities, scalars, model.link, model.channels, state.belief, following
    )
    period, digest = state.period.copy(), state.digest.copy()
    period[client] = new.period  # the last one stands
    np.add.at(digest, client, row_digests(new, number))
    rows = state.rows + np.bincount(client, minlength=size)
    rated = state.rated.adding(client, found.level, new.observed.rating_count[0] > 0, new.returns)
    return FilterState(state.model, rows, period, digest, rated, found.belief, found.strained or state.strained)


def brought_up_to(
    model: FittedModel, kept: FilterState | None, whole: Evidence, clients: int
) -> tuple[FilterState, Flags]:
    """The state after all rows of `whole`, from what was kept where that still holds; and where it did, [clients].

    A client's kept state holds if it is of this model and the rows it has taken in are, to the digest, the first of the
    client's rows now. Time: linear in rows for the digests, which cost a small part of filtering; filtering is done for
    the others.
    """
    anew = FilterState.of_newcomers(model, clients)
    if kept is None or kept.model != model.digest:
        return advance(model, anew, whole), np.zeros(clients, dtype=bool)
    number = row_numbers(whole.client, anew.rows)
    is_before = number < kept.rows[whole.client]
    digest = anew.digest.copy()
    np.add.at(digest, whole.client[is_before], row_digests(whole.only(is_before), number[is_before]))
    counts = np.bincount(whole.client, minlength=clients)
    holds = (kept.rows > 0) & (kept.rows <= counts) & (digest == kept.digest)
    begun = kept.or_else(holds, anew)
    return advance(model, begun, whole.only(number >= begun.rows[whole.client])), holds
