"""Each source of pressure: what goes with its start, with its lasting, with the alliance under it, and with its end."""

from dataclasses import dataclass

import numpy as np

from bidewell.analysis.interval import Interval
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.terms.pressure import PARTS, Pressure
from bidewell.engine.terms.term import WINDOWS

FEWEST_CLIENTS = 11
# Below this many orders that ended while the client was followed, what comes after is not told.
FEWEST_ENDED_ORDERS = 30


@dataclass(frozen=True)
class PressureEffect:
    """Hazard ratios of leaving under one source of pressure, against clients without it."""

    source: str
    clients: int
    ended_orders: int  # clients whose order ended while they were followed
    start: Interval
    sustain: Interval
    fades: Interval  # log hazard ratio: sustain minus start, above 0 where the link weakens
    sustain_by_alliance: Interval | None
    after: Interval | None
    windows: tuple[tuple[str, Interval], ...]

    @property
    def has_enough_ended(self) -> bool:
        """Whether enough orders ended to say what follows."""
        return self.ended_orders >= FEWEST_ENDED_ORDERS


def pressure_effects(whole: FittedProgram, windows: FittedProgram | None) -> tuple[PressureEffect, ...]:
    """All sources in an explaining fit that enough clients are under, the most common first.

    `windows` is the same fit with an effect per window of care; of one whose draws failed their check none is told.
    """
    found = [
        _effect(whole, windows, term)
        for term in whole.model.terms
        if isinstance(term, Pressure) and _clients(whole, f"{term.factor}.active") >= FEWEST_CLIENTS
    ]
    return tuple(sorted(found, key=lambda effect: -effect.clients))


def part(fitted: FittedProgram, source: str, name: str) -> np.ndarray:
    """Draws of one coefficient of a source: start, sustain or after."""
    return fitted.model.block(source)[:, PARTS.index(name)]


def _effect(whole: FittedProgram, windows: FittedProgram | None, term: Pressure) -> PressureEffect:
    source = term.factor
    start, sustain = part(whole, source, "start"), part(whole, source, "sustain")
    product = f"{source}_sustain_by_alliance"
    ended = _clients(whole, f"{source}.after")
    return PressureEffect(
        source=source,
        clients=_clients(whole, f"{source}.active"),
        ended_orders=ended,
        start=Interval.ratio(start),
        sustain=Interval.ratio(sustain),
        fades=Interval.of(sustain - start),
        sustain_by_alliance=Interval.ratio(whole.model.block(product)[:, 0]) if product in whole.model.layout else None,
        after=Interval.ratio(part(whole, source, "after")) if ended >= FEWEST_CLIENTS else None,
        windows=_windows(windows, source),
    )


def _windows(fitted: FittedProgram | None, source: str) -> tuple[tuple[str, Interval], ...]:
    if fitted is None or not fitted.model.diagnostics.trusted:
        return ()
    draws = fitted.model.block(source)
    return tuple((words, Interval.ratio(draws[:, place])) for place, (words, _, _) in enumerate(WINDOWS))


def _clients(fitted: FittedProgram, column: str) -> int:
    """Clients with a contact at which the column is on."""
    rows = fitted.rows
    return clients_in(rows, (rows.columns[column] > 0) & rows.panel.at_risk)
