"""Which persons meet which level of an effect: a therapist's clients, a site's, a quarter's."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bidewell.engine.model import Block
from bidewell.engine.panel import Floats, Integers, Panel


@dataclass(frozen=True)
class Meetings:
    """Each effect that each person meets, in the persons' order: whose it is, and the effect's level.

    `turn` numbers those of one person. `of_row` [rows] is the meeting a row is part of, one past the last for none.
    """

    person: Integers
    level: Integers
    turn: Integers
    of_row: Integers

    @classmethod
    def of(cls, panel: Panel, block: Block) -> "Meetings":
        """Those of a block that has levels."""
        assert block.level_of_row is not None
        known = block.level_of_row >= 0
        pairs, which = np.unique(panel.of_person[known] * block.size + block.level_of_row[known], return_inverse=True)
        person, level = np.divmod(pairs, max(block.size, 1))
        of_row = np.full(known.size, pairs.size)
        of_row[known] = which
        return cls(person, level, np.arange(pairs.size) - np.searchsorted(person, person), of_row)

    @property
    def turns(self) -> int:
        """How many anybody has at most."""
        return int(self.turn.max(initial=-1)) + 1

    def rows_in(self, turn: int) -> Floats:
        """1 in rows of everybody's meeting of that turn, [rows]."""
        return np.append(self.turn == turn, False)[self.of_row].astype(float)

    def level_in(self, turn: int, persons: int) -> Integers:
        """The level that each person meets in that turn, [persons] (-1: none)."""
        found, chosen = np.full(persons, -1), self.turn == turn
        found[self.person[chosen]] = self.level[chosen]
        return found

    def summed(self, by_row: Floats) -> Floats:
        """What stands in rows [rows] summed by meeting, [meetings]."""
        return np.bincount(self.of_row, weights=by_row, minlength=self.person.size + 1)[:-1].astype(float)


def persons_by_level(panel: Panel, block: Block) -> sparse.csr_matrix:
    """Above 0 where a person has a row at a level of a block that has levels, [persons, levels]."""
    assert block.level_of_row is not None
    known = block.level_of_row >= 0
    pairs = (np.ones(int(known.sum())), (panel.of_person[known], block.level_of_row[known]))
    return sparse.csr_matrix(pairs, shape=(panel.persons, block.size))
