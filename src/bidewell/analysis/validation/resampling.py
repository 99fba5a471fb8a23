"""The cluster bootstrap: clients drawn with replacement, all forecasts of a client together (Davison & Hinkley 1997).

Every statistic takes weights [replicates, forecasts], how often each forecast's client was drawn, and gives
[replicates]. One seed gives one set of draws: two statistics of the same forecasts can be compared pair by pair.
The models are not fitted anew in a replicate: intervals tell of the clients, not of the fit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bidewell.analysis.interval import HIGH, LOW, Interval
from bidewell.engine.panel import Floats, Integers

REPLICATES = 500
# Weights are made for so many forecasts at a time: memory stays bounded however many there are.
_AT_ONCE = 2_000_000
# With more replicates than this share in which a statistic does not exist, its interval would be of a selected few.
_MOST_WITHOUT = 0.05

Statistic = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Bootstrap:
    """Clients of the forecasts, [forecasts] as numbers from 0, and how often each was drawn, [replicates, clients]."""

    client: Integers
    drawn: Integers

    @classmethod
    def of(cls, client: Integers, seed: int, replicates: int = REPLICATES) -> "Bootstrap":
        """Draw as many clients as there are, so many times. Memory: replicates x clients."""
        clients = int(client.max()) + 1
        rng = np.random.default_rng(seed)
        return cls(client, rng.multinomial(clients, np.full(clients, 1.0 / clients), size=replicates))

    def draws(self, statistic: Statistic) -> Floats:
        """The statistic in each replicate, [replicates]; NaN where it does not exist there."""
        rows = max(1, _AT_ONCE // self.client.size)
        pieces = [self.drawn[begin : begin + rows] for begin in range(0, len(self.drawn), rows)]
        return np.concatenate([statistic(piece[:, self.client].astype(float)) for piece in pieces])

    def estimate(self, statistic: Statistic) -> Interval | None:
        """The statistic of all forecasts with its 90 % percentile interval; None where it does not exist."""
        return self._estimate(statistic, is_distance=False)

    def estimate_distance(self, statistic: Statistic) -> Interval | None:
        """The same for a mean distance, which no replicate's noise can cancel: it comes out too large in each of them.

        The interval is moved back by that much, and ends at 0.
        """
        return self._estimate(statistic, is_distance=True)

    def _estimate(self, statistic: Statistic, *, is_distance: bool) -> Interval | None:
        value = float(statistic(np.ones((1, self.client.size)))[0])
        found = self.draws(statistic)
        exists = np.isfinite(found)
        if not np.isfinite(value) or exists.mean() < 1.0 - _MOST_WITHOUT:
            return None
        low, high = (float(end) for end in np.quantile(found[exists], (LOW, HIGH)))
        if is_distance:
            excess = float(found[exists].mean()) - value
            low, high = max(0.0, min(low - excess, value)), max(high - excess, value)
        return Interval(value, low, high)
