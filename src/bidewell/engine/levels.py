"""Which persons meet which level of an effect: a therapist's clients, a site's, a quarter's."""

import numpy as np
from scipy import sparse

from bidewell.engine.model import Block
from bidewell.engine.panel import Panel


def persons_by_level(panel: Panel, block: Block) -> sparse.csr_matrix:
    """Above 0 where a person has a row at a level of a block that has levels, [persons, levels]."""
    assert block.level_of_row is not None
    known = block.level_of_row >= 0
    pairs = (np.ones(int(known.sum())), (panel.of_person[known], block.level_of_row[known]))
    return sparse.csr_matrix(pairs, shape=(panel.persons, block.size))
