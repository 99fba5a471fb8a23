"""A model split into partitions of whole sites, or of whole clients where there is only one site.

Who came back is one client here: what lasts of a person is known in one partition, or not at all.

A site is what the data hold together: clients who share a therapist, and therapists who share a client. An effect of
a site (of its therapists, of the site itself) concerns no client elsewhere, so it need not leave its partition. In a
program of one site every effect is shared, clients are split evenly, and messages grow with the therapists.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from bidewell.engine.levels import persons_by_level
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Flags, Floats, Integers

# Where every therapist is a site, thousands of tiny ones would cost more than looking at several together.
MOST_SITES = 256

# Up to so many effects the optimiser may as well have them all: one small matrix instead of many.
FEW_EFFECTS = 400

# Where one site holds more of the rows, there is nothing to share out: a few clients apart do not make it two.
LARGEST_SHARE = 0.5


@dataclass(frozen=True)
class Part:
    """Some of a model's clients with the parameters that concern them.

    shared     positions of the shared parameters in `model`, in the same order in every part
    own        positions of each site's own effects
    sites      the number of each of these sites in the whole program
    site_of    place among these sites of each row's, [rows]; one past the last where the row's has no own effects
    positions  where each parameter of `model` lies in the whole model
    start      where to begin, [size]
    """

    model: Model
    shared: Integers
    own: tuple[Integers, ...]
    sites: tuple[int, ...]
    site_of: Integers
    positions: Integers
    start: Floats


def split(
    model: Model, partitions: int = 1, start: Floats | None = None, sites_apart: bool | None = None
) -> list[Part]:
    """At most so many parts, as even in rows as whole sites (or, with one site, whole persons) allow.

    `sites_apart`: whether sites keep their effects to themselves; None: where there are many effects.
    """
    site_of_person, site_of_parameter = find_sites(model, sites_apart)
    begin = model.prior_mean() if start is None else start
    many = (site_of_parameter >= 0).any()
    weights = np.bincount(model.panel.of_person)
    unit = site_of_person if many else np.arange(model.panel.persons)
    part_of_unit = _shared_out(np.bincount(unit, weights=weights).astype(float), partitions)
    part_of_person = part_of_unit[unit]
    found = []
    for number in range(int(part_of_unit.max(initial=0)) + 1):
        own_sites = np.flatnonzero(part_of_unit == number) if many else np.zeros(0, dtype=np.int64)
        here = part_of_person == number
        found.append(_part(model, here, site_of_person[here], site_of_parameter, own_sites, begin))
    return found


def outline(model: Model, sites_apart: bool | None = None) -> tuple[Model, Integers]:
    """The model without rows and without the effects that sites keep: all the optimiser knows; and its positions."""
    _, site_of_parameter = find_sites(model, sites_apart)
    return _restricted(model, np.zeros(model.panel.persons, dtype=bool), site_of_parameter < 0)


def find_sites(model: Model, sites_apart: bool | None = None) -> tuple[Integers, Integers]:
    """The site of each person, [persons], and of each parameter that is one site's effect, [size] (-1: shared)."""
    site_of_parameter = np.full(model.size, -1)
    indexed = [block for block in model.blocks if block.scale is not None and block.level_of_row is not None]
    persons = model.panel.persons
    wanted = sum(block.size for block in indexed) > FEW_EFFECTS if sites_apart is None else sites_apart
    if not indexed or persons == 0 or not wanted:
        return np.zeros(persons, dtype=np.int64), site_of_parameter
    met = sparse.hstack([persons_by_level(model.panel, block) for block in indexed])
    pairs = sparse.coo_matrix(met)
    size = persons + met.shape[1]
    graph = sparse.csr_matrix((pairs.data, (pairs.row, persons + pairs.col)), shape=(size, size))
    component = connected_components(graph, directed=False)[1]
    site_of_person, of_effect = np.split(component.astype(np.int64), [persons])
    rows = np.bincount(site_of_person[model.panel.of_person])
    if rows.max() <= LARGEST_SHARE * rows.sum():
        effects = np.concatenate([np.r_[model.layout[block.name]] for block in indexed])
        # An effect that no client meets has nowhere to be kept.
        site_of_parameter[effects] = np.where(np.isin(of_effect, site_of_person), of_effect % MOST_SITES, -1)
    return site_of_person % MOST_SITES, site_of_parameter


def _shared_out(weights: Floats, partitions: int) -> Integers:
    """The part of each unit: the heaviest first, each to the part that has least."""
    part = np.zeros(weights.size, dtype=np.int64)
    load = np.zeros(max(1, min(partitions, weights.size)))
    for unit in np.argsort(-weights, kind="stable").tolist():
        part[unit] = int(np.argmin(load))
        load[part[unit]] += weights[unit]
    return part


def _part(
    model: Model, persons: Flags, site_of_person: Integers, site_of_parameter: Integers, sites: Integers, start: Floats
) -> Part:
    shared = site_of_parameter < 0
    part, positions = _restricted(model, persons, shared | np.isin(site_of_parameter, sites))
    site = site_of_parameter[positions]
    own = [(number, np.flatnonzero(site == number)) for number in sites.tolist()]
    kept = [(number, places) for number, places in own if places.size]
    numbers = [number for number, _ in kept]
    place = np.full(MOST_SITES, len(kept))
    place[numbers] = np.arange(len(kept))
    return Part(
        part,
        np.flatnonzero(site < 0),
        tuple(places for _, places in kept),
        tuple(numbers),
        place[site_of_person][part.panel.of_person],
        positions,
        start[positions],
    )


def _restricted(model: Model, persons: Flags, wanted: Flags) -> tuple[Model, Integers]:
    """The same model of some of the persons, with some of the indexed effects; and the positions of what is left."""
    # Where it is everybody nothing is copied: the design is most of what there is in memory.
    everybody = bool(persons.all())
    rows = slice(None) if everybody else persons[model.panel.of_person]
    panel = model.panel if everybody else model.panel.only(rows)
    blocks = tuple(_restricted_block(block, rows, wanted[model.layout[block.name]]) for block in model.blocks)
    return replace(model, panel=panel, blocks=blocks), np.flatnonzero(wanted)


def _restricted_block(block: Block, rows: Flags | slice, wanted: Flags) -> Block:
    if block.level_of_row is None:
        assert block.columns is not None
        return replace(block, columns=block.columns[rows])
    # Where -1 marks a row without a level, the last entry of the new numbers is asked for: it stays -1.
    number = np.append(np.where(wanted, np.cumsum(wanted) - 1, -1), -1)
    labels = tuple(label for label, kept in zip(block.labels, wanted.tolist(), strict=True) if kept)
    mean, sd = (
        prior[wanted] if isinstance(prior, np.ndarray) else prior for prior in (block.prior_mean, block.prior_sd)
    )
    return replace(block, labels=labels, level_of_row=number[block.level_of_row[rows]], prior_mean=mean, prior_sd=sd)
