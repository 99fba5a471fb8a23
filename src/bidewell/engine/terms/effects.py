"""Effects of belonging somewhere: therapist on rating level and on hazard, site on hazard; spread estimated."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.model import Block
from bidewell.engine.terms.term import Rows, as_index


@dataclass(frozen=True)
class Effects:
    """One N(0, scale^2) effect per level of an index column (-1: none), with a half-normal prior on the scale."""

    name: str
    column: str
    quantity: str
    levels: tuple[str, ...]
    scale_prior_sd: float
    factor: str

    def blocks(self, rows: Rows) -> tuple[Block, ...]:
        """The indexed block; a level not fitted (a new therapist) has no effect known."""
        index = as_index(rows[self.column])
        known = np.where(index < len(self.levels), index, -1)
        return (
            Block(
                self.name,
                self.quantity,
                self.levels,
                level_of_row=known,
                scale=f"{self.name}_sd",
                scale_prior_sd=self.scale_prior_sd,
            ),
        )
