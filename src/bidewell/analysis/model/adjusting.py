"""What clients are alike in when they are compared: columns asked for, and those always in. None is ranked."""

import numpy as np

from bidewell.analysis.events.outcomes import EPISODE_COLUMNS
from bidewell.analysis.events.panel import ROW_COLUMNS
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.values import compared, varies
from bidewell.domain.numbers import LARGEST_NUMBER
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.term import Term

# What became of an episode, and what is seen during it, is no reason for either.
_NOT_BEFOREHAND = frozenset((*ROW_COLUMNS, *EPISODE_COLUMNS, "row", "episode_order")) - {
    "prior_episodes",
    "previous_ending",
}
_ALWAYS = ("prior_episodes", "new_therapist")
_ATTENDANCE = ("attended_share_before", "missed_before")


class CannotAdjust(ValueError):
    """A column to adjust for is not in the episodes table, not known from the start, or holds what is no number."""


def adjusting_terms(rows: EngineRows, asked: tuple[str, ...], already: set[str], *, attendance: bool) -> list[Term]:
    """Terms of the columns asked for, of earlier episodes and a new therapist, and with `attendance` of visits so far.

    What is `already` in the model goes in once. Raises CannotAdjust for a column that cannot be adjusted for.
    """
    known = [name for name in rows.columns if name not in _NOT_BEFOREHAND]
    missing = [name for name in asked if name not in known]
    if missing:
        raise CannotAdjust(
            f"the episodes table has no column {', '.join(missing)} to adjust for that is known from the start and "
            "holds numbers or text"
        )
    terms: list[Term] = []
    for name in dict.fromkeys([*asked, *_ALWAYS, *(_ATTENDANCE if attendance else ())]):
        if name in rows.columns and name not in already and varies(rows.columns[name]):
            terms += _terms_of(rows, name)
    return terms


def _terms_of(rows: EngineRows, name: str) -> list[Term]:
    column = rows.columns[name]
    if column.dtype == object:
        values = compared(rows, name)
        return [Category("", name, values)] if values else []
    if np.nanmax(np.abs(column)) > LARGEST_NUMBER:
        raise CannotAdjust(f"{name}: a number above {LARGEST_NUMBER:g} cannot be reckoned with; leave it out")
    return [Covariate.learn("", name, rows.columns)]
