"""The matrix of second derivatives with few gradients: effects that no person meets together share one.

A column of the matrix costs a gradient, and each fixed parameter takes one. Of indexed effects (therapists) entry
(j, k) is a sum over the persons who meet both. So the quantity itself is moved in all rows at the m-th therapist whom
a person meets, whoever that is, and what gradients in rows change by is summed by person and therapist: as many
gradients as one person meets therapists at most, however many these are and whoever shares their clients.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from bidewell.engine.levels import Meetings
from bidewell.engine.likelihood import DIFFERENCE, Likelihood, Moved
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Flags, Floats, Integers

# Where more of the scores than this share are not 0, they are multiplied as if none were.
DENSE = 0.1


class Information(Protocol):
    """Minus the second derivatives, of which any block can be had without the whole."""

    def block(self, rows: Integers, columns: Integers) -> Floats:
        """The entries of some parameters with some others, [rows, columns]."""
        ...


@dataclass(frozen=True)
class Scores:
    """The sum of squares of persons' scores [persons, size]."""

    scores: sparse.csc_matrix

    def block(self, rows: Integers, columns: Integers) -> Floats:
        """The entries of some parameters with some others, [rows, columns]."""
        others = self.scores[:, columns]
        if others.nnz > DENSE * np.prod(others.shape):
            return np.asarray(self.scores[:, rows].T @ others.toarray())
        return np.asarray((self.scores[:, rows].T @ others).toarray())


@dataclass(frozen=True)
class Differences:
    """Differences of gradients along directions: `along` [fixed, size], and the entries among indexed effects.

    `row` [size] is the number of a fixed parameter's direction, -1 for an indexed effect.
    """

    along: Floats
    row: Integers
    among_indexed: sparse.csr_matrix

    def block(self, rows: Integers, columns: Integers) -> Floats:
        """The entries of some parameters with some others, [rows, columns]."""
        found = self.among_indexed[rows][:, columns].toarray()
        fixed_rows, fixed_columns = self.row[rows] >= 0, self.row[columns] >= 0
        found[:, fixed_columns] = self.along[np.ix_(self.row[columns[fixed_columns]], rows)].T
        found[fixed_rows] = self.along[np.ix_(self.row[rows[fixed_rows]], columns)]
        return np.asarray(found)


def scores_at(likelihood: Likelihood, parameters: Floats) -> Scores:
    """The information at `parameters` [size], roughly, for the cost of three gradients.

    Never negative, so good where the true matrix may not be: far from the mode (Berndt, Hall, Hall & Hausman 1974).
    """
    model = likelihood.model
    rows = likelihood.row_gradients(parameters, range(len(model.channels.quantities)))
    parts = [_scores(model, block, rows[model.channels.place[block.quantity]]) for block in model.blocks]
    if model.latent is not None:
        parts.append(sparse.csr_matrix(_scalar_scores(likelihood, parameters)))
    return Scores(sparse.hstack(parts).tocsc())


def second_derivatives(likelihood: Likelihood, parameters: Floats, among: Flags | None = None) -> Floats:
    """Second derivatives of the log-likelihood, [size, size]; where asked, only `among` [size] some parameters.

    Parameters left out cost nothing, but indexed blocks are in or out as a whole.
    """
    wanted = np.arange(likelihood.model.size) if among is None else np.flatnonzero(among)
    return -differences_at(likelihood, parameters, wanted).block(wanted, wanted)


def differences_at(likelihood: Likelihood, parameters: Floats, wanted: Integers) -> Differences:
    """The information at `parameters` [size], of those at the places `wanted`, by differences of gradients.

    One for each fixed parameter and, of each indexed block, for each level that one person meets at most; and two more.
    """
    model, size = likelihood.model, likelihood.model.size
    blocks = [b for b in model.blocks if b.level_of_row is not None and model.layout[b.name].start in wanted]
    fixed = np.setdiff1d(wanted, np.concatenate([[0][:0], *(np.r_[model.layout[block.name]] for block in blocks)]))
    row = np.full(size, -1)
    row[fixed] = np.arange(fixed.size)
    directions = np.zeros((fixed.size, size))
    directions[np.arange(fixed.size), fixed] = 1.0
    along = -likelihood.curvature_along(parameters, directions)
    along[:, fixed] = (along[:, fixed] + along[:, fixed].T) / 2.0
    return Differences(along, row, _among_indexed(likelihood, parameters, blocks))


def _among_indexed(likelihood: Likelihood, parameters: Floats, blocks: Sequence[Block]) -> sparse.csr_matrix:
    """The information among indexed effects, [size, size]: nothing among others."""
    model = likelihood.model
    met = [(block, Meetings.of(model.panel, block)) for block in blocks]
    quantities = [model.channels.place[block.quantity] for block in blocks]
    here = likelihood.row_gradients(parameters, quantities)
    shape, entries = (model.size, model.size), [(np.zeros(0), np.zeros(0, dtype=int), np.zeros(0, dtype=int))]
    for (block, mine), quantity in zip(met, quantities, strict=True):
        for turn in range(mine.turns):
            moved = Moved(quantity, DIFFERENCE * mine.rows_in(turn))
            lost = (here - likelihood.row_gradients(parameters, quantities, moved)) / DIFFERENCE
            level = mine.level_in(turn, model.panel.persons)
            for (other, theirs), by_row in zip(met, lost, strict=True):
                column = level[theirs.person]
                known = column >= 0
                row = model.layout[other.name].start + theirs.level[known]
                entries.append((theirs.summed(by_row)[known], row, model.layout[block.name].start + column[known]))
    values, rows, columns = (np.concatenate(part) for part in zip(*entries, strict=True))
    found = sparse.csr_matrix((values, (rows, columns)), shape=shape)
    return sparse.csr_matrix((found + found.T) / 2.0)


def _scores(model: Model, block: Block, gradients: Floats) -> sparse.csr_matrix:
    """Gradient of each person's log-likelihood in a block's parameters, [persons, size]."""
    panel = model.panel
    of_rows = (gradients, (panel.of_person, np.arange(panel.rows)))
    of_person = sparse.csr_matrix(of_rows, shape=(panel.persons, panel.rows))
    if block.columns is not None:
        return sparse.csr_matrix(of_person @ block.columns)
    assert block.level_of_row is not None
    known = np.flatnonzero(block.level_of_row >= 0)
    pairs = (np.ones(known.size), (known, block.level_of_row[known]))
    return (of_person @ sparse.csr_matrix(pairs, shape=(panel.rows, block.size))).tocsr()


def _scalar_scores(likelihood: Likelihood, parameters: Floats) -> Floats:
    places = np.r_[likelihood.model.layout["latent"]]
    steps = np.zeros((places.size, parameters.size))
    steps[np.arange(places.size), places] = DIFFERENCE
    here = likelihood.by_person(parameters)
    return np.column_stack([likelihood.by_person(parameters + step) - here for step in steps]) / DIFFERENCE
