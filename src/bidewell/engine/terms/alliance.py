"""The alliance's own effect: one tied loading of its level, split into lasting and passing where the data carry it."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.model import Block
from bidewell.engine.terms.term import NEUTRAL_PRIOR_SD, WINDOWS, Rows, by_window


@dataclass(frozen=True)
class AllianceEffect:
    """Loading of the latent alliance on a hazard, per standard deviation of the ratings.

    quantity "loading" (leaving), "agreed_loading" (agreed ending), "patch_loading": what a passing change counts more
    than a lasting difference, "caseload_loading": what a therapist's clients share counts more than what tells them
    apart, or "curve": how much the effect on leaving bends, per squared standard deviation.
    """

    name: str
    quantity: str = "loading"
    prior_mean: float = 0.0
    prior_sd: float = NEUTRAL_PRIOR_SD
    windows: bool = False
    factor: str = "alliance"

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """A constant column, or one per window."""
        ones = np.ones(len(rows["period"]))
        labels = tuple(words for words, _, _ in WINDOWS) if self.windows else ("",)
        columns = by_window(ones, rows["period"]) if self.windows else ones[:, None]
        return (Block(self.name, self.quantity, labels, columns, prior_mean=self.prior_mean, prior_sd=self.prior_sd),)
