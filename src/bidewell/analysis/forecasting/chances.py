"""Each client's chance of staying, draw by draw: not left already, times not leaving at the contacts expected ahead."""

from dataclasses import dataclass

import numpy as np

from bidewell.analysis.forecasting.days_ahead import Columns
from bidewell.analysis.forecasting.gone_quiet import chance_left_already
from bidewell.analysis.forecasting.in_care import InCare
from bidewell.analysis.forecasting.pieces import columns_of, in_pieces
from bidewell.analysis.forecasting.standing import Standing
from bidewell.analysis.interval import HIGH, LOW
from bidewell.engine.cell import Belief
from bidewell.engine.design_ahead import PRECISION, DesignAhead
from bidewell.engine.draws import evenly_spaced
from bidewell.engine.fitted import FittedModel
from bidewell.engine.panel import Floats
from bidewell.engine.prediction import expected_hazards, stay_chances

DRAWS = 100
# So many clients' rows ahead are laid out together.
CLIENTS_AT_ONCE = 4_000
# Draws x steps x clients of one piece of arithmetic: within a processor's cache, and enough that Python does not count.
# Threads hold Python one at a time: with half of this two of them are slower than one.
NUMBERS_AT_ONCE = 256_000


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
    def left_already(self) -> tuple[Floats, Floats, Floats]:
        """Chance of having left at the last contact and its interval's ends, [clients] each, where step 0 is told."""
        last_contact = self.told.index(0)
        return 1.0 - self.mean[:, 0], 1.0 - self.high[:, last_contact], 1.0 - self.low[:, last_contact]


def chances_of(
    model: FittedModel,
    clients: InCare,
    stand: Standing,
    told: tuple[int, ...],
    *,
    columns: Columns | None = None,
    draws: int = DRAWS,
) -> Chances:
    """Chances for all clients, up to the last of the steps `told`; `columns` in place of those ahead asks "what if".

    Time: linear in clients x draws x steps. Memory beside the columns does not grow with the clients.
    """
    steps, everyone = 1 + told[-1], clients.clients
    rows = {name: values[: steps * everyone] for name, values in (columns or clients.ahead).items()}
    parameters = model.draws[evenly_spaced(len(model.draws), draws)]

    def work(piece: slice) -> tuple[Floats, Floats, Floats]:
        blocks = model.blocks(columns_of(rows, everyone, piece))
        design = DesignAhead.of(
            blocks, {block.name: model.block(block.name, parameters) for block in blocks}, steps, model.channels
        )
        return chances_laid_out(design, model, clients, stand, piece, told, len(parameters))

    found = in_pieces(work, everyone, CLIENTS_AT_ONCE)
    mean, low, high = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Chances(mean, low, high, told)


def chances_laid_out(
    design: DesignAhead,
    model: FittedModel,
    clients: InCare,
    stand: Standing,
    piece: slice,
    told: tuple[int, ...],
    draws: int,
) -> tuple[Floats, Floats, Floats]:
    """Mean [clients, 1 + steps] and the interval's ends [clients, told] for the piece of clients in `design`."""
    steps, size = 1 + told[-1], piece.stop - piece.start
    at_once = max(NUMBERS_AT_ONCE // (draws * steps), 1)
    mean, of_draws = np.empty((size, steps)), np.empty((size, len(told), draws), dtype=PRECISION)
    for begin in range(0, size, at_once):
        few = slice(begin, min(begin + at_once, size))
        among_all = slice(piece.start + few.start, piece.start + few.stop)
        stay = _stay(model, clients, stand, design.quantities(few), among_all, steps)
        mean[few] = stay.mean(axis=-1).T
        of_draws[few] = stay[list(told)].swapaxes(0, 1)
    low, high = _ends(of_draws)
    return mean, low, high


def _stay(
    model: FittedModel, clients: InCare, stand: Standing, ahead: dict[str, Floats], few: slice, steps: int
) -> Floats:
    """Chance of staying past the last contact and each step, [1 + steps, clients, draws]."""
    course = Belief(*(part[..., :steps, few] for part in stand.course))
    leaves, agrees = expected_hazards(course, ahead, model.link, model.channels)
    came = 1.0 - chance_left_already(leaves[:1], clients.still_away[few, None])
    contacts = clients.steps.contacts[: steps - 1, few]
    stayed = stay_chances(leaves[1:], agrees[1:], contacts, clients.ended_otherwise)
    came = came.astype(stayed.dtype)
    stayed *= came
    return np.concatenate([came, stayed])


def _ends(of_draws: Floats) -> tuple[Floats, Floats]:
    """The interval's ends over the last axis, between the two draws nearest to each."""
    ordered, last = np.sort(of_draws, axis=-1), of_draws.shape[-1] - 1

    def at(share: float) -> Floats:
        below = int(share * last)
        part, nearest = share * last - below, ordered[..., below : below + 2].astype(float)
        return np.asarray((1.0 - part) * nearest[..., 0] + part * nearest[..., -1])

    return at(LOW), at(HIGH)
