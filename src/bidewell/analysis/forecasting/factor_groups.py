"""What each term of a model belongs to when a client's chance is explained: at most nine groups."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bidewell.analysis.model.pressure import OF_TYPE
from bidewell.engine.fitted import FittedModel
from bidewell.engine.model import Block
from bidewell.engine.panel import Floats
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.calendar import CalendarWalk
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.product import AllianceByUse, AllianceProduct
from bidewell.engine.terms.term import Rows, Term
from bidewell.factors.factor import Factor

# Exact shares among n groups take 2^n chances for each client.
GROUPS = ("alliance", "ratings", "attendance", "access", "pressure", "motivation", "distress", "people", "other")
_ATTENDANCE = ("attended_share_before", "missed_before")
_PEOPLE = ("new_therapist",)


def group_of(term: Term, factors: Mapping[str, Factor]) -> str | None:
    """The group of a term; None for what is the same for everyone at the same time."""
    if isinstance(term, (Baseline, CalendarWalk)):
        return None
    if isinstance(term, AllianceEffect):
        return "alliance"
    if isinstance(term, AllianceProduct):
        return group_of(term.covariate, factors)
    if isinstance(term, AllianceByUse):
        return factors[term.column].group
    if isinstance(term, Effects) or (isinstance(term, Covariate) and term.column in _PEOPLE):
        return "people"
    if isinstance(term, Covariate) and term.column in _ATTENDANCE:
        return "attendance"
    name = term.column.removesuffix(OF_TYPE) if isinstance(term, Category) and not term.factor else term.factor
    group = factors[name].group if name in factors else "other"
    return group if group in GROUPS else "other"


@dataclass(frozen=True)
class Shares:
    """Parts of the leaving predictor at rows: sum of `direct` + (`loading_for_all` + sum of `loading`) x level.

    Arrays are [rows]. The level itself is believed, not laid out; `level` is the therapist's part of it. `further` has
    the same of each further rating: its loading and the therapist's part of its level.
    """

    direct: dict[str, Floats]
    loading: dict[str, Floats]
    loading_for_all: Floats
    patch_loading: Floats
    level: Floats
    further: dict[str, tuple[Floats, Floats]]

    def first(self, rows: int) -> "Shares":
        """Those of the first rows."""
        return Shares(
            {group: values[:rows] for group, values in self.direct.items()},
            {group: values[:rows] for group, values in self.loading.items()},
            self.loading_for_all[:rows],
            self.patch_loading[:rows],
            self.level[:rows],
            {name: (loading[:rows], level[:rows]) for name, (loading, level) in self.further.items()},
        )


def shares_of(model: FittedModel, factors: tuple[Factor, ...], rows: Rows) -> Shares:
    """Split the predictor of a model, at its posterior means, by group."""
    size = len(rows["period"])
    named = {factor.name: factor for factor in factors}
    further = {name: (np.zeros(size), np.zeros(size)) for name in model.channels.more}
    found = Shares({}, {}, np.zeros(size), np.zeros(size), np.zeros(size), further)
    for term in model.terms:
        group = group_of(term, named)
        for block in term.blocks(rows):
            _add(found, group, block, block.contribution(model.block(block.name, model.means)), size)
    return found


def _add(shares: Shares, group: str | None, block: Block, values: Floats, size: int) -> None:
    quantity, _, rating = block.quantity.partition(":")
    if rating and quantity in ("loading", "level"):
        shares.further[rating][quantity == "level"][:] += values
    elif block.quantity == "level":
        shares.level[:] += values
    elif block.quantity == "patch_loading":
        shares.patch_loading[:] += values
    elif block.quantity == "loading" and group == "alliance":
        shares.loading_for_all[:] += values
    elif block.quantity in ("leaving", "loading") and group is not None:
        parts = shares.direct if block.quantity == "leaving" else shares.loading
        parts[group] = parts.get(group, np.zeros(size)) + values
