"""What is believed of each client in care, now and ahead: the kept state, the rows since, and the steps to come."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bidewell.analysis.forecasting.in_care import InCare
from bidewell.analysis.forecasting.pieces import in_pieces, piece_of
from bidewell.engine.beliefs_ahead import beliefs_ahead
from bidewell.engine.cell import Belief, entry
from bidewell.engine.design_ahead import ahead_of
from bidewell.engine.evidence import Evidence, evidence_of
from bidewell.engine.filter_state import FilterState, Rated, brought_up_to, joined
from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.prediction import Filtered, Following, current_beliefs
from bidewell.engine.process import dynamics_on_numpy
from bidewell.engine.strain import Strained
from bidewell.engine.strain_rule import strain_rule

# The nodes of a hazard over so many clients are an array that a processor's cache holds.
CLIENTS_AT_ONCE = 4_000


@dataclass(frozen=True)
class Standing:
    """What is believed of each client at the last contact, and at each step ahead if still in care then.

    `course` has an axis of these [1 + steps] before that of clients. `level` [clients] is the alliance level believed
    now, `rated` what was believed at the rows with a rating. `kept` is the filter's state before the last contact,
    whose outcome is not known yet: what a later forecast begins with. `is_replayed` [clients] says whose history was
    filtered whole, because nothing was kept or what was kept no longer held. `strained` is how each stands with strain,
    and `patch` [2, clients] the mean and variance of the alliance's patch, both after all that is known.
    """

    course: Belief
    level: Floats
    rated: Rated
    kept: FilterState
    is_replayed: Flags
    strained: Strained
    patch: Floats

    def only(self, chosen: Integers | slice) -> "Standing":
        """That of some of the clients."""
        return Standing(
            Belief(*(part[..., chosen] for part in self.course)),
            self.level[chosen],
            Rated(*(part[chosen] for part in self.rated)),
            self.kept.only(chosen),
            self.is_replayed[chosen],
            self.strained.only(chosen),
            self.patch[:, chosen],
        )


def standing(model: FittedModel, clients: InCare, kept: FilterState | None = None) -> Standing:
    """Carry every client's belief to the last contact, past it, and ahead, under the mode of the model.

    `kept` [clients] is the state an earlier call left, of these clients in this order; where it does not hold, the
    history is replayed. Time and memory: linear in rows of the history and in clients x steps.
    """

    def work(piece: slice) -> Standing:
        return _standing(model, piece_of(clients, piece), None if kept is None else kept.only(piece))

    return _together(in_pieces(work, clients.clients, CLIENTS_AT_ONCE))


def _standing(model: FittedModel, clients: InCare, kept: FilterState | None) -> Standing:
    whole = evidence_of(model, clients.history.panel, clients.history.columns)
    place = np.arange(whole.client.size) - clients.last[whole.client]
    state, holds = brought_up_to(model, kept, whole.only(place < 0), clients.clients)
    # Nobody knows yet whether the client left at the last contact: first without its outcome, then as one that the
    # client did not leave at; then what was rated after it.
    at_last = whole.only(place == 0)
    unknown = at_last.observed._replace(at_risk=np.zeros(clients.clients))
    first = _filtered(model, at_last._replace(observed=unknown), state.belief, state.strained, state.rows)
    since = whole.only(place >= 0)
    number = state.rows[since.client] + place[place >= 0]
    again = _not_again(since, place[place >= 0] == 0)
    # Strain changes with ratings and therapists alone; where none of them came since, it stands as it stood.
    is_news = bool((again.observed.rating_count[0] > 0).any() or again.observed.renewed.any())
    stayed = _filtered(model, again, first.belief, first.strained if is_news else None, number)
    level, is_last = stayed.level.copy(), np.diff(since.client, append=-1) != 0
    level[place[place >= 0] == 0] = first.level
    rated = state.rated.adding(since.client, level, since.observed.rating_count[0] > 0, since.returns)
    course = _ahead(model, clients, first.belief, stayed.belief)
    strained = stayed.strained or first.strained or state.strained
    return Standing(course, level[is_last], rated, state, ~holds, strained, _patch(model, stayed.belief))


def _filtered(
    model: FittedModel, evidence: Evidence, start: Belief, strained: Strained | None, number: Integers
) -> Filtered:
    scalars = model.scalars(model.mode)
    following = Following(strained, number, strain_rule(model)) if strained else None
    return current_beliefs(
        evidence.client, evidence.observed, evidence.quantities, scalars, model.link, model.channels, start, following
    )


def _patch(model: FittedModel, belief: Belief) -> Floats:
    size, first = len(belief.mean), len(model.channels.traits)
    return np.stack([belief.mean[first], belief.covariance[entry(first, first, size)]])


def _not_again(since: Evidence, is_repeated: Flags) -> Evidence:
    """Nothing of a repeated row but its outcome: its time has passed, its ratings are taken in."""
    nothing = {
        name: np.where(is_repeated, 0.0, getattr(since.observed, name))
        for name in ("starts", "renewed", "periods", "rating_count", "times", "happened")
    }
    return since._replace(observed=since.observed._replace(**nothing))


def _ahead(model: FittedModel, clients: InCare, at_last: Belief, stayed: Belief) -> Belief:
    steps, everyone = len(clients.ends), clients.clients
    quantities = model.quantities(model.blocks(clients.ahead), model.mode, (1 + steps) * everyone)
    by_step = quantities.reshape(-1, 1 + steps, everyone)[:, 1:]
    named = {name: by_step[model.channels.place[name]] for name in ahead_of(model.channels)}
    dynamics = dynamics_on_numpy(model.scalars(model.mode), model.channels)
    ahead = beliefs_ahead(stayed, named, clients.steps, dynamics, model.link, model.channels)
    first = Belief(*(part[..., None, :] for part in at_last))
    return Belief(*(np.concatenate(parts, axis=-2) for parts in zip(first, ahead, strict=True)))


def _together(parts: Sequence[Standing]) -> Standing:
    if len(parts) == 1:
        return parts[0]
    return Standing(
        Belief(*(np.concatenate(arrays, axis=-1) for arrays in zip(*(part.course for part in parts), strict=True))),
        np.concatenate([part.level for part in parts]),
        Rated(*(np.concatenate(arrays) for arrays in zip(*(part.rated for part in parts), strict=True))),
        joined([part.kept for part in parts]),
        np.concatenate([part.is_replayed for part in parts]),
        Strained(*(np.concatenate(arrays, axis=-1) for arrays in zip(*(part.strained for part in parts), strict=True))),
        np.concatenate([part.patch for part in parts], axis=-1),
    )
