"""How well the items of a scale hang together in a program's own answers: Cronbach's alpha with Feldt's interval.

Alpha is a lower bound of the scale's reliability where the items measure one thing to different degrees. One answering
a client, so that answers do not repeat people.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

# With fewer the interval is so wide that the number would be read as more than it is. Our own choice.
FEWEST_CLIENTS = 30
TAIL = 0.05  # on either side of a 90 % interval


@dataclass(frozen=True)
class Consistency:
    """Alpha, its 90 % interval, the clients and the items behind it."""

    alpha: float
    low: float
    high: float
    clients: int
    items: int


def internal_consistency(answers: NDArray[np.float64]) -> Consistency | None:
    """From one row a client and one column an item, nothing blank. None where too few, or where nobody differs.

    alpha = k / (k - 1) (1 - sum of item variances / variance of the sum). (1 - alpha) / (1 - estimate) follows
    F(n - 1, (n - 1)(k - 1)): Feldt (1965), Psychometrika 30, 357-370.
    """
    clients, items = answers.shape
    total = answers.sum(axis=1).var(ddof=1) if clients > 1 else 0.0
    if clients < FEWEST_CLIENTS or items < 2 or total <= 0:
        return None
    alpha = items / (items - 1) * (1 - answers.var(axis=0, ddof=1).sum() / total)
    degrees = clients - 1, (clients - 1) * (items - 1)
    low, high = (1 - (1 - alpha) * float(fdtri(*degrees, level)) for level in (1 - TAIL, TAIL))
    return Consistency(float(alpha), float(low), float(high), clients, items)
