"""Calendar quarter: a random walk, so that changes of the program do not land on the alliance."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.model import Block
from bidewell.engine.terms.term import Rows, as_index


@dataclass(frozen=True)
class CalendarWalk:
    """Steps from one quarter to the next, N(0, scale^2) each; quarters after the last fitted one stay at its level."""

    name: str
    quantity: str
    quarters: int
    scale_prior_sd: float = 0.2
    factor: str = ""

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """One column a step: 1 from that quarter on."""
        if self.quarters < 2:
            return ()
        quarter = as_index(rows["quarter"])
        columns = (quarter[:, None] >= np.arange(1, self.quarters)).astype(float)
        labels = tuple(str(step) for step in range(1, self.quarters))
        return (
            Block(
                self.name, self.quantity, labels, columns, scale=f"{self.name}_sd", scale_prior_sd=self.scale_prior_sd
            ),
        )
