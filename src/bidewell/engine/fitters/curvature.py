"""The matrix of second derivatives with few gradients: effects of therapists who share no client share a direction.

A column of the matrix costs a gradient. The fixed parameters take one each; among indexed effects (therapists) entry
(j, k) is zero unless j and k occur with the same client, so all effects of one colour, of a colouring in which no
effect has two neighbours of the same colour, are found by one gradient (Curtis, Powell & Reid 1974). Caseloads that
never mix need two directions whatever the number of therapists.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from bidewell.engine.levels import persons_by_level
from bidewell.engine.likelihood import DIFFERENCE, Likelihood
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Flags, Floats, Integers

# Blocks with fewer levels than this (sites) get a direction each: they meet everyone anyway.
SMALLEST_COLOURED_BLOCK = 9
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
    """The information, roughly, for the cost of three gradients.

    Never negative, so good where the true matrix may not be: far from the mode (Berndt, Hall, Hall & Hausman 1974).
    """
    model, rows = likelihood.model, likelihood.row_gradients(parameters)
    parts = [_scores(model, block, rows[model.channels.place[block.quantity]]) for block in model.blocks]
    if model.latent is not None:
        parts.append(sparse.csr_matrix(_scalar_scores(likelihood, parameters)))
    return Scores(sparse.hstack(parts).tocsc())


def second_derivatives(likelihood: Likelihood, parameters: Floats, among: Flags | None = None) -> Floats:
    """The symmetric matrix of second derivatives of the log-likelihood; where asked, only `among` some parameters.

    Parameters left out cost nothing, but indexed blocks are in or out as a whole.
    """
    wanted = np.arange(likelihood.model.size) if among is None else np.flatnonzero(among)
    return -differences_at(likelihood, parameters, wanted).block(wanted, wanted)


def differences_at(
    likelihood: Likelihood, parameters: Floats, wanted: Integers, smallest_coloured: int = SMALLEST_COLOURED_BLOCK
) -> Differences:
    """The information by differences of gradients: one for each fixed parameter and each colour, and one more."""
    size = likelihood.model.size
    indexed, neighbours = _indexed_effects(likelihood.model, wanted, smallest_coloured)
    fixed = np.setdiff1d(wanted, indexed)
    colours = _colours(neighbours)
    directions = np.zeros((fixed.size + int(colours.max(initial=-1)) + 1, size))
    directions[np.arange(fixed.size), fixed] = 1.0
    directions[fixed.size + colours, indexed] = 1.0
    products = -likelihood.curvature_along(parameters, directions)
    along, row = products[: fixed.size], np.full(size, -1)
    row[fixed] = np.arange(fixed.size)
    along[:, fixed] = (along[:, fixed] + along[:, fixed].T) / 2.0
    rows, columns = neighbours.nonzero()
    entries = (products[fixed.size + colours[columns], indexed[rows]], (indexed[rows], indexed[columns]))
    among_indexed = sparse.csr_matrix(entries, shape=(size, size))
    return Differences(along, row, ((among_indexed + among_indexed.T) / 2.0).tocsr())


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


def _indexed_effects(model: Model, wanted: Integers, smallest: int) -> tuple[Integers, sparse.csr_matrix]:
    """Positions of the indexed effects, and which of them occur with the same person (themselves included)."""
    blocks = [
        b
        for b in model.blocks
        if b.level_of_row is not None and b.size >= smallest and model.layout[b.name].start in wanted
    ]
    positions = [np.arange(model.layout[b.name].start, model.layout[b.name].stop) for b in blocks]
    met = [persons_by_level(model.panel, block) for block in blocks]
    if not blocks:
        return np.zeros(0, dtype=np.int64), sparse.csr_matrix((0, 0))
    incidence = sparse.hstack(met).tocsr()
    return np.concatenate(positions), ((incidence.T @ incidence) > 0).tocsr()


def _colours(neighbours: sparse.csr_matrix) -> Integers:
    """Greedy colouring in which two effects with a common neighbour differ."""
    within_two = ((neighbours @ neighbours) > 0).tocsr()
    colours = np.full(neighbours.shape[0], -1, dtype=np.int64)
    for effect in range(colours.size):
        near = within_two.indices[within_two.indptr[effect] : within_two.indptr[effect + 1]]
        taken = set(colours[near].tolist())
        colours[effect] = next(colour for colour in range(colours.size) if colour not in taken)
    return colours
