"""What one parameter compares, in words and units, whose term it is, and how many episodes can tell."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bidewell.analysis.chosen.choosing import Chosen
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.engine.model import Block
from bidewell.engine.panel import Flags
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.calendar import CalendarWalk
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.product import AllianceByUse, AllianceProduct
from bidewell.engine.terms.term import Term
from bidewell.factors.factor import Factor
from bidewell.factors.table import named_factor

_PRESSURE = {
    "start": "just come into force, against none",
    "sustain": "in force for long, against none",
    "after": "over, against none",
}
_COURSE = {"level": "at the average time in care", "slope": "for 2.7 times as long in care"}
_IN_WORDS = {
    "attended_share_before": "share of earlier sessions attended", "missed_before": "the last session was missed",
    "new_therapist": "a new therapist", "prior_episodes": "earlier episodes",
}  # fmt: skip
# What is in every model: a formula does not name it.
ALWAYS = tuple(_IN_WORDS)


def term_of(chosen: Chosen, term: Term, block: Block) -> str:
    """What a formula or `adjust` calls the term; empty for what is always in."""
    rating = (
        chosen.panel.instrument.name if chosen.panel.instrument and not chosen.choices.rated_is_alliance else "alliance"
    )
    if isinstance(term, AllianceEffect):
        return rating
    if isinstance(term, AllianceProduct):
        return f"{rating}:{term.covariate.factor}"
    if isinstance(term, AllianceByUse):
        return f"{rating}:{term.column}"
    if isinstance(term, Pressure):
        return f"{rating}:{term.factor}" if block.quantity == "loading" else term.factor
    if isinstance(term, (Covariate, Category)):
        name = term.factor or term.column.removesuffix(".active")
        return "" if name in ALWAYS else name
    return ""


def factor_of(chosen: Chosen, name: str) -> Factor | None:
    """The factor of a term, if it is one."""
    if name == "alliance":
        return named_factor(name, "numeric")
    return next((factor for factor in chosen.factors if factor.name == name), None)


def compared(chosen: Chosen, term: Term, block: Block, label: str) -> tuple[str, int]:
    """What the parameter compares, and how many episodes can tell."""
    tell = _TELLERS.get(type(term))
    return tell(chosen, term, block, label) if tell else (label or block.name, chosen.rows.panel.clients)


def episodes_with(rows: EngineRows, here: Flags) -> int:
    """How many episodes have a row where this is so."""
    return int(np.unique(rows.panel.client[here]).size)


def _course(chosen: Chosen, term: Baseline, block: Block, label: str) -> tuple[str, int]:
    what = "the course over time in care" if block.scale is None else "how unevenly it runs over time in care"
    return f"{what}, {_COURSE[label]}" if label in _COURSE else what, chosen.rows.panel.clients


def _walk(chosen: Chosen, term: CalendarWalk, block: Block, label: str) -> tuple[str, int]:
    return f"from one calendar quarter to the next, {block.size + 1} quarters", chosen.rows.panel.clients


def _effects(chosen: Chosen, term: Effects, block: Block, label: str) -> tuple[str, int]:
    belongs = chosen.rows.columns[term.column] >= 0
    return f"between {len(term.levels)} {term.column.replace('_', ' ')}s", episodes_with(chosen.rows, belongs)


def _covariate(chosen: Chosen, term: Covariate, block: Block, label: str) -> tuple[str, int]:
    column = np.asarray(chosen.rows.columns[term.column], dtype=float)
    unknown = np.isnan(column)
    if block.name == term.missing_name:
        whose = f"{_IN_WORDS[term.column]}: " if term.column in _IN_WORDS else ""
        return f"{whose}not recorded, against the average", episodes_with(chosen.rows, unknown)
    n = episodes_with(chosen.rows, ~unknown)
    if term.column in _IN_WORDS:
        return f"{_IN_WORDS[term.column]}: 1 SD, {term.standard.spread:.3g}", n
    if set(np.unique(column[~unknown]).tolist()) <= {0.0, 1.0}:
        return f"yes or no: 1 SD, {term.standard.spread:.3g}", n
    return f"1 SD{_true(term)}: {_size(chosen, term)}", n


def _size(chosen: Chosen, term: Covariate) -> str:
    factor = factor_of(chosen, term.factor or term.column)
    unit = factor.unit if factor else ""
    spread = f"{term.standard.spread:.3g}"
    if term.logarithm:
        return f"{spread} of log(1 + {unit or 'value'})"
    return f"{spread} {unit}".rstrip()


def _true(term: Covariate) -> str:
    return f" of the true value (reliability {term.reliability:.2g})" if term.reliability < 1.0 else ""


def _category(chosen: Chosen, term: Category, block: Block, label: str) -> tuple[str, int]:
    return f"{label}, against the others", episodes_with(chosen.rows, chosen.rows.columns[term.column] == label)


def _pressure(chosen: Chosen, term: Pressure, block: Block, label: str) -> tuple[str, int]:
    which = "after" if label == "after" else "active"
    n = episodes_with(chosen.rows, chosen.rows.columns[f"{term.factor}.{which}"] > 0)
    if block.quantity == "loading":
        return f"in force for long, for {_one_sd(chosen)} more", n
    return _PRESSURE[label], n


def _alliance(chosen: Chosen, term: AllianceEffect, block: Block, label: str) -> tuple[str, int]:
    return f"{_one_sd(chosen)} higher", episodes_with(chosen.rows, chosen.rows.panel.rating_count > 0)


def _product(chosen: Chosen, term: AllianceProduct, block: Block, label: str) -> tuple[str, int]:
    known = np.isfinite(np.asarray(chosen.rows.columns[term.covariate.column], dtype=float))
    return f"{_one_sd(chosen)} higher, for 1 SD more of the other", episodes_with(chosen.rows, known)


def _by_use(chosen: Chosen, term: AllianceByUse, block: Block, label: str) -> tuple[str, int]:
    values = chosen.rows.columns[term.column]
    if label == "used":
        return f"{_one_sd(chosen)} higher, used against offered only", episodes_with(chosen.rows, values == term.used)
    offered = np.isin(values.astype(str), term.offered)
    return f"{_one_sd(chosen)} higher, offered against not", episodes_with(chosen.rows, offered)


def _one_sd(chosen: Chosen) -> str:
    return f"1 SD of the ratings ({chosen.rows.rating.spread:.2g} points)"


_TELLERS: Mapping[type, Callable[[Chosen, Any, Block, str], tuple[str, int]]] = {
    Baseline: _course, CalendarWalk: _walk, Effects: _effects, Covariate: _covariate, Category: _category,
    Pressure: _pressure, AllianceEffect: _alliance, AllianceProduct: _product, AllianceByUse: _by_use,
}  # fmt: skip
