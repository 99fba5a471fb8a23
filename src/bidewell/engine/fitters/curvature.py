"""The matrix of second derivatives with few gradients: effects of therapists who share no client share a direction.

A column of the matrix costs a gradient. The fixed parameters take one each; among indexed effects (therapists) entry
(j, k) is zero unless j and k occur with the same client, so all effects of one colour, of a colouring in which no
effect has two neighbours of the same colour, are found by one gradient (Curtis, Powell & Reid 1974). Caseloads that
never mix need two directions whatever the number of therapists.
"""

import numpy as np
from scipy import sparse

from bidewell.engine.likelihood import DIFFERENCE, Likelihood
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.recursion import QUANTITIES

# Blocks with fewer levels than this (sites) get a direction each: they meet everyone anyway.
SMALLEST_COLOURED_BLOCK = 9


def information_from_scores(likelihood: Likelihood, parameters: Floats) -> Floats:
    """Minus the second derivatives, roughly, for the cost of three gradients: the sum of squares of clients' scores.

    Never negative, so good where the true matrix may not be: far from the mode (Berndt, Hall, Hall & Hausman 1974).
    """
    model, rows = likelihood.model, likelihood.row_gradients(parameters)
    parts = [_scores(model, block, rows[QUANTITIES.index(block.quantity)]) for block in model.blocks]
    if model.latent is not None:
        parts.append(sparse.csr_matrix(_scalar_scores(likelihood, parameters)))
    scores = sparse.hstack(parts).tocsr()
    return np.asarray((scores.T @ scores).todense())


def second_derivatives(likelihood: Likelihood, parameters: Floats, among: Flags | None = None) -> Floats:
    """The symmetric matrix of second derivatives of the log-likelihood; where asked, only `among` some parameters.

    Parameters left out cost nothing, but indexed blocks are in or out as a whole.
    """
    model = likelihood.model
    if among is not None:
        return _second_derivatives(likelihood, parameters, np.flatnonzero(among))[np.ix_(among, among)]
    return _second_derivatives(likelihood, parameters, np.arange(model.size))


def _second_derivatives(likelihood: Likelihood, parameters: Floats, wanted: Integers) -> Floats:
    model = likelihood.model
    indexed, neighbours = _indexed_effects(model, wanted)
    fixed = np.setdiff1d(wanted, indexed)
    colours = _colours(neighbours)
    shared = np.zeros((int(colours.max(initial=-1)) + 1, model.size))
    shared[colours, indexed] = 1.0
    products = likelihood.curvature_along(parameters, np.concatenate([np.eye(model.size)[fixed], shared]))
    matrix = np.zeros((model.size, model.size))
    matrix[fixed] = products[: fixed.size]
    matrix[:, fixed] = products[: fixed.size].T
    matrix[np.ix_(fixed, fixed)] = (matrix[np.ix_(fixed, fixed)] + matrix[np.ix_(fixed, fixed)].T) / 2.0
    rows, columns = neighbours.nonzero()
    matrix[indexed[rows], indexed[columns]] = products[fixed.size + colours[columns], indexed[rows]]
    matrix[np.ix_(indexed, indexed)] = (matrix[np.ix_(indexed, indexed)] + matrix[np.ix_(indexed, indexed)].T) / 2.0
    return matrix


def _scores(model: Model, block: Block, gradients: Floats) -> sparse.csr_matrix:
    """Gradient of each client's log-likelihood in a block's parameters, [clients, size]."""
    panel = model.panel
    of_client = sparse.csr_matrix((gradients, (panel.client, np.arange(panel.rows))), shape=(panel.clients, panel.rows))
    if block.columns is not None:
        return sparse.csr_matrix(of_client @ block.columns)
    assert block.level_of_row is not None
    known = np.flatnonzero(block.level_of_row >= 0)
    pairs = (np.ones(known.size), (known, block.level_of_row[known]))
    return (of_client @ sparse.csr_matrix(pairs, shape=(panel.rows, block.size))).tocsr()


def _scalar_scores(likelihood: Likelihood, parameters: Floats) -> Floats:
    steps = DIFFERENCE * np.eye(parameters.size)[likelihood.model.layout["latent"]]
    here = likelihood.by_client(parameters)
    return np.column_stack([likelihood.by_client(parameters + step) - here for step in steps]) / DIFFERENCE


def _indexed_effects(model: Model, wanted: Integers) -> tuple[Integers, sparse.csr_matrix]:
    """Positions of the indexed effects, and which of them occur with the same client (themselves included)."""
    blocks = [
        b
        for b in model.blocks
        if b.level_of_row is not None and b.size >= SMALLEST_COLOURED_BLOCK and model.layout[b.name].start in wanted
    ]
    positions = [np.arange(model.layout[b.name].start, model.layout[b.name].stop) for b in blocks]
    met = [_clients_by_level(model, b.level_of_row, b.size) for b in blocks if b.level_of_row is not None]
    if not blocks:
        return np.zeros(0, dtype=np.int64), sparse.csr_matrix((0, 0))
    incidence = sparse.hstack(met).tocsr()
    return np.concatenate(positions), ((incidence.T @ incidence) > 0).tocsr()


def _clients_by_level(model: Model, level_of_row: Integers, size: int) -> sparse.csr_matrix:
    known = level_of_row >= 0
    pairs = (np.ones(int(known.sum())), (model.panel.client[known], level_of_row[known]))
    return sparse.csr_matrix(pairs, shape=(model.panel.clients, size))


def _colours(neighbours: sparse.csr_matrix) -> Integers:
    """Greedy colouring in which two effects with a common neighbour differ."""
    within_two = ((neighbours @ neighbours) > 0).tocsr()
    colours = np.full(neighbours.shape[0], -1, dtype=np.int64)
    for effect in range(colours.size):
        near = within_two.indices[within_two.indptr[effect] : within_two.indptr[effect + 1]]
        taken = set(colours[near].tolist())
        colours[effect] = next(colour for colour in range(colours.size) if colour not in taken)
    return colours
