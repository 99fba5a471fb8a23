"""The typical client, whom a forecast's reasons compare with: each group of factors at its average, by time in care."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bidewell.analysis.forecasting.factor_groups import shares_of
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.prediction import current_beliefs
from bidewell.engine.recursion import observed_rows
from bidewell.engine.terms.covariate import Covariate

if TYPE_CHECKING:
    from bidewell.analysis.model.fitting import FittedProgram

# First period of each stretch of time in care over which averages are taken.
FIRST_PERIODS = (0, 1, 2, 3, 5, 9, 13, 26)


@dataclass(frozen=True)
class Typical:
    """Averages over contacts by stretch of time in care, in the order of FIRST_PERIODS.

    `direct` and `loading` are each group's part of the leaving predictor and of the alliance's loading, `level` the
    alliance level and `further` that of each further rating. Over everyone: `columns` is the average of each column
    with a number, as its coefficient reads it (few long ways make no usual way long), which says what is more than
    usual, and `blocks` the average part of each block of the model in the predictor.
    """

    direct: Mapping[str, tuple[float, ...]]
    loading: Mapping[str, tuple[float, ...]]
    level: tuple[float, ...]
    further: Mapping[str, tuple[float, ...]]
    columns: Mapping[str, float]
    blocks: Mapping[str, float]

    @classmethod
    def restored(cls, plain: Mapping[str, Any]) -> "Typical":
        """From plain JSON."""
        direct, loading, further = (
            {name: tuple(values) for name, values in plain[part].items()} for part in ("direct", "loading", "further")
        )
        return cls(direct, loading, tuple(plain["level"]), further, dict(plain["columns"]), dict(plain["blocks"]))


def stretch_of(period: Floats) -> Integers:
    """Which stretch of time in care each period lies in."""
    return np.searchsorted(FIRST_PERIODS, period, side="right") - 1


def typical_of(fitted: "FittedProgram") -> Typical:
    """The averages over the contacts a program was fitted on."""
    model, rows = fitted.model, fitted.rows
    shares = shares_of(model, fitted.factors, rows.columns)
    plain = model.quantities(model.blocks(rows.columns), model.mode, rows.panel.rows)
    filtered = current_beliefs(
        rows.panel.of_person,
        observed_rows(rows.panel, model.channels, model.growth),
        model.with_bounds(plain, rows.panel, model.mode),
        model.scalars(model.mode),
        model.link,
        model.channels,
    )
    asked = rows.panel.at_risk
    stretch = stretch_of(rows.panel.period)

    def averages(values: Floats) -> tuple[float, ...]:
        return _by_stretch(values, stretch, asked)

    return Typical(
        {group: averages(values) for group, values in shares.direct.items()},
        {group: averages(values) for group, values in shares.loading.items()},
        averages(filtered.level),
        {name: averages(level) for name, level in zip(model.channels.more, filtered.levels[1:], strict=True)},
        _column_averages(fitted, asked),
        {
            block.name: float(block.contribution(model.block(block.name, model.means))[asked].mean())
            for block in model.blocks(rows.columns)
            if block.quantity == "leaving"
        },
    )


def _column_averages(fitted: "FittedProgram", asked: Flags) -> dict[str, float]:
    terms = [term for term in fitted.model.terms if isinstance(term, Covariate)]
    columns = {term: fitted.rows.columns[term.column][asked] for term in terms}
    return {term.column: term.usual(values) for term, values in columns.items() if np.isfinite(values).any()}


def _by_stretch(values: Floats, stretch: Integers, asked: Flags) -> tuple[float, ...]:
    """Averages by stretch; one with few contacts leans on the average of all, as by ten contacts."""
    overall = float(values[asked].mean())
    counts = np.bincount(stretch[asked], minlength=len(FIRST_PERIODS))
    sums = np.bincount(stretch[asked], weights=values[asked], minlength=len(FIRST_PERIODS))
    return tuple(((sums + 10.0 * overall) / (counts + 10.0)).tolist())
