"""Each client's chance of staying, draw by draw: not left already, times not leaving at the contacts expected ahead."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from bidewell.analysis.days_ahead import Columns
from bidewell.analysis.gone_quiet import chance_left_already
from bidewell.analysis.in_care import InCare
from bidewell.engine.cell import Belief
from bidewell.engine.design_ahead import AHEAD, Design
from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.prediction import (
    beliefs_ahead,
    current_beliefs,
    expected_hazard,
    stay_chances,
)
from bidewell.engine.process import dynamics_of
from bidewell.engine.quadrature import hazard_on_numpy
from bidewell.engine.recursion import observed_rows, rows_of

DRAWS = 100
# Keeps the arrays of one piece of work within a processor's cache, and memory bounded however many clients there are.
CLIENTS_AT_ONCE = 250
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Standing:
    """What is believed of each client at the last contact, and at each step ahead if still in care then.

    `level` is the alliance level believed at each row of the history.
    """

    at_last: Belief
    ahead: tuple[Belief, ...]
    level: Floats


@dataclass(frozen=True)
class Chances:
    """Chance of staying to the end of each step, [clients, 1 + steps]; its 90 % interval at the steps `told`.

    Step 0 is the last contact itself: staying there is coming to the next session.
    """

    mean: Floats
    low: Floats
    high: Floats
    told: tuple[int, ...]

    @property
    def left_already(self) -> Floats:
        """Chance of having left at the last contact, [clients]."""
        return 1.0 - self.mean[:, 0]


def standing(model: FittedModel, clients: InCare) -> Standing:
    """Carry every client's belief to the last contact, past it, and ahead, under the mode of the model."""
    rows, link, scalars = clients.history.panel, model.link, model.scalars(model.mode)
    plain = model.quantities(model.blocks(clients.history.columns), model.mode, rows.rows)
    quantities, channels = model.with_bounds(plain, rows, model.mode), model.channels
    observed = observed_rows(rows, channels, model.growth)
    after = np.arange(rows.rows) > clients.last[rows.client]
    until = rows_of(observed, ~after)
    is_last = np.zeros(rows.rows)
    is_last[clients.last] = 1.0
    first = current_beliefs(
        rows.client[~after],
        until._replace(at_risk=until.at_risk * (1.0 - is_last[~after])),
        quantities[:, ~after],
        scalars,
        link,
        channels,
    )
    # The last contact again, now as one the client did not leave at; then what was rated after it.
    rest = after | (is_last > 0)
    nothing_new = rows_of(observed, rest)
    repeated = is_last[rest] > 0
    nothing_new = nothing_new._replace(
        **{
            name: np.where(repeated, 0.0, getattr(nothing_new, name))
            for name in ("starts", "renewed", "periods", "rating_count", "times", "happened")
        }
    )
    stayed = current_beliefs(rows.client[rest], nothing_new, quantities[:, rest], scalars, link, channels, first.belief)
    level = np.empty(rows.rows)
    level[rest], level[~after] = stayed.level, first.level
    return Standing(first.belief, _ahead(model, clients, stayed.belief), level)


def _ahead(model: FittedModel, clients: InCare, belief: Belief) -> tuple[Belief, ...]:
    steps, everyone = len(clients.ends), clients.clients
    quantities = model.quantities(model.blocks(clients.ahead), model.mode, (1 + steps) * everyone)
    place = model.channels.place
    named = {name: quantities[place[name]].reshape(1 + steps, everyone)[1:] for name in AHEAD}
    dynamics, hazard = dynamics_of(model.scalars(model.mode)[:, None], np, model.channels), hazard_on_numpy(model.link)
    return tuple(beliefs_ahead(belief, named, clients.steps, dynamics, hazard))


def chances_of(
    model: FittedModel,
    clients: InCare,
    stand: Standing,
    told: tuple[int, ...],
    *,
    columns: Columns | None = None,
    draws: int = DRAWS,
) -> Chances:
    """Chances for all clients, up to the last of the steps `told`; `columns` in place of those ahead asks "what if"."""
    rows = {name: values[: (1 + told[-1]) * clients.clients] for name, values in (columns or clients.ahead).items()}
    blocks = model.blocks(rows)
    thinned = np.linspace(0, len(model.draws) - 1, min(draws, len(model.draws))).round().astype(np.int64)
    design = Design.of(
        blocks, {block.name: model.block(block.name, model.draws[thinned]) for block in blocks}, 1 + told[-1]
    )

    def work(begin: int) -> tuple[Floats, Floats, Floats]:
        piece = slice(begin, min(begin + CLIENTS_AT_ONCE, clients.clients))
        return _summary(_stay(model, clients, stand, design, piece), told)

    with ThreadPoolExecutor() as pool:
        found = list(pool.map(work, range(0, clients.clients, CLIENTS_AT_ONCE)))
    mean, low, high = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Chances(mean, low, high, told)


def _stay(model: FittedModel, clients: InCare, stand: Standing, design: Design, piece: slice) -> Floats:
    """Chance of staying past the last contact and each step, [1 + steps, draws, clients]."""
    ahead, steps = design.quantities(piece), design.steps - 1
    at_last = {name: values[0] for name, values in ahead.items()}
    hazard = expected_hazard(_part(stand.at_last, piece), at_last, model.link)
    came = 1.0 - chance_left_already(hazard, clients.still_away[piece])
    later = {name: values[1:] for name, values in ahead.items()}
    beliefs = [_part(belief, piece) for belief in stand.ahead[:steps]]
    contacts = clients.steps.contacts[:steps, piece]
    stayed = stay_chances(beliefs, later, contacts, model.link, clients.ended_otherwise)
    return np.concatenate([came[None], came * stayed])


def _part(belief: Belief, piece: slice) -> Belief:
    return Belief(*(values[..., piece] for values in belief))


def _summary(stay: Floats, told: tuple[int, ...]) -> tuple[Floats, Floats, Floats]:
    low, high = np.quantile(stay[list(told)], (LOW, HIGH), axis=1)
    return stay.mean(axis=1).T, low.T, high.T


def only(clients: InCare, stand: Standing, chosen: Integers) -> tuple[InCare, Standing]:
    """Some of the clients, for a question that concerns only them."""
    everyone = clients.clients
    ahead = {name: values.reshape(-1, everyone)[:, chosen].ravel() for name, values in clients.ahead.items()}
    some = replace(
        clients,
        episodes=clients.episodes[chosen],
        ahead=ahead,
        steps=type(clients.steps)(*(values[:, chosen] for values in (clients.steps.contacts, clients.steps.periods))),
        days_since_contact=clients.days_since_contact[chosen],
        missed_since_contact=clients.missed_since_contact[chosen],
        still_away=clients.still_away[chosen],
    )
    beliefs: Sequence[Belief] = [
        Belief(*(values[..., chosen] for values in belief)) for belief in (stand.at_last, *stand.ahead)
    ]
    return some, Standing(beliefs[0], tuple(beliefs[1:]), stand.level)
